"""What the server says of the SQL of the file, without running any of it."""

# ruff: noqa: E501 - the table has a case in each line
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.rules.expressions import check_query, verify
from heroku_tools.errors import LookFailed
from heroku_tools.settings.masking import DataPolicy, Only, Rule, TableRules, Text
from tests.data.rules.tables import rule, rules
from tests.data.servers import Database, Server

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

SCHEMA = (
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    """CREATE TABLE "odd Name" (id int PRIMARY KEY, code varchar(9), meta jsonb, feels mood, born date, tags text[])""",
    "CREATE TABLE parts (id int, what text) PARTITION BY LIST (id)",
    "CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1)",
    "CREATE FUNCTION boom() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'it ran'; END $$",
)


def sql(text: str) -> Rule:
    return rule("sql", text=text)


def when(condition: str) -> Rule:
    return rule("when", condition=condition, then=rule("keep"), otherwise=rule("null"))


def fixed(text: str) -> Rule:
    return rule("fixed", text=text)


NO = "f:1: the database does not take"
RULES = [
    ("code", sql("upper(left(code, 2)) || id"), None),
    ("code", sql('"odd Name".code'), None),
    ("code", sql("boom()"), None),
    ("code", sql("(SELECT max(what) FROM parts)"), None),
    ("born", sql("born + 1"), None),
    ("feels", sql("'ok'"), None),
    ("code", sql("kode"), f'{NO} `sql` of `odd Name.code`: column "kode" does not exist'),
    ("code", sql("max(code)"), f"{NO} `sql` of `odd Name.code`: aggregate functions are not allowed in WHERE"),
    ("code", sql("generate_series(1, 2)::text"), f"{NO} `sql` of `odd Name.code`: set-returning functions are not allowed in WHERE"),
    ("code", sql("rank() OVER ()"), f"{NO} `sql` of `odd Name.code`: window functions are not allowed in WHERE"),
    ("code", sql("left(code 2)"), f'{NO} `sql` of `odd Name.code`: syntax error at or near "2"'),
    ("born", sql("id"), f"{NO} `sql` of `odd Name.born`: cannot cast type integer to date"),
    ("code", when("id > 3 AND code IS NULL"), None),
    ("code", when("id"), f"{NO} `when` of `odd Name.code`: argument of WHERE must be type boolean, not type integer"),
    ("code", when("kode = ''"), f'{NO} `when` of `odd Name.code`: column "kode" does not exist'),
    ("feels", fixed("ok"), None),
    ("feels", fixed("happy"), f"{NO} `fixed` of `odd Name.feels`: its text is no mood"),
    ("born", fixed("yesterday-ish"), f"{NO} `fixed` of `odd Name.born`: its text is no date"),
    ("meta", fixed("{}"), None),
    ("meta", fixed("{"), f"{NO} `fixed` of `odd Name.meta`: its text is no jsonb"),
    ("tags", fixed("{}"), None),
    ("meta", rule("json", paths=(("a", sql("kode")), ("b", fixed("x")))), f'{NO} `sql` of `odd Name.meta`: column "kode" does not exist'),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(pg16: Server) -> Database:
    database = pg16.create()
    database.run(*SCHEMA)
    return database


@pytest.fixture
def connection(made: Database) -> Iterator[Connection]:
    with made.connect() as connection:
        yield connection


def problems(connection: Connection, policy: DataPolicy) -> tuple[str, ...]:
    return verify(connection, decide(policy, catalogue.read(connection)))


@pytest.mark.parametrize(("column", "written", "problem"), RULES)
def test_a_rule(connection: Connection, column: str, written: Rule, problem: str | None) -> None:
    policy = DataPolicy("f:1", mask=(TableRules("odd Name", "f:1", ((column, written),)),))
    assert problems(connection, policy) == ((problem,) if problem else ())


def test_all_problems_at_once_with_only_and_checks(connection: Connection) -> None:
    policy = DataPolicy(
        "f:1",
        mask=(rules("odd Name", code=sql("kode"), born=sql("bron"), meta=rule("keep")),),
        only=(Only("parts", "wat = ''", "f:5"), Only("odd Name", "id > 1", "f:6")),
        checks=(Text("SELECT 1 FROM parts", "f:7"), Text("SELECT nothing", "f:8")),
    )
    assert problems(connection, policy) == (
        f'{NO} `sql` of `odd Name.code`: column "kode" does not exist',
        f'{NO} `sql` of `odd Name.born`: column "bron" does not exist',
        'f:5: the database does not take `only` of `parts`: column "wat" does not exist',
        'f:8: the database does not take this check: column "nothing" does not exist',
    )


def test_a_second_statement_is_not_even_parsed(connection: Connection) -> None:
    policy = DataPolicy(
        "f:1",
        mask=(rules("odd Name", code=sql("1)::text) IS NULL; DROP TABLE parts; SELECT ((1")),),
    )
    (problem,) = problems(connection, policy)
    assert "cannot insert multiple commands into a prepared statement" in problem
    assert connection.execute("SELECT count(*) FROM parts").fetchone() == (0,)


def test_a_check_changes_nothing(connection: Connection) -> None:
    connection.execute("INSERT INTO parts VALUES (1, 'a'), (1, 'b')")
    asked = check_query("SELECT what FROM parts WHERE what > 'a'")
    assert connection.execute(asked.encode()).fetchone() == (1,)
    deleting = Text("WITH gone AS (DELETE FROM parts RETURNING 1) SELECT * FROM gone", "f:8")
    (problem,) = problems(connection, DataPolicy("f:1", checks=(deleting,)))
    assert problem.endswith(
        "WITH clause containing a data-modifying statement must be at the top level"
    )


def test_a_lost_connection_is_told(made: Database) -> None:
    policy = DataPolicy("f:1", mask=(rules("odd Name", code=sql("code")),))
    with made.connect() as connection:
        decisions = decide(policy, catalogue.read(connection))
        with made.server.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(LookFailed):
            verify(connection, decisions)
