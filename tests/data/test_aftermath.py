"""A copy that stopped: what is where, and what to type; and what its record remembers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from heroku_tools.data.aftermath import CopyStopped, Ground
from heroku_tools.data.looked import Standing
from heroku_tools.data.memory import backup_of, closed_of, mark_of, still_done
from heroku_tools.data.plan import Closed, plan, with_mark
from heroku_tools.engine.data_steps import BringBack, GiveUp, ScaleUp
from heroku_tools.engine.execute import Done, StepFailed, Stopped, stopped_at
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.engine.record import Author, Before, Record
from heroku_tools.errors import Exit
from heroku_tools.settings.masking import DataPolicy
from tests.data.worlds import FLOW, IN_PLACE, LOCAL, LOOKED, TO_LOCAL

OPEN = Closed(maintenance=False, processes=("web=2",))
AFTER = replace(FLOW, policy=DataPolicy("f:1", after="migrate"))
ASIDE = plan(AFTER, LOOKED, OPEN, backup=True)
WHOLE = plan(AFTER, IN_PLACE, OPEN, backup=True)
BARE = plan(
    replace(FLOW, target=LOCAL),
    replace(TO_LOCAL, unmovable=("no",)),
    replace(OPEN, processes=()),
    backup=False,
)
RECORD = Record(
    "id", "2026-01-01T00:00:00+00:00", Author("Ann", "host", 1, "1"), WHOLE, "",
    Before(maintenance=False, release=0, commit=None, runs="live"),
)  # fmt: skip


def number(kind: str, whole: Plan = WHOLE) -> int:
    return [step.kind for step in whole.steps].index(kind) + 1


def outcome(step: Step) -> str:
    return "b001" if step.kind == "back-up" else "done"


def stopped(
    kind: str, error: BaseException, whole: Plan = WHOLE, *, undoing: bool = True
) -> Stopped:
    at = number(kind, whole)
    done = tuple(Done(step, outcome(step), 1.0) for step in whole.steps[: at - 1])
    found = stopped_at(whole, at, done, error, acting=True)
    undo = found.to_undo if found.untouched else ()
    if undoing:
        return replace(found, undone=undo)
    return replace(found, not_undone=undo, why_not=("it fell",) * len(undo))


def story(
    kind: str, error: BaseException | None = None, whole: Plan = WHOLE, *, undoing: bool = True
) -> CopyStopped:
    at = stopped(kind, error or StepFailed("it broke"), whole, undoing=undoing)
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


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("set-aside", None, Exit.FAILED),
        ("copy-rows", None, Exit.FAILED),
        ("copy-rows", KeyboardInterrupt(), Exit.INTERRUPTED),
        ("prove", StepFailed("not proved", settled=True), Exit.FAILED),
        ("mark-proved", StepFailed("refused", untouched=True), Exit.FAILED),
    ],
)
def test_what_was_set_aside_is_back_by_itself(
    kind: str, error: BaseException | None, code: Exit
) -> None:
    told = story(kind, error, ASIDE)
    assert told.exit_code is code
    assert BEFORE in told.message
    assert told.hint is None
    undone = [step.kind for step in stopped(kind, error or StepFailed("it broke"), ASIDE).to_undo]
    back = ["bring-back", "scale-up", "maintenance-off"]
    assert undone == back


def test_what_could_not_be_brought_back_stays_aside() -> None:
    told = story("copy-rows", whole=ASIDE, undoing=False)
    assert told.exit_code is Exit.ATTENTION
    assert "The data that uat held is set aside in its database" in told.message
    assert "Not put back: bring the old data back: it fell.\n" in told.message
    assert told.hint is not None
    assert "or have the old data back: heroku-tools data uat --abandon" in told.hint


def test_once_accepted_it_is_finished() -> None:
    told = story("drop-aside", whole=ASIDE)
    assert told.exit_code is Exit.ATTENTION
    assert THERE in told.message
    assert "stays closed" not in told.message


def stands(**more: Any) -> Standing:
    return replace(LOOKED.stands, **more)


CLOSED_NOW = {"maintenance": True, "processes": ()}


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


@pytest.mark.parametrize(
    ("whole", "until", "now", "kinds"),
    [
        (WHOLE, "back-up", CLOSED_NOW, ["maintenance-on", "scale-down"]),
        (WHOLE, "copy-rows", CLOSED_NOW | {"incomplete": True},
         ["maintenance-on", "scale-down", "back-up", "empty"]),
        (WHOLE, "empty", CLOSED_NOW, ["maintenance-on", "scale-down", "back-up"]),
        (WHOLE, "empty", CLOSED_NOW | {"incomplete": True},
         ["maintenance-on", "scale-down", "back-up", "empty"]),
        (ASIDE, "build", CLOSED_NOW | {"incomplete": True, "aside_run": "id"},
         ["maintenance-on", "scale-down", "back-up", "set-aside"]),
        (ASIDE, "build", {"maintenance": False, "processes": ("web=2",)}, ["back-up"]),
    ],
)  # fmt: skip
def test_what_still_holds_of_it(
    whole: Plan, until: str, now: dict[str, Any], kinds: list[str]
) -> None:
    """Killed within a step, which may have been done or not: the database and the app tell."""
    done = tuple(outcome(step) for step in whole.steps[: number(until, whole) - 1])
    record = replace(RECORD, plan=whole, outcomes=done, under_way=True)
    assert [step.kind for step, _ in still_done(record, stands(**now))] == kinds


def test_the_mark_of_before() -> None:
    marked = with_mark(ASIDE.steps, "heroku-tools: {}")
    assert mark_of(marked) == "heroku-tools: {}"
    assert mark_of(ASIDE.steps) == ""
    back = [step.reversal for step in marked if step.kind == "set-aside"]
    assert back == [BringBack("my-uat", "heroku-tools: {}")]


def test_so_does_the_record_of_giving_up() -> None:
    steps = (BringBack("my-uat", "m"), ScaleUp("my-uat", ("web=2",)), GiveUp("my-uat"))
    record = replace(RECORD, plan=replace(WHOLE, steps=steps))
    assert mark_of(record.plan.steps) == "m"
    assert closed_of(record, maintenance=True, processes=()).processes == ("web=2",)


def test_a_backup_that_was_not_made_is_none() -> None:
    assert backup_of(RECORD) == ""
