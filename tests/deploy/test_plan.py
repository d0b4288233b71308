"""Maintenance, and the steps of each road."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from heroku_tools.deploy.decide import Answer, Decision
from heroku_tools.deploy.plan import Closing, build, closing
from heroku_tools.deploy.road import Kind, Road
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Push,
    Retry,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.settings import DeployPolicy, Maintenance
from tests.deploy.values import CACHE, DEV, MIGRATE, STATIC, A, B, proposal

AUTO, ALWAYS, NEVER = Maintenance.AUTO, Maintenance.ALWAYS, Maintenance.NEVER
RUNS = Decision(MIGRATE, Answer.YES, "x")
NOT = Decision(MIGRATE, Answer.NO, "x")
LEFT_OUT = replace(RUNS, flag="--no-migrate", contradicts=True)
FORCED = replace(NOT, flag="--migrate", contradicts=True)
UNKNOWN = replace(RUNS, answer=Answer.UNKNOWN)
RUNS_STATIC = Decision(STATIC, Answer.YES, "x")
LOCKS = Decision(replace(CACHE, needs_maintenance=True), Answer.YES, "x")


@pytest.mark.parametrize(
    ("policy", "flag", "decisions", "already_on", "wanted", "because"),
    [
        (AUTO, None, [RUNS], False, True, "migrate needs it"),
        (AUTO, None, [RUNS, LOCKS], False, True, "migrate and clear-cache need it"),
        (AUTO, None, [UNKNOWN], False, True, "migrate needs it"),
        (AUTO, None, [FORCED], False, True, "migrate needs it"),
        (AUTO, None, [LEFT_OUT], False, False, "no command that runs needs it"),
        (AUTO, None, [NOT, RUNS_STATIC], False, False, "no command that runs needs it"),
        (AUTO, None, [], False, False, "no command that runs needs it"),
        (ALWAYS, None, [], False, True, "the settings say always"),
        (NEVER, None, [RUNS], False, False, "the settings say never"),
        (NEVER, True, [], False, True, "--maintenance"),
        (ALWAYS, False, [RUNS], False, False, "--no-maintenance"),
        (AUTO, None, [RUNS], True, False, "it is on already, and stays on"),
        (ALWAYS, True, [RUNS], True, False, "it is on already, and stays on"),
    ],
)
def test_closing(
    policy: Maintenance,
    flag: bool | None,
    decisions: list[Decision],
    already_on: bool,
    wanted: bool,
    because: str,
) -> None:
    assert closing(policy, flag, decisions, already_on=already_on) == Closing(
        wanted, because, already_on
    )


APP = "my-app"
ON, OFF = MaintenanceOn(APP), MaintenanceOff(APP)
ARRIVAL = AwaitRelease(APP, B, 7, None)
RUN = RunCommand(APP, "migrate", "python manage.py migrate", "ask")
RUN_STATIC = RunCommand(APP, "collectstatic", "python manage.py collectstatic", "safe")
UP = Road(Kind.UP_TO_DATE)
PUSH = Push(APP, A, B, "refs/heads/main", force=False, after=7)


@pytest.mark.parametrize(
    ("road", "decisions", "closed", "steps"),
    [
        pytest.param(UP, [NOT], False, (), id="up to date"),
        pytest.param(UP, [NOT], True, (), id="up to date, maintenance wanted"),
        pytest.param(UP, [FORCED], True, (ON, RUN, OFF), id="up to date, -m"),
        pytest.param(Road(Kind.PUSH), [NOT], False, (PUSH, ARRIVAL), id="code only"),
        pytest.param(
            Road(Kind.PUSH), [RUNS, RUNS_STATIC], True,
            (ON, PUSH, ARRIVAL, RUN, RUN_STATIC, OFF), id="everything",
        ),
        pytest.param(
            Road(Kind.PUSH), [LEFT_OUT, RUNS_STATIC], False, (PUSH, ARRIVAL, RUN_STATIC),
            id="one left out",
        ),
        pytest.param(
            Road(Kind.PUSH, force=True), [], False, (replace(PUSH, force=True), ARRIVAL),
            id="forced",
        ),
        pytest.param(
            Road(Kind.ROLLBACK, version=4), [RUNS], True,
            (ON, Rollback(APP, 4, B), ARRIVAL, RUN, OFF), id="rollback",
        ),
        pytest.param(
            Road(Kind.RETRY, version=7), [], False, (Retry(APP, 7, B), ARRIVAL), id="retry"
        ),
    ],
)  # fmt: skip
def test_steps(
    road: Road, decisions: list[Decision], closed: bool, steps: tuple[Step, ...]
) -> None:
    closing = Closing(closed, "x", already_on=False)
    plan = build(DEV, road, decisions, closing, live=A, wanted=B, newest=7, phase=None)
    assert plan == Plan("dev", APP, steps)


def test_the_branch_of_the_settings_and_the_release_phase() -> None:
    environment = replace(DEV, deploy=DeployPolicy(remote_branch="master"))
    closed = Closing(False, "x", already_on=False)
    push, arrival = build(
        environment, Road(Kind.PUSH), [], closed, live=None, wanted=B, newest=2, phase="bin/x"
    ).steps
    assert push.title == "push bbbbbbbb to refs/heads/master"
    assert arrival.title == (
        "wait until the release of bbbbbbbb has succeeded (its release phase runs `bin/x`)"
    )


@pytest.mark.parametrize(
    ("step", "title", "by_hand", "reversal"),
    [
        (ON, "turn maintenance on", "heroku maintenance:on --app=my-app", OFF),
        (OFF, "turn maintenance off", "heroku maintenance:off --app=my-app", None),
        (PUSH, "push aaaaaaaa -> bbbbbbbb to refs/heads/main", None, None),
        (
            replace(PUSH, force=True, live=None), "push bbbbbbbb to refs/heads/main, forced",
            None, None,
        ),
        (
            Rollback(APP, 4, B), "release v4 again, which holds bbbbbbbb",
            "heroku rollback v4 --app=my-app", None,
        ),
        (
            Retry(APP, 4, B), "release the failed v4 again, which holds bbbbbbbb",
            "heroku releases:retry --app=my-app", None,
        ),
        (ARRIVAL, "wait until the release of bbbbbbbb has succeeded", None, None),
        (
            RUN, "run migrate: python manage.py migrate",
            "heroku run --exit-code --app=my-app -- 'sh -c '\"'\"'python manage.py migrate'\"'\"''",
            None,
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Step) else "",
)  # fmt: skip
def test_what_a_step_says(
    step: Step, title: str, by_hand: str | None, reversal: Step | None
) -> None:
    assert (step.title, step.by_hand, step.reversal) == (title, by_hand, reversal)
    data = step.as_json()
    assert data["kind"] == step.kind
    assert data["app"] == APP
    assert json.loads(json.dumps(data)) == data


def test_a_plan_as_json_is_told_apart_by_kind() -> None:
    steps = (ON, PUSH, ARRIVAL, RUN, OFF)
    data = Plan("dev", APP, steps).as_json()
    assert [each["kind"] for each in data["steps"]] == [step.kind for step in steps]
    assert len({step.kind for step in (*steps, Retry(APP, 1, B), Rollback(APP, 1, B))}) == 7


def test_the_same_look_makes_the_same_plan() -> None:
    dry, real = proposal(dry_run=True), proposal(yes=True)
    assert dry.plan.as_json() == real.plan.as_json()
