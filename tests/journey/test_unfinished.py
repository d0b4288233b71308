"""What is said of a deployment that was begun and not finished."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import Busy, Unfinished
from heroku_tools.journey.unfinished import refusal, story
from tests.engine.records import FAILED, FINISHED, RECORD, STARTED, after, event

SECOND = event("started", 5)
LET_GO = event("let go", 11)


@pytest.mark.parametrize(
    ("record", "how"),
    [
        (after(STARTED, FINISHED, SECOND), "how it ended is not known"),
        (after(STARTED, FINISHED, SECOND, FAILED, LET_GO), "exit code 7"),
    ],
)
def test_the_story(record: Record, how: str) -> None:
    begun, done, stopped, *left = story(record)
    assert begun.startswith("begun by ann@example.com on ann.example.com, ")
    assert begun.endswith(", to deploy bbbbbbbb")
    assert done == "done: turn maintenance on"
    assert stopped == f"stopped at: release the failed v3 again, which holds bbbbbbbb ({how})"
    assert [line.partition(": ")[0] for line in left[:3]] == ["left", "left", "left"]
    assert left[1] == "left: run migrate: manage migrate"


def test_a_rollback_is_called_one() -> None:
    record = replace(after(STARTED), back_to=3)
    assert story(record)[0].endswith(", to go back to v3 (bbbbbbbb)")
    left = refusal(Unfinished(record, None, alive=False), "deploy dev")
    assert left.message.startswith("dev has an unfinished rollback, begun by ")
    busy = refusal(Unfinished(record, None, alive=True), "deploy dev")
    assert busy.message.startswith("dev is being rolled back right now by ")


def test_when_nobody_said_that_it_ended() -> None:
    words = "nobody seems to run it any more; last sign of life: "
    assert story(after(STARTED))[-1].startswith(words)
    assert not story(after(STARTED, FAILED, LET_GO))[-1].startswith(words)


def test_left_behind() -> None:
    why = refusal(Unfinished(after(STARTED), "a" * 40, alive=False), "deploy dev -c x")
    assert not isinstance(why, Busy)
    assert why.message.startswith("dev has an unfinished deployment, begun by ann@example.com on ")
    assert why.message.endswith("Nothing was touched now.")
    assert "finish it: deploy dev -c x --resume" in (why.hint or "")
    assert "leave the rest: deploy dev -c x --abandon" in (why.hint or "")


@pytest.mark.parametrize(
    ("record", "step"),
    [
        (after(STARTED, FINISHED), "release the failed v3 again, which holds bbbbbbbb"),
        (replace(RECORD, outcomes=("",) * 5), "its end"),
    ],
)
def test_at_work(record: Record, step: str) -> None:
    why = refusal(Unfinished(record, "a" * 40, alive=True), "deploy dev")
    assert isinstance(why, Busy)
    who = "ann@example.com on ann.example.com (process 4711)"
    assert why.message.startswith(f"dev is being deployed right now by {who}, at: {step}; ")
    assert why.message.endswith("nothing was touched")
    assert why.hint == "Wait for it, then look again: deploy dev --wait"
