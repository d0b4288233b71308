"""What a real database says of itself at a glance."""

from __future__ import annotations

from typing import cast

import pytest

from heroku_tools.data.aside import state
from heroku_tools.data.aside.state import Phase
from heroku_tools.data.database import marking, sessions
from heroku_tools.data.database.marker import Marker
from heroku_tools.data.database.marker import State as Mark
from heroku_tools.data.glance import glance, read
from heroku_tools.data.known import Known, State
from heroku_tools.journey.side_by_side import side_by_side
from heroku_tools.settings import DeployPolicy, Environment, Source
from heroku_tools.tools import postgres
from heroku_tools.tools.questions import Questions
from tests.data.servers import Database

AT = "2026-11-13T16:05:00Z"
HALF = Marker(Mark.INCOMPLETE, "uat", "live", "0123456789", AT)
NOTHING = {"schemas": (), "extensions": (), "ranges": (), "comment": None}


def test_from_the_first_mark_to_the_end(database: Database) -> None:
    with (
        postgres.connect(database.url, application="test", source=False) as target,
        postgres.connect(database.url, application="look", source=True, patience=5) as looking,
    ):
        assert read(looking) == Known(State.UNMARKED)
        marking.put(target, HALF)
        assert read(looking) == Known(State.INCOMPLETE, "live", AT, HALF.run)
        state.make(target, HALF.run, NOTHING)
        assert (read(looking).state, read(looking).under_way) == (State.ASIDE, False)
        state.mark(target, Phase.ACCEPTED)
        assert read(looking).state is State.ACCEPTED
        working = sessions.of_run(HALF.run)
        with postgres.connect(database.url, application=working, source=False):
            assert read(looking).under_way


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgres://ann:p4ss@127.0.0.1:1/none", "No connection to the database none at 127.0.0.1"),
        ("postgres://ann:p4ss@x", "The database URL is not right"),
    ],
)
def test_one_that_cannot_be_read_says_why(url: str, why: str) -> None:
    local = Environment(
        "local", "", "", False, DeployPolicy(), "app.conf.yaml:2",
        database_url=Source("app.conf.yaml:3", given=url),
    )  # fmt: skip
    found: dict[str, Known] = {}
    nobody = cast(Questions, None)  # without an app there is nothing to ask
    side_by_side({"local": glance(nobody, local)}, found.__setitem__)
    assert found["local"].state is State.UNREAD
    assert found["local"].why.startswith(why)
    assert "p4ss" not in found["local"].why
