"""Who else is connected, and how their sessions end."""

from __future__ import annotations

import psycopg
import pytest

from heroku_tools.data.database import sessions
from heroku_tools.errors import Refused
from tests.data.servers import Database


def test_others_and_who_is_in_the_way(database: Database) -> None:
    database.run("CREATE TABLE t ()")
    with (
        database.connect(application_name="web.1") as web,
        database.connect(application_name="heroku-tools old"),
        database.connect(application_name="heroku-tools new") as connection,
    ):
        web.execute("BEGIN; SELECT FROM t")
        found = {one.application: one for one in sessions.others(connection)}
        assert set(found) == {"web.1", "heroku-tools old"}
        assert found["heroku-tools old"].ours and not found["web.1"].ours
        assert found["web.1"].mine and found["web.1"].state == "idle in transaction"
        assert [one.application for one in sessions.in_the_way(connection)] == ["web.1"]
        ended = sessions.end_orphans(connection)
        assert ended == ()
        assert [one.application for one in sessions.others(connection)] == ["web.1"]
        assert sessions.end(connection, sessions.others(connection)) == ()
        with pytest.raises(psycopg.OperationalError):
            web.execute("SELECT 1")


def test_one_that_may_not_be_ended_is_told(database: Database) -> None:
    with database.server.admin(database.name) as admin, database.connect() as connection:
        admin.execute("SET application_name = 'backup'")
        (theirs,) = sessions.others(connection)
        assert not theirs.mine
        assert sessions.end(connection, [theirs]) == (theirs,)


def test_tried_again_until_the_lock_is_free(database: Database) -> None:
    database.run("CREATE TABLE t ()")
    with database.connect() as other, database.connect() as connection:
        connection.execute("SET lock_timeout = '50ms'")
        other.execute("BEGIN; SELECT FROM t")
        told = []

        def on_blocked(found: tuple[sessions.Session, ...]) -> None:
            told.append(len(found))
            if len(told) == 2:
                other.execute("COMMIT")

        sessions.repeated(connection, lambda: drop(connection), on_blocked=on_blocked)
        assert told == [1, 1]
        other.execute("BEGIN; LOCK TABLE pg_catalog.pg_class IN ACCESS SHARE MODE")
    assert database.ask("SELECT to_regclass('t') IS NULL") == [(True,)]


def drop(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute("DROP TABLE t")


def test_in_the_end_it_is_refused(database: Database) -> None:
    database.run("CREATE TABLE t ()")
    with database.connect() as other, database.connect() as connection:
        connection.execute("SET lock_timeout = '20ms'")
        other.execute("BEGIN; SELECT FROM t")
        with pytest.raises(Refused, match=r"Locked by others: a session without a name of u"):
            sessions.repeated(connection, lambda: drop(connection), tries=2)
