"""What is left of an unfinished deployment, held against what the app really is now (pure)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from heroku_tools.deploy.arrival import Arrival, Seen, judge_release
from heroku_tools.deploy.live import commit_of
from heroku_tools.deploy.surround import BEFORE
from heroku_tools.engine.errands import RunHook
from heroku_tools.engine.plan import (
    AwaitDyno,
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Promote,
    Push,
    Retry,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.engine.record import Record
from heroku_tools.tools.answers import Build, Dyno, Release

RELEASING = (Push, Promote, Rollback, Retry)


@dataclass(frozen=True)
class Now:
    """What the app is now. `builds` is None where the door cannot know."""

    maintenance: bool
    releases: tuple[Release, ...]
    builds: tuple[Build, ...] | None
    dynos: tuple[Dyno, ...]


@dataclass(frozen=True)
class Rest:
    """The steps that are left, what is odd about them, and what must be agreed to apart."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoRest:
    """Why the deployment cannot be taken up again."""

    message: str


def rest(record: Record, now: Now) -> Rest | NoRest:
    """Work out what is left to do."""
    code = _code(record, now)
    if isinstance(code, NoRest):
        return code
    after = [step for step in record.left if not isinstance(step, (*RELEASING, AwaitRelease))]
    first = [*_closed_again(record, now), *(step for step in after if _comes_first(step))]
    others = [step for step in after if step not in first]
    steps = (*first, *code, *_alive(record, now), *others)
    return Rest(steps, _notes(record, now), _doubts(record))


def _comes_first(step: Step) -> bool:
    return isinstance(step, MaintenanceOn) or (isinstance(step, RunHook) and step.moment == BEFORE)


def to_put_back(record: Record, now: Now) -> tuple[Step, ...] | NoRest:
    """Work out what it takes to leave the app open as it was before; the code stays what it is."""
    if _is_moving(record, now):
        return NoRest("Heroku is still building or releasing it: wait until that has ended")
    ours = any(isinstance(step, MaintenanceOn) for step in record.plan.steps)
    if ours and now.maintenance and not record.before.maintenance:
        return (MaintenanceOff(record.plan.app),)
    return ()


def may_land_yet(record: Record, now: Now) -> bool:
    """Say whether what was being released when we ended may be on its way to Heroku still."""
    step = record.left[0] if record.left and record.under_way and not record.failed else None
    newest = now.releases[0].version if now.releases else 0
    return (
        isinstance(step, RELEASING)
        and newest <= record.before.release
        and not _is_building(record, now)
    )


def _code(record: Record, now: Now) -> tuple[Step, ...] | NoRest:
    """The steps that are left until the wanted commit runs."""
    releasing = next((step for step in record.plan.steps if isinstance(step, RELEASING)), None)
    arrival = next((step for step in record.plan.steps if isinstance(step, AwaitRelease)), None)
    if releasing is None or arrival is None:
        return () if _runs(record.wanted, now) else _other(now)
    seen = judge_release(now.releases, record.wanted, arrival.after, arrival.slug)
    if seen.arrival is Arrival.REPLACED:
        return _other(now)
    if arrival in record.finished:
        return () if seen.arrival is Arrival.SUCCEEDED else _other(now)
    return _arrival(record, now, seen, releasing, arrival)


def _arrival(
    record: Record, now: Now, seen: Seen, releasing: Step, arrival: AwaitRelease
) -> tuple[Step, ...] | NoRest:
    if seen.arrival is Arrival.FAILED and seen.release:
        version = seen.release.version
        again = replace(arrival, after=version)
        return Retry(arrival.app, version, arrival.commit), again
    if seen.release or _is_building(record, now):
        return (arrival,)
    if now.releases and now.releases[0].version > arrival.after:
        return _other(now)
    return releasing, arrival


def _is_moving(record: Record, now: Now) -> bool:
    newest = now.releases[:1]
    return _is_building(record, now) or any(release.status == "pending" for release in newest)


def _is_building(record: Record, now: Now) -> bool:
    builds = now.builds or ()
    return any(each.status == "pending" and each.commit == record.wanted for each in builds)


def _runs(wanted: str, now: Now) -> bool:
    current = next((release for release in now.releases if release.current), None)
    held = commit_of(current, now.releases) if current else None
    return held is not None and wanted.startswith(held)


def _other(now: Now) -> NoRest:
    if not now.releases:
        return NoRest("the app has no release any more")
    newest = now.releases[0]
    return NoRest(
        f"the app has changed since: its newest release is v{newest.version} "
        f"({newest.description}) by {newest.by}"
    )


def _alive(record: Record, now: Now) -> tuple[Step, ...]:
    """A command whose connection was lost may still run: wait for its dyno."""
    current = record.left[:1] if record.under_way else ()
    names = [
        dyno.name
        for step in current
        if isinstance(step, RunCommand)
        for dyno in now.dynos
        if dyno.name.startswith("run.") and shlex.quote(step.run) in dyno.command
    ]
    return tuple(AwaitDyno(record.plan.app, name) for name in names)


def _notes(record: Record, now: Now) -> tuple[str, ...]:
    if _closed_again(record, now):
        return ("maintenance has been turned off since; it is turned on again",)
    return ()


def _closed_again(record: Record, now: Now) -> tuple[Step, ...]:
    """What needed maintenance needs it still, whoever turned it off meanwhile."""
    was_on = any(isinstance(step, MaintenanceOn) for step in record.finished)
    for_something = any(not isinstance(step, MaintenanceOff) for step in record.left)
    to_come = any(isinstance(step, MaintenanceOff) for step in record.left)
    if was_on and for_something and to_come and not now.maintenance:
        return (MaintenanceOn(record.plan.app),)
    return ()


def _doubts(record: Record) -> tuple[str, ...]:
    """A command that was begun, and might not stand being run twice, is asked about."""
    step = record.left[0] if record.left and record.under_way else None
    if isinstance(step, RunCommand) and step.rerun != "safe":
        how = record.failed or "nobody knows how it ended"
        return (f"{step.command} has been begun before ({how}). Run it again?",)
    return ()


def rest_of_plan(record: Record, steps: Sequence[Step]) -> Plan:
    """The plan of the deployment as it is now: what finished, and then what is left."""
    return Plan(record.plan.environment, record.plan.app, (*record.finished, *steps))
