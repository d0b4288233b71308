"""What a target's database says of itself, and what one types next."""

from __future__ import annotations

import pytest

from heroku_tools.data import known
from heroku_tools.data.aside.state import Aside, Phase
from heroku_tools.data.database.marker import Marker
from heroku_tools.data.database.marker import State as Mark
from heroku_tools.data.known import Known, State

AT, LATER = "2026-11-13T16:05:00Z", "2026-11-13T16:06:00Z"
WHOLE = Marker(Mark.PROVED, "uat", "live", "r1", AT)
HALF = Marker(Mark.INCOMPLETE, "uat", "live", "r1", AT)
DAMAGED = Marker(Mark.INCOMPLETE, "", "", "", "")
MOVED = Aside(Phase.MOVED, "r1", LATER, (), (), ())
ACCEPTED = Aside(Phase.ACCEPTED, "r1", LATER, (), (), ())

LOST = (
    "heroku-tools data uat --resume; if nobody knows of that copy any more: heroku-tools data uat"
)


@pytest.mark.parametrize(
    ("mark", "aside", "expected", "said"),
    [
        (None, None, Known(State.UNMARKED), "no copy"),
        (WHOLE, None, Known(State.PROVED, "live", AT, "r1"), "proved copy of live, since Fri"),
        (HALF, None, Known(State.INCOMPLETE, "live", AT, "r1"), "incomplete copy of live, since "),
        (DAMAGED, None, Known(State.INCOMPLETE), "incomplete copy"),
        (HALF, MOVED, Known(State.ASIDE, "live", LATER, "r1"), "the old data is set aside, since"),
        (None, MOVED, Known(State.ASIDE, "", LATER, "r1"), "incomplete copy; the old data is "),
        (WHOLE, ACCEPTED, Known(State.ACCEPTED, "live", LATER, "r1"), "is still set aside, since"),
    ],
)
def test_what_it_says(mark: Marker | None, aside: Aside | None, expected: Known, said: str) -> None:
    found = known.known(mark, aside)
    assert found == expected
    assert said in known.in_words(found)
    assert found.settled == (expected.state in (State.UNMARKED, State.PROVED))


@pytest.mark.parametrize(
    ("state", "here", "typed"),
    [
        (
            State.INCOMPLETE,
            True,
            "heroku-tools data uat --resume, or heroku-tools data uat --abandon",
        ),
        (State.ASIDE, True, "heroku-tools data uat --resume, or heroku-tools data uat --abandon"),
        # Where nothing is known of the run, there is nothing to resume.
        (State.INCOMPLETE, False, LOST),
        (State.ASIDE, False, f"{LOST} --abandon"),
        (State.ACCEPTED, False, f"{LOST} --abandon"),
    ],
)
def test_what_is_typed_next(state: State, here: bool, typed: str) -> None:
    assert known.advice(Known(state), "uat", here=here) == typed
