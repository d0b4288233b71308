"""The marker in a database's comment."""

from __future__ import annotations

import pytest

from heroku_tools.data.database import marker, marking
from heroku_tools.data.database.marker import Marker, State
from heroku_tools.errors import LookFailed
from tests.data.servers import Database

MARK = Marker(State.PROVED, "uat", "live", "20261129-1", "2026-11-29T01:00:00+00:00", "abc", "def")


@pytest.mark.parametrize("comment", [None, "", "Ours, don't \\ touch\nsecond line"])
def test_a_persons_comment_stays(comment: str | None) -> None:
    once = marker.compose(comment, MARK)
    again = marker.compose(once, Marker(State.INCOMPLETE, "ü'", "live", "2", "now"))
    assert marker.read(once) == MARK and MARK.proved
    assert marker.read(again) == Marker(State.INCOMPLETE, "ü'", "live", "2", "now")
    assert again and len(again.splitlines()) == len((comment or "").splitlines()) + 1
    assert marker.compose(again, None) == (comment or None)


@pytest.mark.parametrize("said", ["{", "[]", '{"state": "proved"}', '{"state": "x"}', "7"])
def test_one_that_is_damaged_is_not_whole(said: str) -> None:
    damaged = marker.read(f"heroku-tools: {said}")
    assert damaged and not damaged.proved


def test_none() -> None:
    assert marker.read(None) is None and marker.read("about heroku-tools: {}") is None


def test_a_fingerprint_betrays_no_salt() -> None:
    assert marker.fingerprint("a" * 64) == marker.fingerprint("a" * 64)
    assert marker.fingerprint("a" * 64) != marker.fingerprint("b" * 64)
    assert len(marker.fingerprint("a" * 64)) == 12


def test_in_a_database(database: Database) -> None:
    database.run(f"COMMENT ON DATABASE {database.name} IS E'it''s \\\\ ours'")
    with database.connect() as connection:
        assert marking.read(connection) is None
        marking.put(connection, MARK)
        assert marking.read(connection) == MARK
        marking.put(connection, None)
    comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
    assert database.ask(f"{comment} current_database()") == [("it's \\ ours",)]


def test_of_somebody_else(database: Database) -> None:
    with database.server.admin() as admin:
        admin.execute(f"ALTER DATABASE {database.name} OWNER TO postgres")
        admin.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {database.role}")
    with database.connect() as connection, pytest.raises(LookFailed, match="must be owner"):
        marking.put(connection, MARK)
