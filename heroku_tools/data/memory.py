"""What the record of a copy remembers, and how much of it still holds (pure)."""

from __future__ import annotations

from heroku_tools.data.looked import Standing
from heroku_tools.data.plan import Closed
from heroku_tools.engine.data_steps import (
    BackUp,
    BringBack,
    CopyByHeroku,
    Empty,
    Restore,
    ScaleDown,
    ScaleUp,
    SetAside,
)
from heroku_tools.engine.plan import MaintenanceOn, Step
from heroku_tools.engine.record import Record

Outcomes = tuple[tuple[Step, str], ...]


def processes_of(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Return the dynos that there were, as `web=2`."""
    for step in steps:
        if isinstance(step, (ScaleDown, ScaleUp)):
            return step.processes
    return ()


def mark_of(steps: tuple[Step, ...]) -> str:
    """Return the mark that the database had before the copy was begun, as text."""
    for step in steps:
        if isinstance(step, (Empty, SetAside, BringBack, CopyByHeroku, Restore)):
            return step.mark
    return ""


def backup_of(record: Record) -> str:
    """Return the name of the backup that was made before, as `b001`; empty where there is none."""
    done = zip(record.finished, record.outcomes, strict=False)
    return next((outcome for step, outcome in done if isinstance(step, BackUp)), "")


def closed_of(record: Record, *, maintenance: bool, processes: tuple[str, ...]) -> Closed:
    """Return how the target was before; `maintenance` and `processes` are how it is now."""
    return Closed(
        record.before.maintenance,
        processes_of(record.plan.steps),
        still=(maintenance or record.before.maintenance) and not processes,
        backed_up=bool(backup_of(record)),
    )


def still_done(record: Record, stands: Standing) -> Outcomes:
    """Return the steps of the record that still hold, with what came of them, in their order.

    A plan that takes the record up begins with them: where it stops, they are what is put back, or
    why nothing can be.
    """
    begun = record.plan.steps[: len(record.outcomes) + record.under_way]
    outcomes = (*record.outcomes, "")
    found = zip(begun, outcomes, strict=False)
    return tuple((step, outcome) for step, outcome in found if _holds(step, outcome, stands))


def _holds(step: Step, outcome: str, stands: Standing) -> bool:
    if isinstance(step, MaintenanceOn):
        return stands.maintenance
    if isinstance(step, ScaleDown):
        return not stands.processes
    if isinstance(step, BackUp):
        return bool(outcome)
    if isinstance(step, SetAside):
        return bool(stands.aside_run)
    if isinstance(step, (Empty, CopyByHeroku)):
        return stands.incomplete
    return False
