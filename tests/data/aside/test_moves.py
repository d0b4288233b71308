"""Away and back again: what was there is there again, to the last grant; or it is gone for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.data.aside import moves, state, survey
from heroku_tools.data.aside.state import Phase
from heroku_tools.data.database import catalogue, marking, privileges, schema, sequences
from heroku_tools.data.database.marker import Marker, State
from heroku_tools.errors import LookFailed, Refused
from tests.data.conftest import NewDatabase
from tests.data.database.test_finish import lines
from tests.data.database.test_schema import PG_DUMP, PG_RESTORE, PLAIN, travel
from tests.data.servers import Database, dumped_schema
from tests.data.whole import whole

MARK = Marker(State.INCOMPLETE, "uat", "live", "run-1", "2026-11-29T01:00:00+00:00")
BESIDE = (
    "COMMENT ON SCHEMA public IS 'it''s \\ ours'",
    "ALTER DATABASE {name} SET work_mem = '7MB'",
    "ALTER ROLE {role} IN DATABASE {name} SET search_path = public, crm",
    "COMMENT ON DATABASE {name} IS 'a person wrote this'",
)


BOTH = pytest.mark.parametrize("old", [16, 18], indirect=True)


@pytest.fixture
def old(request: pytest.FixtureRequest, new_database: NewDatabase) -> Database:
    """The nasty schema as the old content of a target, with what lies beside it."""
    database = new_database(getattr(request, "param", 16), "nasty")
    database.run(*(each.format(name=database.name, role=database.role) for each in BESIDE))
    return database


@BOTH
def test_an_empty_move_and_back(old: Database) -> None:
    before = whole(old)
    with old.connect() as connection:
        assert state.read(connection) is None
        moved = moves.move_away(connection, "run-1", mark=MARK)
        assert moved == state.read(connection) and marking.read(connection) == MARK
        assert moved.phase is Phase.MOVED and moved.run == "run-1" and moved.can_come_back
        assert {each.schema: each.whole for each in moved.schemas} == {
            "Käse & \"Brot\"": True, "crm": True, "empty_one": True, "public": False,
        }  # fmt: skip
        assert moved.ranges == ("public.span",) and moved.extensions == ("plpgsql", "vector")
        inventory = catalogue.read(connection)
        assert inventory.tables == () and inventory.schemas == ("public",)
        assert moves.bring_back(connection)
        assert state.read(connection) is None
        assert not moves.bring_back(connection)
    assert whole(old) == before


@BOTH
def test_after_a_load_that_failed(old: Database, new_database: NewDatabase, tmp_path: Path) -> None:
    before = whole(old)
    source = new_database(old.server.version, "nasty")
    source.run(
        "CREATE TYPE more AS RANGE (subtype = int4)", "CREATE SCHEMA fresh",
        "CREATE TABLE fresh.t (id serial)", "COMMENT ON SCHEMA public IS 'other'",
    )  # fmt: skip
    with old.connect() as connection, source.connect() as there:
        assert survey.can_move(connection, there) == ()
        moves.move_away(connection, "run-1")
        state.mark(connection, Phase.LOADING)
        path = schema.dump(source.url, None, PG_DUMP, tmp_path)
        schema.restore(path, old.url, schema.PRE, 1, PG_RESTORE)
        connection.execute("INSERT INTO tree VALUES (1, 77)")
        with pytest.raises(LookFailed, match="violates foreign key"):
            schema.restore(path, old.url, schema.POST, 1, PG_RESTORE)
        assert moves.bring_back(connection)
    assert whole(old) == before


@pytest.mark.parametrize(
    ("old", "kind"), [(16, "nasty"), (18, "nasty"), (16, "django")], indirect=["old"]
)
def test_accepted(kind: str, old: Database, new_database: NewDatabase, tmp_path: Path) -> None:
    granted_before = lines(old)
    source = new_database(old.server.version, kind)
    with source.connect() as there, old.connect() as connection:
        if kind == "django":
            source.run("CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi)")
        assert survey.can_move(connection, there) == ()
        granted = privileges.read(connection)
        moves.move_away(connection, "run-1")
        travel(source, old, tmp_path)
        sequences.write(connection, sequences.read(there, catalogue.read(there).sequences))
        privileges.give(connection, granted)
        with pytest.raises(Refused, match="not accepted yet"):
            moves.drop(connection)
        state.mark(connection, Phase.LOADED)
        moves.accept(connection)
        with pytest.raises(Refused, match="cannot come back"):
            moves.bring_back(connection)
        assert moves.drop(connection)
        assert not moves.drop(connection) and state.read(connection) is None
    source.run("COMMENT ON SCHEMA public IS 'it''s \\ ours'")
    assert dumped_schema(old.url, *PLAIN) == dumped_schema(source.url, *PLAIN)
    assert old.ask("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]
    assert whole(old).beside[0] == "a person wrote this"
    if kind == "nasty":
        assert lines(old) == granted_before


def test_a_large_object_of_the_new_data_stays(old: Database) -> None:
    with old.connect() as connection:
        moves.move_away(connection, "run-1")
        connection.execute("SELECT lo_from_bytea(4711, 'new')")
        state.mark(connection, Phase.LOADED)
        moves.accept(connection)
        moves.drop(connection)
    assert old.ask("SELECT oid::int FROM pg_largeobject_metadata") == [(4711,)]


def test_room_is_kept_for_dropping(old: Database) -> None:
    with old.connect() as connection:
        moves.move_away(connection, "run-1")
        ((kept,),) = old.ask(f"SELECT pg_table_size('{state.RESERVE}')")
        assert 500_000 < int(kept) < 600_000
        for _ in range(2):
            state.release(connection)
        assert old.ask(f"SELECT to_regclass('{state.RESERVE}')") == [(None,)]
        assert moves.bring_back(connection)


def test_only_once(old: Database) -> None:
    with old.connect() as connection, old.connect() as other:
        moves.move_away(connection, "run-1")
        with pytest.raises(Refused, match="run-1 has set aside is still there"):
            moves.move_away(other, "run-2")
        assert survey.can_move(other, other) == (
            "data that the run run-1 has set aside is still there",
        )


def test_nothing_can_be_accepted_before_it_is_there(old: Database) -> None:
    with old.connect() as connection:
        with pytest.raises(Refused, match="no new data"):
            moves.accept(connection)
        moves.move_away(connection, "run-1")
        with pytest.raises(Refused, match="no new data"):
            moves.accept(connection)
        assert moves.bring_back(connection)


def test_what_stands_on_the_old_is_not_dropped_with_it(old: Database) -> None:
    with old.connect() as connection:
        moved = moves.move_away(connection, "run-1")
        aside = next(each.aside for each in moved.schemas if each.schema == "public")
        connection.execute(f"CREATE TABLE t (m {aside}.mood)")
        state.mark(connection, Phase.LOADED)
        with pytest.raises(Refused, match="column m of table t"):
            moves.accept(connection)
        state.mark(connection, Phase.ACCEPTED)
        with pytest.raises(Refused, match="column m of table t"):
            moves.drop(connection)
    assert old.ask("SELECT m::text FROM t") == []


def test_what_is_somebody_elses_is_not_moved(new_database: NewDatabase) -> None:
    database = new_database()
    database.run("CREATE TABLE t (id int)")
    with database.server.admin(database.name) as admin:
        admin.execute("CREATE VIEW theirs AS SELECT * FROM t")
    with database.connect() as connection:
        with pytest.raises(Refused, match=r"not the role's own: view theirs \(of postgres\)"):
            moves.move_away(connection, "run-1")
        assert state.read(connection) is None


def test_a_session_in_the_way_is_told(old: Database) -> None:
    before = whole(old)
    told: list[str] = []
    with old.connect(application_name="web.1") as other, old.connect() as connection:
        connection.execute("SET lock_timeout = '50ms'")
        other.execute("BEGIN")
        other.execute("SELECT FROM kinds")
        with pytest.raises(Refused, match=r"^Locked by others: web\.1 of u\w+ \(idle in trans"):
            moves.move_away(
                connection, "run-1", on_blocked=lambda found: told.extend(map(str, found))
            )
        assert len(told) == 6 and state.read(connection) is None
        other.execute("COMMIT")
    assert whole(old) == before


def test_what_else_there_may_be(new_database: NewDatabase) -> None:
    """What the nasty schema has not: a foreign table, forced policies, a publication."""
    database = new_database()
    with database.server.admin(database.name) as admin:
        admin.execute("CREATE FOREIGN DATA WRAPPER none")
        admin.execute("CREATE SERVER far FOREIGN DATA WRAPPER none")
        admin.execute(f"GRANT USAGE ON FOREIGN SERVER far TO {database.role}")
        admin.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.role}")
    database.run(
        "CREATE FOREIGN TABLE remote (id int) SERVER far",
        "CREATE TABLE forced (id int)", "INSERT INTO forced VALUES (1)",
        "ALTER TABLE forced ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY none ON forced USING (false)",
        "CREATE PUBLICATION told FOR TABLE forced (id) WHERE (id > 0)",
        "CREATE VIEW over AS SELECT forced FROM forced",
        "CREATE FUNCTION hidden() RETURNS SETOF forced LANGUAGE sql AS 'SELECT * FROM forced'",
    )  # fmt: skip
    before = whole(database)
    database.run("ALTER TABLE forced FORCE ROW LEVEL SECURITY")
    with database.connect() as connection:
        moves.move_away(connection, "run-1")
        assert catalogue.read(connection).tables == ()
        assert moves.bring_back(connection)
    database.run("ALTER TABLE forced NO FORCE ROW LEVEL SECURITY")
    assert whole(database) == before
