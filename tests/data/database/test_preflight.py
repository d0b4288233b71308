"""What stands in the way of a copy: a table of sentences; a few of them from real databases.

The wheel's servers have no contrib extensions: of extensions, only what the catalogues would say.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.database import catalogue, preflight, wipe
from heroku_tools.data.database.values import Extension, Inventory, Name, Server, Table
from tests.data.conftest import NewDatabase
from tests.data.servers import Database

SERVER = Server(160000, 7, "d", 5, "UTF8", "C", "u", False, False, 5_000_000_000, None, 20)
EMPTY = Inventory(SERVER, ("public",), (), roles=frozenset({"u"}))
TABLE = Table(Name("public", "t"), 1, "r", (), 0, 0)


def server(**what: object) -> Inventory:
    return replace(EMPTY, server=replace(SERVER, **what))  # type: ignore[arg-type]


def tables(**what: object) -> Inventory:
    return replace(EMPTY, tables=(replace(TABLE, **what),))  # type: ignore[arg-type]


def extended(*extensions: Extension, available: str = "") -> Inventory:
    return replace(EMPTY, extensions=extensions, available=frozenset(available.split()))


TRGM = Extension("pg_trgm", "1.6", "public")


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (EMPTY, EMPTY, ""),
        (EMPTY, server(version=180000), ""),
        (server(version=180000), EMPTY, "PostgreSQL 16, older than the source, which is 18"),
        (server(version=130000), EMPTY, "the source is PostgreSQL 13, older than 14"),
        (EMPTY, server(encoding="LATIN1"), "the target's encoding is LATIN1, the source's UTF8"),
        (EMPTY, server(standby=True), "the target is a follower"),
        (server(standby=True), EMPTY, ""),
        (EMPTY, server(owned=False), "the target's role u is not the owner of the database d"),
        (tables(readable=False), EMPTY, "the source's role u may not read t"),
        (tables(guarded=True), EMPTY, ""),
        (tables(guarded=True, forced=True), EMPTY, "row-level security would hide rows of t"),
        (tables(guarded=True, ours=False), EMPTY, "row-level security would hide rows of t"),
        (replace(EMPTY, foreign_tables=(Name("x", "f"),)), EMPTY, "foreign tables are not copied"),
        (replace(EMPTY, policy_roles=frozenset("ux")), EMPTY, "roles that the target has not: x"),
        (extended(TRGM), EMPTY, "extensions that the target's server does not have: pg_trgm"),
        (extended(TRGM), extended(available="pg_trgm hstore"), ""),
        (extended(TRGM), extended(replace(TRGM, version="1.5")), ""),
        (extended(TRGM), extended(replace(TRGM, schema="ext")), "in the schema public at the sour"),
    ],
)
def test_obstacles(source: Inventory, target: Inventory, found: str) -> None:
    obstacles = preflight.obstacles(source, target)
    assert len(obstacles) == bool(found) and found in "".join(obstacles)


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (EMPTY, EMPTY, ()),
        (replace(EMPTY, large_objects=3), EMPTY, ("3 large objects of the source are not copied",)),
        (EMPTY, replace(EMPTY, large_objects=3), ("3 large objects of the target will be gone",)),
        (EMPTY, replace(EMPTY, publications=("p",)),
         ("publications of the target will be without tables: p",)),
        (EMPTY, server(collation="de"), ("texts are sorted by de at the target, by C at the "
         "source",)),
        (extended(TRGM), EMPTY, ("the extension pg_trgm will be installed at the target",)),
        (extended(TRGM), extended(replace(TRGM, version="1.5")),
         ("the extension pg_trgm is 1.5 at the target, 1.6 at the source",)),
    ],
)  # fmt: skip
def test_warnings(source: Inventory, target: Inventory, found: tuple[str, ...]) -> None:
    assert preflight.warnings(source, target) == found


def test_room() -> None:
    assert preflight.room(EMPTY, EMPTY, None, aside=True) is None
    assert preflight.room(EMPTY, EMPTY, 10_500_000_000, aside=True) is None
    assert preflight.room(EMPTY, EMPTY, 10_000_000_000, aside=False) is None
    assert preflight.room(EMPTY, EMPTY, 10_000_000_000, aside=True) == (
        "the copy beside the old data needs 10.5 GB, and the target's plan has 10.0 GB"
    )
    assert preflight.room(EMPTY, EMPTY, 999_000_000, aside=False) == (
        "the copy needs 5.5 GB, and the target's plan has 999 MB"
    )


def test_connections() -> None:
    assert preflight.connections(EMPTY, 17) is None
    assert preflight.connections(server(free_connections=None), 17) is None
    assert preflight.connections(EMPTY, 18) == "20 connections to d are free, and 21 are needed"


def test_a_real_pair(new_database: NewDatabase) -> None:
    source, target = new_database(18, "nasty"), new_database(16)
    with source.connect() as there, target.connect() as here:
        obstacles = preflight.obstacles(catalogue.read(there), catalogue.read(here))
    assert len(obstacles) == 1 and "older than the source" in obstacles[0]


def test_what_is_somebody_elses(database: Database) -> None:
    database.run("CREATE TABLE t ()")
    with database.server.admin(database.name) as admin:
        admin.execute("CREATE VIEW theirs AS SELECT FROM t")
        admin.execute("CREATE EXTENSION vector")
    with database.connect() as connection:
        found = wipe.others(connection)
    assert preflight.others(found) == (
        "what is not the role's own cannot be replaced: view theirs (of postgres)"
    )
    assert preflight.others(()) is None


def test_a_reader_without_rights(database: Database) -> None:
    with database.server.admin(database.name) as admin:
        admin.execute("CREATE TABLE theirs (id int)")
        admin.execute("CREATE TABLE guarded (id int)")
        admin.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY")
        admin.execute(f"GRANT SELECT ON guarded TO {database.role}")
    with database.connect() as connection:
        inventory = catalogue.read(connection)
    assert preflight.obstacles(inventory, inventory) == (
        f"the source's role {database.role} may not read theirs",
        "row-level security would hide rows of guarded from the source's role",
    )
