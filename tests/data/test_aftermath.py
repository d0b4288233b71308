"""A copy that stopped: what is where, and what to type; and what its record remembers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.aftermath import CopyStopped, Ground
from heroku_tools.data.memory import backup_of, closed_of
from heroku_tools.data.plan import Closed, plan
from heroku_tools.engine.data_steps import GiveUp, Restore, ScaleUp
from heroku_tools.engine.execute import Done, StepFailed, Stopped, stopped_at
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.engine.record import Author, Before, Record
from heroku_tools.errors import Exit
from heroku_tools.settings.masking import DataPolicy
from tests.data.worlds import FLOW, LOCAL, LOOKED, TO_LOCAL

OPEN = Closed(maintenance=False, processes=("web=2",))
WHOLE = plan(replace(FLOW, policy=DataPolicy("f:1", after="migrate")), LOOKED, OPEN, backup=True)
BARE = plan(replace(FLOW, target=LOCAL), TO_LOCAL, replace(OPEN, processes=()), backup=False)
RECORD = Record(
    "id", "2026-01-01T00:00:00+00:00", Author("Ann", "host", 1, "1"), WHOLE, "",
    Before(maintenance=False, release=0, commit=None, runs="live"),
)  # fmt: skip


def number(kind: str, whole: Plan = WHOLE) -> int:
    return [step.kind for step in whole.steps].index(kind) + 1


def outcome(step: Step) -> str:
    return "b001" if step.kind == "back-up" else "done"


def stopped(kind: str, error: BaseException, whole: Plan = WHOLE) -> Stopped:
    at = number(kind, whole)
    done = tuple(Done(step, outcome(step), 1.0) for step in whole.steps[: at - 1])
    found = stopped_at(whole, at, done, error, acting=True)
    return replace(found, undone=found.to_undo if found.untouched else ())


def story(kind: str, error: BaseException | None = None, whole: Plan = WHOLE) -> CopyStopped:
    at = stopped(kind, error or StepFailed("it broke"), whole)
    record = replace(RECORD, plan=whole, outcomes=tuple(one.outcome for one in at.done))
    app = whole.app
    return CopyStopped(at, Ground(whole.environment, app, "live", record, "heroku-tools data uat"))


BEFORE = "uat holds the data that it held before"
GONE = "The data that uat held is gone, and that of live is not all there"
THERE = "uat holds the data of live, all of it, and proved."
CLOSED = "my-uat stays closed until this is settled: maintenance is on and no dyno runs."
AGAIN = "copy it again, from the beginning: heroku-tools data uat --resume"
GIVE_UP = "or give it up, which restores the backup b001: heroku-tools data uat --abandon"


@pytest.mark.parametrize(
    ("kind", "error", "code", "state"),
    [
        ("scale-down", None, Exit.FAILED, BEFORE),
        ("back-up", StepFailed("no backup", untouched=True), Exit.FAILED, BEFORE),
        ("take-snapshot", None, Exit.FAILED, BEFORE),
        ("take-snapshot", KeyboardInterrupt(), Exit.INTERRUPTED, BEFORE),
        ("empty", StepFailed("locked", untouched=True), Exit.FAILED, BEFORE),
        ("empty", KeyboardInterrupt(), Exit.ATTENTION, GONE),
        ("copy-rows", KeyboardInterrupt(), Exit.ATTENTION, GONE),
        ("prove", None, Exit.ATTENTION, GONE),
        ("mark-proved", None, Exit.ATTENTION, GONE),
        ("run", None, Exit.ATTENTION, THERE),
        ("scale-up", None, Exit.ATTENTION, THERE),
    ],
)
def test_what_is_where(kind: str, error: BaseException | None, code: Exit, state: str) -> None:
    told = story(kind, error)
    assert told.exit_code is code
    assert state in told.message


def test_before_the_target_was_emptied_all_is_put_back() -> None:
    told = story("take-snapshot")
    assert "its dynos and maintenance are as they were; nothing needs to be done" in told.message
    assert told.hint is None


@pytest.mark.parametrize("kind", ["load-schema", "copy-rows", "build", "finish", "prove"])
def test_afterwards_it_stays_closed_and_is_copied_again(kind: str) -> None:
    told = story(kind)
    assert CLOSED in told.message
    assert told.hint == f"{AGAIN}\n        {GIVE_UP}"


def test_once_proved_it_is_only_finished() -> None:
    told = story("run")
    assert CLOSED in told.message
    assert told.hint is not None
    assert "finish it: heroku-tools data uat --resume" in told.hint
    assert "restores" not in told.hint


def test_a_database_without_an_app_has_nothing_to_close() -> None:
    told = story("copy-rows", whole=BARE)
    assert "stays closed" not in told.message
    assert told.hint is not None
    assert "restores" not in told.hint
    assert "its dynos" not in story("take-snapshot", whole=BARE).message


def test_a_record_remembers_how_the_target_was() -> None:
    done = tuple(outcome(step) for step in WHOLE.steps[: number("empty")])
    record = replace(RECORD, outcomes=done)
    assert backup_of(record) == "b001"
    assert closed_of(record, maintenance=True, processes=()) == Closed(
        maintenance=False, processes=("web=2",), still=True, backed_up=True
    )
    # Somebody has opened it meanwhile: it is closed again.
    assert not closed_of(record, maintenance=False, processes=()).still
    assert not closed_of(record, maintenance=True, processes=("web=2",)).still


def test_so_does_the_record_of_giving_up() -> None:
    steps = (Restore("my-uat", "DATABASE", "b001"), ScaleUp("my-uat", ("web=2",)), GiveUp("my-uat"))
    record = replace(RECORD, plan=replace(WHOLE, steps=steps))
    assert backup_of(record) == "b001"
    assert closed_of(record, maintenance=True, processes=()).processes == ("web=2",)


def test_a_backup_that_was_not_made_is_none() -> None:
    assert backup_of(RECORD) == ""
