"""kill -9 within each move: the next run reads in the database how things stand, and goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from heroku_tools.data.aside import moves, state
from heroku_tools.data.aside.state import Phase
from heroku_tools.data.database import sessions
from tests.data.conftest import NewDatabase
from tests.data.servers import Database
from tests.data.whole import whole

Move = Callable[[psycopg.Connection[tuple[Any, ...]]], object]


class Deadly(psycopg.Connection[tuple[Any, ...]]):
    """Ends its process when the n-th statement is due, or has just been sent."""

    left = 0
    sent = False

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            if self.sent and params is None:
                self.pgconn.send_query(query.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(query, params, **how)


def killed(database: Database, move: Move, at: int, *, sent: bool) -> bool:
    """Do a move in a process that is killed at its n-th statement; False: there are fewer."""
    child = os.fork()
    if child == 0:
        try:
            connection = Deadly.connect(
                database.url, autocommit=True, application_name="heroku-tools run-1"
            )
            connection.left, connection.sent = at, sent
            move(connection)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def points(database: Database, move: Move) -> Iterator[int]:
    """Kill it at its first statement, its second, ... until it has fewer."""
    for at in range(1, 200):
        if not killed(database, move, at, sent=at % 2 == 0):
            return
        yield at


def recovered(database: Database) -> psycopg.Connection[tuple[Any, ...]]:
    connection = database.connect(application_name="heroku-tools run-2")
    assert sessions.end_orphans(connection) == ()
    return connection


@pytest.fixture
def old(new_database: NewDatabase) -> Database:
    return new_database(16, "nasty")


def move(connection: psycopg.Connection[tuple[Any, ...]]) -> object:
    return moves.move_away(connection, "run-1")


def test_while_it_is_moved_away(old: Database) -> None:
    was, seen = whole(old), set()
    for _ in points(old, move):
        with recovered(old) as connection:
            there = state.read(connection)
            seen.add(there.phase if there else None)
            assert moves.bring_back(connection) is (there is not None)
    assert seen == {None, Phase.MOVED}
    with old.connect() as connection:
        assert moves.bring_back(connection)  # the last one was not killed
    assert whole(old) == was


def load(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Some new data, with names that the old has too."""
    state.mark(connection, Phase.LOADING)
    connection.execute(
        "CREATE SCHEMA crm; CREATE TYPE mood AS ENUM ('new'); CREATE TABLE crm.person (id int);"
        "CREATE TABLE kinds (id serial, m mood); CREATE VIEW moods AS SELECT * FROM kinds;"
        "INSERT INTO kinds (m) VALUES ('new')"
    )
    state.mark(connection, Phase.LOADED)


def test_while_it_is_brought_back(old: Database) -> None:
    was, seen = whole(old), set()
    with old.connect() as connection:
        moves.move_away(connection, "run-1")
        load(connection)
    for _ in points(old, moves.bring_back):
        with recovered(old) as connection:
            there = state.read(connection)
            seen.add(there.phase if there else None)
            if there is None:  # it was done: once more
                moves.move_away(connection, "run-1")
    with old.connect() as connection:
        assert state.read(connection) is None
    assert {Phase.LOADED, Phase.RETURNING} <= seen <= {Phase.LOADED, Phase.RETURNING, None}
    assert whole(old) == was


def test_while_it_is_dropped(old: Database) -> None:
    with old.connect() as connection:
        moves.move_away(connection, "run-1")
        load(connection)
        moves.accept(connection)
    new = old.ask("SELECT id, m::text FROM kinds")
    for _ in points(old, moves.drop):
        with recovered(old) as connection:
            there = state.read(connection)
            assert there is None or there.phase is Phase.ACCEPTED
        assert old.ask("SELECT id, m::text FROM kinds") == new == [(1, "new")]
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'heroku_tools%'"
    assert old.ask(schemas) == [(0,)]
    assert old.ask("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]
