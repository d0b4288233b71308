"""What is left of an unfinished deployment, by how far it got and what the app is now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.deploy.resume import NoRest, Now, Rest, rest, rest_of_plan, to_put_back
from heroku_tools.engine.plan import (
    AwaitDyno,
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Push,
    Retry,
    RunCommand,
    Step,
)
from heroku_tools.engine.record import Author, Before, Record
from heroku_tools.tools.answers import Build, Dyno, Release
from tests.deploy.values import FRESH, A, B, C, deployed, release

APP = "my-app"
ON, OFF = MaintenanceOn(APP), MaintenanceOff(APP)
PUSH = Push(APP, A, B, "refs/heads/main", force=False, after=3)
AWAIT = AwaitRelease(APP, B, 3, None)
MIGRATE = RunCommand(APP, "migrate", "manage.py migrate", "safe")
LOAD = RunCommand(APP, "load", "manage.py load", "ask")
STEPS = (ON, PUSH, AWAIT, MIGRATE, LOAD, OFF)
RECORD = Record(
    "1", "2026-11-13T16:05:00+00:00", Author("ann", "host", 1, "1.0.0"),
    Plan("dev", APP, STEPS), B, Before(False, 3, A, "runs v3"),
)  # fmt: skip

OLD = (deployed(3, A, current=True), *FRESH)
ARRIVED = (deployed(4, B, current=True), deployed(3, A), *FRESH)
FAILED = (deployed(4, B, status="failed"), *OLD)
PENDING = (deployed(4, B, status="pending"), *OLD)
OTHER = (deployed(4, C, current=True), deployed(3, A), *FRESH)
REPLACED = (deployed(5, C, current=True), deployed(4, B), deployed(3, A), *FRESH)
CONFIG = (release(5, "Set X config vars", "slug-b", current=True), deployed(4, B), *OLD[1:])


def got_to(done: int, *, under_way: bool = True, failed: str | None = None) -> Record:
    """The record of one that has finished so many steps."""
    outcomes = tuple(step.kind for step in STEPS[:done])
    return replace(RECORD, outcomes=outcomes, under_way=under_way, failed=failed)


def building(commit: str = B, status: str = "pending") -> Build:
    return Build("1", status, commit, None, None, "2026-11-13T16:06:00Z")


def dyno(name: str, command: str = "sh -c 'manage.py migrate'") -> Dyno:
    return Dyno(name, "run", "up", command, 4, "2026-11-13T16:06:00Z")


def now(
    releases: tuple[Release, ...],
    *builds: Build,
    on: bool = True,
    dynos: tuple[Dyno, ...] = (),
) -> Now:
    return Now(on, releases, builds, dynos)


def left(record: Record, found: Now) -> tuple[Step, ...]:
    work = rest(record, found)
    assert isinstance(work, Rest), work
    return work.steps


AFTER_IT = (MIGRATE, LOAD, OFF)
AGAIN = (Retry(APP, 4, B), AwaitRelease(APP, B, 4, None))


@pytest.mark.parametrize(
    ("record", "found", "steps"),
    [
        pytest.param(got_to(0, under_way=False), now(OLD, on=False), STEPS, id="at the start"),
        pytest.param(got_to(0), now(OLD), STEPS, id="within maintenance on"),
        pytest.param(got_to(1), now(OLD), (PUSH, AWAIT, *AFTER_IT), id="the push did not land"),
        pytest.param(got_to(1), now(OLD, building()), (AWAIT, *AFTER_IT), id="it is being built"),
        pytest.param(
            got_to(1), now(OLD, building(C)), (PUSH, AWAIT, *AFTER_IT), id="another is being built"
        ),
        pytest.param(
            got_to(1), now(OLD, building(status="failed")), (PUSH, AWAIT, *AFTER_IT),
            id="its build failed",
        ),
        pytest.param(
            got_to(1), Now(True, OLD, None, ()), (PUSH, AWAIT, *AFTER_IT), id="builds unknown"
        ),
        pytest.param(got_to(1), now(ARRIVED), (AWAIT, *AFTER_IT), id="the push landed"),
        pytest.param(got_to(1), now(PENDING), (AWAIT, *AFTER_IT), id="its release phase runs"),
        pytest.param(got_to(2), now(FAILED), (*AGAIN, *AFTER_IT), id="its release phase failed"),
        pytest.param(got_to(3), now(ARRIVED), AFTER_IT, id="within migrate"),
        pytest.param(got_to(3), now(CONFIG), AFTER_IT, id="config vars have changed since"),
        pytest.param(
            got_to(3), now(ARRIVED, dynos=(dyno("run.1"), dyno("web.1"))),
            (AwaitDyno(APP, "run.1"), *AFTER_IT), id="migrate still runs",
        ),
        pytest.param(
            got_to(3, under_way=False), now(ARRIVED, dynos=(dyno("run.1"),)), AFTER_IT,
            id="somebody else's migrate runs",
        ),
        pytest.param(
            got_to(3), now(ARRIVED, dynos=(dyno("run.1", "bash"),)), AFTER_IT, id="a shell runs"
        ),
        pytest.param(got_to(5), now(ARRIVED), (OFF,), id="within maintenance off"),
        pytest.param(got_to(6), now(ARRIVED), (), id="only its end was missing"),
    ],
)  # fmt: skip
def test_what_is_left(record: Record, found: Now, steps: tuple[Step, ...]) -> None:
    assert left(record, found) == steps


@pytest.mark.parametrize(
    ("record", "found"),
    [
        pytest.param(got_to(1), now(OTHER), id="another commit came instead"),
        pytest.param(got_to(3), now(REPLACED), id="another commit came after it"),
        pytest.param(got_to(1), now(REPLACED), id="it landed, and another came after it"),
        pytest.param(got_to(3), now(OLD), id="it is there no more"),
    ],
)
def test_the_app_has_changed_since(record: Record, found: Now) -> None:
    why = rest(record, found)
    assert isinstance(why, NoRest)
    assert "the app has changed since: its newest release is v" in why.message
    assert "by ann@example.com" in why.message


@pytest.mark.parametrize(
    ("releases", "steps"), [(ARRIVED, (MIGRATE,)), (CONFIG, (MIGRATE,)), (OLD, None)]
)
def test_commands_alone(releases: tuple[Release, ...], steps: tuple[Step, ...] | None) -> None:
    record = replace(RECORD, plan=Plan("dev", APP, (MIGRATE,)))
    found = rest(record, now(releases))
    assert (found.steps if isinstance(found, Rest) else None) == steps


@pytest.mark.parametrize(
    ("record", "on", "said"),
    [
        (got_to(0), False, ()),
        (got_to(3), True, ()),
        (got_to(3), False, ("maintenance has been turned off since; it is turned on again",)),
        (got_to(5), False, ()),
    ],
)
def test_notes(record: Record, on: bool, said: tuple[str, ...]) -> None:
    found = rest(record, now(ARRIVED if record.outcomes else OLD, on=on))
    assert isinstance(found, Rest)
    assert found.notes == said


@pytest.mark.parametrize(
    ("record", "doubts"),
    [
        pytest.param(got_to(3), (), id="safe to run twice"),
        pytest.param(got_to(4, under_way=False), (), id="not begun"),
        pytest.param(
            got_to(4),
            ("load has been begun before (nobody knows how it ended). Run it again?",),
            id="nobody knows",
        ),
        pytest.param(
            got_to(4, failed="exit code 7"),
            ("load has been begun before (exit code 7). Run it again?",),
            id="it failed",
        ),
    ],
)
def test_doubts(record: Record, doubts: tuple[str, ...]) -> None:
    found = rest(record, now(ARRIVED))
    assert isinstance(found, Rest)
    assert found.doubts == doubts


WITHOUT = replace(RECORD, plan=Plan("dev", APP, (PUSH, AWAIT)))
WAS_ON = replace(got_to(3), before=Before(True, 3, A, "runs v3"))


@pytest.mark.parametrize(
    ("record", "found", "steps"),
    [
        pytest.param(got_to(3), now(ARRIVED), (OFF,), id="ours"),
        pytest.param(got_to(0), now(OLD), (OFF,), id="within maintenance on"),
        pytest.param(got_to(3), now(ARRIVED, on=False), (), id="off already"),
        pytest.param(WAS_ON, now(ARRIVED), (), id="it was on before"),
        pytest.param(WITHOUT, now(ARRIVED), (), id="not ours"),
        pytest.param(got_to(3), now(OTHER), (OFF,), id="whatever runs"),
        pytest.param(got_to(1), now(OLD, building(status="failed")), (OFF,), id="build failed"),
    ],
)
def test_what_abandoning_takes(record: Record, found: Now, steps: tuple[Step, ...]) -> None:
    assert to_put_back(record, found) == steps


@pytest.mark.parametrize("found", [now(OLD, building()), now(PENDING)])
def test_not_abandoned_while_it_moves(found: Now) -> None:
    assert isinstance(to_put_back(got_to(1), found), NoRest)


def test_the_plan_that_is_resumed() -> None:
    plan = rest_of_plan(got_to(3), AFTER_IT)
    assert plan == RECORD.plan


def test_maintenance_is_turned_on_again_before_anything_that_needed_it() -> None:
    found = rest(got_to(1), now(OLD, on=False))
    assert isinstance(found, Rest)
    assert found.steps == (ON, PUSH, AWAIT, MIGRATE, LOAD, OFF)
