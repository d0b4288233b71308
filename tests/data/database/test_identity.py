"""Whether the target is who it says it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.database import catalogue, identity, sameness
from heroku_tools.data.database.identity import Whose
from heroku_tools.data.database.values import Server
from heroku_tools.tools.answers import Place
from tests.data.conftest import NewDatabase

LIVE = Whose("live", Place("h1", 5432, "d1", "u1"), "app-1", "addon-1", "app-1", protected=True)
UAT = Whose("uat", Place("h2", 5432, "d2", "u2"), "app-2", "addon-2", "app-2")
LOCAL = Whose("local", Place("localhost", 5432, "mine", "me"))


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (UAT, ()),
        (LOCAL, ()),
        (LIVE, ("`live` is protected: data never flows into it",)),
        (replace(UAT, owner="app-1"), ("the database attached to app-2 belongs to the app app-1",)),
        (replace(UAT, owner=""), ("the database attached to app-2 is no add-on of it",)),
        (replace(UAT, addon="addon-1"), ("`uat` and `live` have the same database attached",)),
        (
            replace(UAT, place=Place("h1", 6432, "d1", "reader")),
            ("the URLs of `uat` and `live` lead to the same database",),
        ),
        (replace(UAT, place=Place("h1", 5432, "d2", "u2")), ()),
        (
            Whose("test", Place("127.0.0.1", 5433, "mine", "me")),
            ("the URLs of `test` and `local` lead to the same database",),
        ),
    ],
)
def test_the_target(target: Whose, found: tuple[str, ...]) -> None:
    assert identity.doubts(target, (LIVE, UAT, LOCAL)) == found


SERVER = Server(160000, 7, "d", 5, "UTF8", "C", "u", False, False, 0, None, timeline=1)


@pytest.mark.parametrize(
    ("source", "target", "met", "same"),
    [
        (SERVER, SERVER, True, True),
        (SERVER, SERVER, False, False),  # a fork: not seen from the other
        (replace(SERVER, standby=True), SERVER, False, True),
        (replace(SERVER, standby=True), replace(SERVER, timeline=2), False, False),
        (replace(SERVER, standby=True), replace(SERVER, oid=6), False, False),
        (replace(SERVER, standby=True, identifier=None), SERVER, False, False),
    ],
)
def test_source_and_target(source: Server, target: Server, met: bool, same: bool) -> None:
    assert (identity.same(source, target, met=met) is not None) is same


def test_two_names_of_one_database_are_seen(new_database: NewDatabase) -> None:
    database, other = new_database(), new_database()
    with database.connect() as one, database.connect() as same, other.connect() as another:
        assert sameness.met(one, same)
        assert not sameness.met(one, another)
        assert not sameness.met(another, one)
        assert catalogue.server(one).timeline == 1
    assert database.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
