"""What the record of a copy remembers: how the target was and its backup (pure)."""

from __future__ import annotations

from heroku_tools.data.plan import Closed
from heroku_tools.engine.data_steps import BackUp, Restore, ScaleDown, ScaleUp
from heroku_tools.engine.plan import Step
from heroku_tools.engine.record import Record


def processes_of(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Return the dynos that there were, as `web=2`."""
    for step in steps:
        if isinstance(step, (ScaleDown, ScaleUp)):
            return step.processes
    return ()


def backup_of(record: Record) -> str:
    """Return the name of the backup that was made before, as `b001`; empty where there is none."""
    for step in record.plan.steps:
        if isinstance(step, Restore):
            return step.backup
    done = zip(record.finished, record.outcomes, strict=False)
    return next((outcome for step, outcome in done if isinstance(step, BackUp)), "")


def closed_of(record: Record, *, maintenance: bool, processes: tuple[str, ...]) -> Closed:
    """Return how the target was before; `maintenance` and `processes` are how it is now."""
    before = processes_of(record.plan.steps)
    return Closed(
        record.before.maintenance,
        before,
        still=(maintenance or record.before.maintenance) and not processes,
        backed_up=bool(backup_of(record)),
    )
