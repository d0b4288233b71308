"""The steps of a copy of data, in tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked
from heroku_tools.data.plan import Closed, Way, plan, way_of
from heroku_tools.engine.kinds import read_plan
from heroku_tools.engine.whose import Journey, journey
from heroku_tools.settings.masking import DataPolicy
from heroku_tools.settings.model import Source
from tests.data.worlds import (
    FLOW,
    IN_PLACE,
    LIVE,
    LOCAL,
    LOOKED,
    ORDERS,
    SESSIONS,
    TO_LOCAL,
    UAT,
    USERS,
)

OPEN = Closed(maintenance=False, processes=("web=2", "worker=1"))
CLOSE = ["maintenance-on", "scale-down"]
FILL = ["load-schema", "copy-rows", "build", "finish", "prove", "mark-proved"]
COPY = ["take-snapshot", "set-aside", *FILL]
OVER = ["take-snapshot", "empty", *FILL]
DROP = ["drop-aside"]
REOPEN = ["scale-up", "maintenance-off"]
AFTER = replace(FLOW, policy=DataPolicy("f:1", after="manage.py migrate"))
TOLD = replace(FLOW, target=replace(UAT, notify=(Source("f:2", env="URL"),)))
BARE = replace(FLOW, target=LOCAL)


def kinds(flow: Flow, looked: Looked, closed: Closed, *, backup: bool = True) -> list[str]:
    return [step.kind for step in plan(flow, looked, closed, backup=backup).steps]


@pytest.mark.parametrize(
    ("flow", "looked", "closed", "steps"),
    [
        (FLOW, LOOKED, OPEN, [*CLOSE, "back-up", *COPY, *REOPEN, *DROP]),
        (FLOW, IN_PLACE, OPEN, [*CLOSE, "back-up", *OVER, *REOPEN]),
        (AFTER, LOOKED, OPEN, [*CLOSE, "back-up", *COPY, "run", *REOPEN, *DROP]),
        (TOLD, LOOKED, OPEN, [*CLOSE, "back-up", *COPY, *REOPEN, *DROP, "notify"]),
        # What was closed before stays so.
        (FLOW, LOOKED, replace(OPEN, maintenance=True),
         ["scale-down", "back-up", *COPY, "scale-up", *DROP]),
        (FLOW, LOOKED, replace(OPEN, processes=()),
         ["maintenance-on", "back-up", *COPY, "maintenance-off", *DROP]),
        # Taken up: it is closed already, and is opened as it was.
        (FLOW, LOOKED, replace(OPEN, still=True), ["back-up", *COPY, *REOPEN, *DROP]),
        # No app: nothing to close, to back up, to run in.
        (BARE, TO_LOCAL, Closed(maintenance=False, processes=()), [*COPY, *DROP]),
        (replace(BARE, policy=AFTER.policy), TO_LOCAL, Closed(maintenance=False, processes=()),
         [*COPY, *DROP]),
    ],
)  # fmt: skip
def test_steps(flow: Flow, looked: Looked, closed: Closed, steps: list[str]) -> None:
    assert kinds(flow, looked, closed) == steps


def test_without_a_backup() -> None:
    assert "back-up" not in kinds(FLOW, LOOKED, OPEN, backup=False)


@pytest.mark.parametrize(
    ("flow", "looked", "way"),
    [
        (FLOW, LOOKED, Way.ASIDE),
        (FLOW, IN_PLACE, Way.IN_PLACE),
        (replace(FLOW, masked_already=True), LOOKED, Way.ASIDE),  # a table is skipped
        (replace(FLOW, masked_already=True), replace(LOOKED, tables=(ORDERS,)), Way.BY_HEROKU),
        (replace(FLOW, policy=DataPolicy("f:1", unmasked=True)),
         replace(LOOKED, tables=(ORDERS,)), Way.BY_HEROKU),
        (FLOW, replace(LOOKED, tables=(ORDERS,)), Way.ASIDE),  # the rules mask what may come
        (replace(FLOW, masked_already=True),
         replace(LOOKED, tables=(replace(ORDERS, only="id > 9"),)), Way.ASIDE),
        (replace(BARE, masked_already=True), replace(TO_LOCAL, tables=(ORDERS,)), Way.ASIDE),
    ],
)  # fmt: skip
def test_heroku_copies_what_comes_as_it_is(flow: Flow, looked: Looked, way: Way) -> None:
    assert way_of(flow, looked) is way


def test_heroku_s_copy_is_proved_too() -> None:
    flow, looked = replace(FLOW, masked_already=True), replace(LOOKED, tables=(USERS,))
    copying = ["copy-by-heroku", "prove", "mark-proved"]
    assert kinds(flow, looked, OPEN) == [*CLOSE, "back-up", *copying, *REOPEN]


def test_a_plan_survives_being_written_down() -> None:
    whole = plan(AFTER, LOOKED, OPEN, backup=True)
    assert read_plan(whole.as_json()) == whole
    assert journey(whole) is Journey.DATA


@pytest.mark.parametrize(("looked", "end"), [(LOOKED, "mark-proved"), (IN_PLACE, "empty")])
def test_until_when_all_is_put_back_by_itself(looked: Looked, end: str) -> None:
    steps = plan(FLOW, looked, OPEN, backup=True).steps
    at = [step.kind for step in steps].index(end)
    assert all(step.reversal or step.leaves_the_app for step in steps[:at])
    assert not any(step.reversal or step.leaves_the_app for step in steps[at:])


def test_dynos_come_back_as_many_as_there_were() -> None:
    steps = {step.kind: step for step in plan(FLOW, LOOKED, OPEN, backup=True).steps}
    assert steps["scale-down"].by_hand == "heroku ps:scale web=0 worker=0 --app=my-uat"
    assert steps["scale-up"].by_hand == "heroku ps:scale web=2 worker=1 --app=my-uat"
    assert steps["scale-down"].reversal == steps["scale-up"]


def test_what_is_counted() -> None:
    titles = {step.kind: step.title for step in plan(FLOW, LOOKED, OPEN, backup=True).steps}
    assert titles["copy-rows"] == "copy the rows of 2 tables, 1 column masked at the source"
    assert titles["set-aside"] == (
        "set the old data aside (1 table), and mark the database incomplete"
    )
    assert [table.table.name.name for table in LOOKED.copied] == ["users", "orders"]
    assert SESSIONS not in LOOKED.copied
    assert LIVE.label in titles["prove"]
