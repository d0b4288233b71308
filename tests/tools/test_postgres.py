"""Connections to PostgreSQL: what they are set to, and that no secret and no value is told."""

from __future__ import annotations

import psycopg
import pytest

from heroku_tools.errors import LookFailed, UsageFailed
from heroku_tools.tools import postgres
from heroku_tools.tools.answers import Place
from tests.data.servers import Database, Server

SALT = "5a17" * 16
SETTINGS = (
    "statement_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout",
    "lock_timeout", "row_security", "default_transaction_read_only", "synchronous_commit",
    "client_encoding", "application_name", "jit",
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgres://u:p@Host.example.com:6432/db", Place("host.example.com", 6432, "db", "u")),
        ("postgresql://u:p%40ss@h/d%20b?sslmode=require", Place("h", 5432, "d b", "u")),
        ("host=h. dbname=x user=y", Place("h", 5432, "x", "y")),
    ],
)
def test_places(url: str, place: Place) -> None:
    assert postgres.place(url) == place
    assert "p%40ss" not in str(place) and str(place).endswith(f"{place.host}:{place.port}")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:se@cret@h/d", "postgres://u:se/cret@h/d", "postgres://u:secret@h", "secret",
        "postgres://u:secret@h:port/d", "postgres://u:s%zzecret@h/d", "", "x=secret",
    ],
)  # fmt: skip
def test_a_malformed_url_is_told_without_a_word_of_it(url: str) -> None:
    with pytest.raises(UsageFailed) as refused:
        postgres.place(url)
    assert "cret" not in refused.value.message + (refused.value.hint or "")


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgres://u@ec2-1.amazonaws.com/d", "require"),
        ("postgres://u@ec2-1.amazonaws.com/d?sslmode=verify-full", "verify-full"),
        ("postgres://u@127.0.0.1/d", None),
        ("postgres://u@localhost/d", None),
        ("postgres:///d?host=/var/run/postgresql", None),
        ("postgres:///d", None),
    ],
)
def test_what_crosses_a_network_is_encrypted(url: str, sslmode: str | None) -> None:
    assert postgres.settled(url).get("sslmode") == sslmode


def settings(connection: postgres.Connection) -> dict[str, str]:
    return {name: connection.execute(f"SHOW {name}").fetchall()[0][0] for name in SETTINGS}


@pytest.mark.parametrize("server", ["pg16", "pg18"])
def test_what_a_session_is_set_to(server: str, request: pytest.FixtureRequest) -> None:
    pg: Server = request.getfixturevalue(server)
    with postgres.connect(pg.url, application="heroku-tools r1", source=True) as source:
        assert settings(source) == {
            "statement_timeout": "0", "idle_in_transaction_session_timeout": "0",
            "idle_session_timeout": "0", "lock_timeout": "5s", "row_security": "off",
            "default_transaction_read_only": "on", "synchronous_commit": "on",
            "client_encoding": "UTF8", "application_name": "heroku-tools r1",
            "jit": "off",
        }  # fmt: skip
    with postgres.connect(pg.url, application="x", source=False, lock_timeout=0) as target:
        found = settings(target)
    assert found["synchronous_commit"] == "off" and found["lock_timeout"] == "0"
    assert found["default_transaction_read_only"] == "off" and found["row_security"] == "on"


def test_the_source_cannot_be_written_to(database: Database) -> None:
    told = "So: cannot execute CREATE TABLE in a read-only"
    with postgres.connect(database.url, application="x", source=True) as connection:  # noqa: SIM117
        with pytest.raises(LookFailed, match=told), postgres.telling("So"):
            connection.execute("CREATE TABLE t ()")


def test_the_salt_is_there_and_in_no_log(database: Database) -> None:
    with database.server.admin() as admin:
        admin.execute(f"ALTER DATABASE {database.name} SET log_statement = 'all'")
        admin.execute(f"ALTER DATABASE {database.name} SET log_min_duration_statement = 0")
    url = f"{database.url}?options=-c%20work_mem%3D7MB"
    with postgres.connect(url, application="x", source=True, salt=SALT) as connection:
        asked = "SELECT current_setting('heroku_tools.salt'), current_setting('work_mem')"
        assert connection.execute(asked).fetchall() == [(SALT, "7MB")]
    log = database.server.log.read_text()
    assert asked in log and SALT not in log


def test_a_salt_is_64_digits(database: Database) -> None:
    with pytest.raises(UsageFailed) as refused:
        postgres.connect(database.url, application="x", source=True, salt="abc -c fsync=off")
    assert "abc" not in refused.value.message


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("INSERT INTO t VALUES (1, 'secret@x')", 'violates unique constraint "t_mail_key"'),
        ("INSERT INTO t VALUES (-7, 's')", 'violates check constraint "t_id_check"'),
        ("SELECT 'secret@x'::int", r"invalid text representation \(22P02\)"),
        ("DO $$ BEGIN RAISE EXCEPTION 'secret@x'; END $$", r"raise exception \(P0001\)"),
        ("SELECT nonsense", 'column "nonsense" does not exist'),
    ],
)
def test_no_value_is_told(statement: str, told: str, database: Database) -> None:
    database.run("CREATE TABLE t (id int CHECK (id > 0), mail text UNIQUE)")
    database.run("INSERT INTO t VALUES (1, 'secret@x')")
    with database.connect() as connection:  # noqa: SIM117
        with pytest.raises(LookFailed, match=told) as failed, postgres.telling("It failed"):
            connection.execute(statement)
    assert "secret" not in failed.value.message and "-7" not in failed.value.message


def test_nobody_there_and_not_let_in(database: Database) -> None:
    password = database.url.split(":")[2].partition("@")[0]
    for url, why in (
        (database.url.replace(password, "secretword"), "password authentication failed"),
        (database.url.replace(f":{database.server.port}/", ":1/"), "refused"),
        (database.url.replace(f"/{database.name}", "/other"), 'database "other" does not exist'),
    ):
        with pytest.raises(LookFailed, match=why) as failed:
            postgres.connect(url, application="x", source=True)
        assert password not in failed.value.message and "secretword" not in failed.value.message
        assert "127.0.0.1" in failed.value.message


def test_other_errors_pass() -> None:
    with pytest.raises(ValueError), postgres.telling("x"):
        raise ValueError
    assert issubclass(psycopg.errors.QueryCanceled, psycopg.Error)
