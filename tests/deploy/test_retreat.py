"""What goes on around a plan, the note, and whether a deployment that failed is rolled back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.deploy.note import automatic
from heroku_tools.deploy.retreat import Held, Retreat, is_due, retreat
from heroku_tools.deploy.surround import if_it_fails, surround
from heroku_tools.engine.errands import AskUrl, Notify, RunHook, Tag
from heroku_tools.engine.execute import Done, StepFailed, stopped_at
from heroku_tools.engine.kinds import read_plan
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Push,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.engine.record import Author, Before, Record
from heroku_tools.settings import DeployPolicy, Hooks, OnFailure, Source
from heroku_tools.tools.answers import Release
from tests.deploy.values import COMMANDS, DEV, FRESH, A, B, deployed, looked

APP = "my-app"
PUSH = Push(APP, A, B, "refs/heads/main", False, 3)
ARRIVAL = AwaitRelease(APP, B, 3, None)
MIGRATES = replace(ARRIVAL, phase="python manage.py migrate")
WARM = RunCommand(APP, "warm", "sh warm", "safe")
MIGRATE = RunCommand(APP, "migrate", "sh x", "safe")
BY_ANOTHER_NAME = RunCommand(APP, "db", "python manage.py migrate", "safe")
ON, OFF = MaintenanceOn(APP), MaintenanceOff(APP)
URL = AskUrl(APP, "https://a.org")
LIVE, NEW = deployed(3, A), deployed(4, B, current=True)
NOW = (NEW, LIVE, *FRESH)
BACK = Rollback(APP, 3, A)
AWAIT_BACK = AwaitRelease(APP, A, 4, None, "slug-a")

ENDED, LOST = StepFailed("it failed", settled=True), StepFailed("nobody knows")


def decided(
    steps: tuple[Step, ...],
    now: tuple[Release, ...] = NOW,
    error: StepFailed = ENDED,
    before: Before | None = None,
) -> Retreat | Held | None:
    """What is decided where the last of the steps fails."""
    outcomes = tuple("v4" if isinstance(step, AwaitRelease) else "" for step in steps[:-1])
    record = Record(
        "1", "", Author("ann", "here", 1, "1"), Plan("dev", APP, steps), B,
        before or Before(False, 3, A, "runs v3", 3), outcomes=outcomes,
    )  # fmt: skip
    done = tuple(Done(step, "", 0.0) for step in steps[:-1])
    stopped = stopped_at(record.plan, len(steps), done, error, acting=True)
    return retreat(record, stopped, now) if is_due(stopped) else None


@pytest.mark.parametrize(
    ("steps", "back"),
    [
        ((PUSH, ARRIVAL, WARM), (BACK, AWAIT_BACK)),
        ((ON, PUSH, ARRIVAL, WARM), (BACK, AWAIT_BACK, OFF)),
        ((ON, PUSH, ARRIVAL, WARM, OFF, URL), (BACK, AWAIT_BACK)),
    ],
)
def test_the_way_back(steps: tuple[Step, ...], back: tuple[Step, ...]) -> None:
    assert decided(steps) == Retreat(3, back)


@pytest.mark.parametrize(
    "steps",
    [(PUSH,), (PUSH, ARRIVAL), (WARM,), (ON, WARM, URL), (ON, PUSH, ARRIVAL, OFF)],
    ids=["push", "release", "only a command", "only commands", "maintenance"],
)
def test_nothing_was_released_or_it_would_not_help(steps: tuple[Step, ...]) -> None:
    assert decided(steps) is None


GONE = replace(LIVE, eligible_for_rollback=False)


@pytest.mark.parametrize(
    ("found", "because"),
    [
        (decided((PUSH, ARRIVAL, MIGRATE)), "migrate may have migrated"),
        (decided((PUSH, ARRIVAL, MIGRATE, WARM)), "migrate may have migrated"),
        (decided((PUSH, ARRIVAL, BY_ANOTHER_NAME, WARM)), "db may have migrated"),
        (decided((PUSH, MIGRATES, WARM)), "its release phase may have migrated"),
        (decided((PUSH, ARRIVAL, WARM), error=LOST), "nobody knows how it ended"),
        (decided((BACK, ARRIVAL, WARM)), "it was a rollback itself"),
        (decided((PUSH, ARRIVAL, WARM), (deployed(5, A), *NOW)), "v5 has come after v4"),
        (decided((PUSH, ARRIVAL, WARM), (NEW, GONE)), "v3 cannot be released again"),
        (decided((PUSH, ARRIVAL, WARM), (NEW,)), "what ran before is not known"),
        (
            decided((PUSH, ARRIVAL, WARM), before=Before(False, 2, None, "has no code")),
            "what ran before is not known",
        ),
    ],
)
def test_why_it_is_held(found: Retreat | Held | None, because: str) -> None:
    assert found == Held(because)


EVERYTHING = replace(
    DEV,
    url="https://a.org",
    hooks=Hooks(before=("a", "b c"), after=("d",), failed=("e",)),
    notify=(Source("f:1", env="X"),),
    deploy=DeployPolicy(tag="{environment}/{version}-{commit}", on_failure=OnFailure.ROLLBACK),
)
BEFORE, AFTER = RunHook(APP, "before", "a 'b c'"), RunHook(APP, "after", "d")
TAG, NEWS = Tag(APP, B, "dev/{version}-bbbbbbbb"), Notify(APP, 1)


@pytest.mark.parametrize(
    ("steps", "stays_closed", "all_of_them"),
    [
        ((), False, ()),
        ((PUSH, ARRIVAL), False, (BEFORE, PUSH, ARRIVAL, URL, TAG, AFTER, NEWS)),
        ((PUSH, ARRIVAL), True, (BEFORE, PUSH, ARRIVAL, TAG, AFTER, NEWS)),
        ((ON, WARM, OFF), False, (BEFORE, ON, WARM, OFF, URL, AFTER, NEWS)),
    ],
)
def test_what_comes_around(
    steps: tuple[Step, ...], stays_closed: bool, all_of_them: tuple[Step, ...]
) -> None:
    plan = Plan("dev", APP, steps)
    assert surround(plan, DEV, stays_closed=stays_closed) == plan
    surrounded = surround(plan, EVERYTHING, stays_closed=stays_closed)
    assert surrounded.steps == all_of_them
    assert read_plan(surrounded.as_json()) == surrounded


def test_what_is_done_besides() -> None:
    assert if_it_fails(DEV) == ()
    assert if_it_fails(EVERYTHING) == (
        "after the release, where nothing has migrated: roll back to what runs now",
        "run the hook `failed` here: e",
        "tell 1 place of `notify` that it failed",
    )


def test_the_note() -> None:
    seen = looked(files=("a/migrations/1.py", "b.py"))
    assert automatic("dev", seen, COMMANDS, "ann") == (
        "Deploy 2 commits to dev (my-app)\n\n"
        "By ann, from aaaaaaaa (v3) to bbbbbbbb.\n\n"
        "Commits\n"
        "  bbbbbbbb  Mend it  (Ann)\n"
        "  dddddddd  Add a thing  (Bob)\n\n"
        "Migrations\n"
        "  a/migrations/1.py\n"
    )


def test_the_note_of_a_first_deployment() -> None:
    note = automatic("dev", looked(FRESH), (), "ann")
    assert "By ann, the first deployment, of bbbbbbbb." in note
