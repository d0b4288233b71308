"""Whether a deployment that failed is rolled back by itself, and by which steps (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heroku_tools.engine.errands import AskUrl
from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.engine.record import Record, release_of
from heroku_tools.tools.answers import Release


@dataclass(frozen=True)
class Retreat:
    """The steps that bring back what ran before, which was `version`."""

    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Held:
    """Why it is not rolled back."""

    because: str


def is_due(stopped: Stopped) -> bool:
    """Say whether it stopped where a rollback is the answer: after the code was released."""
    released = any(isinstance(one.step, AwaitRelease) for one in stopped.done)
    return released and not stopped.interrupted and isinstance(stopped.step, (RunCommand, AskUrl))


def retreat(record: Record, stopped: Stopped, releases: Sequence[Release]) -> Retreat | Held:
    """Work out the way back; `releases` are the newest there are now, newest first."""
    version, commit = record.before.version, record.before.commit
    because = _not_now(record, stopped, releases)
    if because:
        return Held(because)
    before = next((each for each in releases if each.version == version), None)
    if before is None or commit is None:
        return Held("what ran before is not known")
    if before.status != "succeeded" or not before.eligible_for_rollback:
        return Held(f"v{before.version} cannot be released again")
    app, newest = record.plan.app, releases[0].version
    back = Rollback(app, before.version, commit)
    arrival = AwaitRelease(app, commit, newest, None, before.slug)
    return Retreat(before.version, (back, arrival, *_opening(app, stopped)))


def _not_now(record: Record, stopped: Stopped, releases: Sequence[Release]) -> str:
    if not stopped.settled:
        return "nobody knows how it ended"
    if any(isinstance(step, Rollback) for step in record.plan.steps):
        return "it was a rollback itself"
    ours = release_of(record)
    if not releases or f"v{releases[0].version}" != ours:
        newest = f"v{releases[0].version}" if releases else "another release"
        return f"{newest} has come after {ours}"
    return next(
        filter(None, map(_migrated, [*(one.step for one in stopped.done), stopped.step])), ""
    )


def _migrated(step: Step) -> str:
    """Say what may have migrated; one that failed may have done half of it."""
    if isinstance(step, AwaitRelease) and re.search(r"\bmigrate\b", step.phase or ""):
        return "its release phase may have migrated"
    if isinstance(step, RunCommand) and re.search(r"\bmigrate\b", f"{step.command} {step.run}"):
        return f"{step.command} may have migrated"
    return ""


def _opening(app: str, stopped: Stopped) -> tuple[Step, ...]:
    done = [type(one.step) for one in stopped.done]
    closed = MaintenanceOn in done and MaintenanceOff not in done
    return (MaintenanceOff(app),) if closed else ()
