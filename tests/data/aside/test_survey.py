"""Why old data cannot be set aside: each reason by name, before anything is touched."""

from __future__ import annotations

import pytest

from heroku_tools.data.aside import moves, survey
from tests.data.conftest import NewDatabase
from tests.data.servers import Database


@pytest.fixture
def source(new_database: NewDatabase) -> Database:
    database = new_database()
    database.run("CREATE TYPE span AS RANGE (subtype = float8)")
    return database


def reasons(target: Database, source: Database) -> tuple[str, ...]:
    with target.connect() as here, source.connect() as there:
        return survey.can_move(here, there)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ([], ""),
        (["CREATE TYPE span AS RANGE (subtype = float8)"], ""),
        (["CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi)"],
         "the range type public.span cannot be moved, and is another at the source"),
        (["CREATE TYPE span AS RANGE (subtype = float8)", "COMMENT ON TYPE span IS 'x'"],
         "the range type public.span cannot be moved, and is another at the source"),
        (["CREATE TYPE more AS RANGE (subtype = float8)"],
         "the range type public.more cannot be moved, and is not at the source"),
        (["CREATE SCHEMA s", "CREATE TYPE s.more AS RANGE (subtype = float8)"], ""),
        (["CREATE TYPE mood AS ENUM ('a')", "CREATE TYPE more AS RANGE (subtype = mood)"],
         "the range type public.more cannot be moved, and stands on other objects or casts"),
        (["CREATE TYPE span AS RANGE (subtype = float8)",
          "CREATE FUNCTION f(span) RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE CAST (span AS int) WITH FUNCTION f(span)"],
         "the range type public.span cannot be moved, and stands on other objects or casts"),
    ],
)  # fmt: skip
def test_range_types(
    statements: list[str], reason: str, source: Database, new_database: NewDatabase
) -> None:
    target = new_database()
    target.run(*statements)
    assert reasons(target, source) == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["CREATE VIEW theirs AS SELECT id FROM t"],
         "what is not the role's own: view theirs (of postgres)"),
        (["CREATE SCHEMA other", "CREATE VIEW other.theirs AS SELECT id FROM t"],
         "what lies elsewhere and would be lost with it: rule _RETURN on view other.theirs"),
        (["CREATE SCHEMA other", "CREATE TABLE other.theirs (id int REFERENCES t)"],
         "what lies elsewhere and would be lost with it: constraint theirs_id_fkey on table "
         "other.theirs"),
        (["CREATE SCHEMA other", "CREATE TABLE other.theirs (m mood)"],
         "what lies elsewhere and would be lost with it: column m of table other.theirs"),
        (["CREATE SCHEMA other",
          "CREATE FUNCTION other.f(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'"],
         "what lies elsewhere and would be lost with it: function other.f(mood)"),
        (["CREATE SCHEMA other", "CREATE TABLE other.apart (id int)", "CREATE EXTENSION vector"],
         ""),
        (["REVOKE CREATE ON DATABASE {name} FROM {role}", "ALTER SCHEMA public OWNER TO postgres",
          "ALTER DATABASE {name} OWNER TO postgres",
          "GRANT CONNECT ON DATABASE {name} TO {role}"],
         "the role may not create schemas in the database; "
         "the role may not create anything in public"),
        (["CREATE SCHEMA heroku_tools_aside_7"],
         "schemas whose names begin with heroku_tools_aside are there already"),
    ],
)  # fmt: skip
def test_what_is_somebody_elses(
    statements: list[str], reason: str, source: Database, new_database: NewDatabase
) -> None:
    target = new_database()
    target.run("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TYPE mood AS ENUM ('a')")
    with target.server.admin(target.name) as admin:
        for statement in statements:
            admin.execute(statement.format(name=target.name, role=target.role))
    assert "; ".join(reasons(target, source)) == reason


def test_an_extension_in_a_schema_of_its_own(source: Database, new_database: NewDatabase) -> None:
    target = new_database()
    with target.server.admin(target.name) as admin:
        admin.execute("CREATE SCHEMA heroku_ext")
        admin.execute("CREATE EXTENSION vector SCHEMA heroku_ext")
        admin.execute(f"GRANT USAGE ON SCHEMA heroku_ext TO {target.role}")
    target.run("CREATE TABLE t (v heroku_ext.vector(2))", "INSERT INTO t VALUES ('[1,2]')")
    assert reasons(target, source) == ()
    with target.connect() as connection:
        moves.move_away(connection, "run-1")
        assert connection.execute("SELECT '[3,4]'::heroku_ext.vector::text").fetchall()
        assert moves.bring_back(connection)
    assert target.ask("SELECT v::text FROM t") == [("[1,2]",)]
