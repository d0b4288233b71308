"""What follows the rows: sequences, materialised views, statistics, privileges."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.data.database import catalogue, finish, privileges, sequences, wipe
from heroku_tools.data.database.values import Name
from heroku_tools.errors import LookFailed
from tests.data.conftest import NewDatabase
from tests.data.database.test_schema import travel
from tests.data.servers import Database, dumped_schema


@pytest.mark.parametrize("version", [16, 18])
def test_sequences_of_every_kind(version: int, new_database: NewDatabase, tmp_path: Path) -> None:
    source, target = new_database(version, "nasty"), new_database(version)
    with target.server.admin(target.name) as admin:
        admin.execute("CREATE EXTENSION vector")
    travel(source, target, tmp_path)
    with source.connect() as there, target.connect() as here:
        names = catalogue.read(there).sequences
        values = sequences.read(there, names)
        sequences.write(here, values)
        assert sequences.read(here, names) == values
    found = {str(value.name): (value.last, value.called) for value in values}
    assert found["lone"] == (42, False) and found["called"] == (46, True)
    assert found["crm.down"] == (4, True) and found["Zähler'\""] == (9223372036854775806, False)
    assert len(found) == 11


def test_materialised_views_in_order(new_database: NewDatabase, tmp_path: Path) -> None:
    source, target = new_database(16, "nasty"), new_database(16, "nasty")
    with target.connect() as connection:
        wipe.wipe(connection)
    travel(source, target, tmp_path)
    target.run("INSERT INTO tree VALUES (1, NULL), (2, 1)")
    with source.connect() as there, target.connect() as here:
        views = catalogue.read(there).views
        names = [view.name for view in views if view.materialised and view.populated]
        finish.refresh(here, names)
        assert catalogue.read(here).views == views
    assert target.ask("SELECT twice, id, depth FROM a_third ORDER BY id") == [(0, 1, 0), (0, 2, 1)]


def test_one_that_is_read_through_a_function(database: Database) -> None:
    database.run(
        "CREATE MATERIALIZED VIEW z AS SELECT 1 AS n WITH NO DATA",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT n FROM z); END'",
        "CREATE MATERIALIZED VIEW a AS SELECT f() AS n WITH NO DATA",
    )
    with database.connect() as connection:
        finish.refresh(connection, [Name("public", "a"), Name("public", "z")])
    assert database.ask("SELECT n FROM a") == [(1,)]
    database.run("CREATE MATERIALIZED VIEW b AS SELECT 1 / (n - 1) AS n FROM z WITH NO DATA")
    with database.connect() as connection, pytest.raises(LookFailed, match="view b could not"):
        finish.refresh(connection, [Name("public", "b")])


def test_statistics_are_gathered(database: Database) -> None:
    database.run("CREATE TABLE t AS SELECT generate_series(1, 500) AS n", 'CREATE TABLE "T 2" ()')
    with database.connect() as connection:
        finish.analyze(connection, [Name("public", "t"), Name("public", "T 2")])
    assert database.ask("SELECT reltuples FROM pg_class WHERE relname = 't'") == [(500,)]


def lines(database: Database) -> list[str]:
    """Who may do what, in any order."""
    dumped = dumped_schema(database.url).splitlines()
    return sorted(line for line in dumped if line.startswith(("GRANT", "REVOKE", "ALTER DEFAULT")))


def test_privileges_are_as_they_were(new_database: NewDatabase, tmp_path: Path) -> None:
    target = new_database(16, "nasty")
    source = new_database(16, "nasty")
    before = lines(target)
    source.run("CREATE TABLE crm.new_one (id serial)", "CREATE TABLE new_one ()")
    with target.connect() as connection:
        granted = privileges.read(connection)
        wipe.wipe(connection)
        travel(source, target, tmp_path)
        assert lines(target) != before
        privileges.give(connection, granted)
        assert privileges.read(connection) != granted
    assert set(before) - set(lines(target)) == set()
    assert set(lines(target)) - set(before) == {
        "GRANT USAGE ON SEQUENCE crm.new_one_id_seq TO nasty_writer;",
        "GRANT SELECT ON TABLE public.new_one TO nasty_reader;",
    }


def test_what_is_gone_is_not_granted(new_database: NewDatabase) -> None:
    target = new_database(16, "nasty")
    with target.connect() as connection:
        granted = privileges.read(connection)
        wipe.wipe(connection)
        privileges.give(connection, granted)
        assert {grant.schema for grant in privileges.read(connection)} == {"public"}
