"""What a record is after each of the events that it can be told of."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from heroku_tools.engine import record as records
from heroku_tools.engine.record import Event, Record
from tests.engine.records import (
    AGAIN,
    AWAIT,
    BEGUN,
    FAILED,
    FINISHED,
    MIGRATE,
    OFF,
    ON,
    RECORD,
    STARTED,
    after,
    at,
    called,
    event,
    told,
)

CLOSED = event("closed", 3600, outcome="settled elsewhere")
LET_GO = event("let go", 11)


@pytest.mark.parametrize(
    ("events", "changed"),
    [
        pytest.param([], {}, id="begun"),
        pytest.param([STARTED], {"under_way": True}, id="started"),
        pytest.param([STARTED, FINISHED], {"outcomes": ("on",)}, id="finished"),
        pytest.param(
            [STARTED, FINISHED, STARTED], {"outcomes": ("on",), "under_way": True}, id="the second"
        ),
        pytest.param([STARTED, FAILED], {"under_way": True, "failed": "exit code 7"}, id="failed"),
        pytest.param(
            [STARTED, FAILED, LET_GO],
            {"under_way": True, "failed": "exit code 7", "let_go": True},
            id="let go",
        ),
        pytest.param([STARTED, FAILED, STARTED], {"under_way": True}, id="begun once more"),
        pytest.param([LET_GO, STARTED], {"under_way": True}, id="in somebody's hands again"),
        pytest.param([CLOSED], {"closed": "settled elsewhere"}, id="closed"),
        pytest.param([event("telling"), STARTED], {"told": True, "under_way": True}, id="telling"),
        pytest.param([event("undoing")], {}, id="undoing"),
        pytest.param([event("news of a later version")], {}, id="unknown"),
        pytest.param([{**STARTED, "id": "2"}], {}, id="of another deployment"),
    ],
)
def test_after_events(events: list[Event], changed: dict[str, object]) -> None:
    assert after(*events) == replace(RECORD, **changed)  # type: ignore[arg-type]


def test_finished_and_left() -> None:
    record = after(STARTED, FINISHED, STARTED)
    assert record.finished == (ON,)
    assert record.left == (AGAIN, AWAIT, MIGRATE, OFF)


@pytest.mark.parametrize(
    ("events", "seconds", "last"),
    [
        ([], 0, 0),
        ([STARTED, FINISHED], 4, 4),
        ([STARTED, FAILED], 10, 10),
        ([STARTED, FAILED, CLOSED], 10, 10),  # a week later, by somebody else
        ([event("started", 10), event("finished", 5, outcome="")], 10, 5),  # the clock was set back
    ],
)
def test_how_long_it_was_worked_on(events: list[Event], seconds: float, last: int) -> None:
    record = after(*events)
    assert (record.seconds, record.last) == (seconds, at(last))


def test_what_lies_between_the_end_and_a_resume_is_no_work() -> None:
    (failed,) = told(BEGUN, STARTED, FAILED)
    again = {**records.begun(failed), "at": at(900)}
    (record,) = told(BEGUN, STARTED, FAILED, again, event("started", 901))
    assert (record.seconds, record.last) == (11, at(901))


def test_there_and_back() -> None:
    record = after(STARTED, FINISHED, STARTED, FAILED)
    assert records.from_json(json.loads(json.dumps(record.as_json()))) == record


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**RECORD.as_json(), "author": None},
        {**RECORD.as_json(), "author": {"who": "ann"}},
        {**RECORD.as_json(), "more": 1},
        {**RECORD.as_json(), "plan": {"environment": "dev"}},
        {**RECORD.as_json(), "plan": {**RECORD.plan.as_json(), "steps": [{"kind": "dance"}]}},
    ],
)
def test_something_else(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no record"):
        records.from_json(data)


@pytest.mark.parametrize(
    "odd",
    [
        {"event": "begun", "id": "2"},
        {"event": "begun", "id": "2", "record": {"of": "a later version"}},
        {"event": "finished", "id": "1"},
        {"event": "started", "id": "1", "at": "yesterday"},
    ],
)
def test_what_cannot_be_understood_is_passed_over(odd: Event) -> None:
    assert list(told(BEGUN, odd)) == [RECORD]


def test_oldest_first() -> None:
    def begun(record: Record) -> Event:
        return {**records.begun(record), "at": at(0)}

    events = [begun(called("1")), begun(called("2")), CLOSED]
    assert [(each.id, each.closed) for each in told(*events)] == [
        ("1", "settled elsewhere"),
        ("2", None),
    ]


def test_taken_into_hands_again() -> None:
    assert replace(RECORD, let_go=True).with_lock(locked=True) == replace(RECORD, locked=True)
