"""A schema that travels arrives as it was: `pg_dump --schema-only` says the same of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.data.database import schema, toc, wipe
from heroku_tools.data.database.toc import There
from heroku_tools.data.database.values import Name
from heroku_tools.errors import LookFailed
from tests.data.conftest import NewDatabase
from tests.data.servers import Database, binaries, dumped_schema

PG_DUMP, PG_RESTORE = binaries(18) / "pg_dump", binaries(18) / "pg_restore"
PLAIN = ("--no-owner", "--no-privileges")


def travel(source: Database, target: Database, folder: Path, *, jobs: int = 2) -> None:
    path = schema.dump(source.url, None, PG_DUMP, folder)
    for section in (schema.PRE, schema.POST):
        schema.restore(path, target.url, section, jobs, PG_RESTORE)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [("nasty", 16, 16), ("nasty", 16, 18), ("nasty", 18, 18), ("django", 16, 18)],
)
def test_it_arrives_as_it_was(
    kind: str, old: int, new: int, new_database: NewDatabase, tmp_path: Path
) -> None:
    source, target = new_database(old, kind), new_database(new)
    with target.server.admin(target.name) as admin:
        admin.execute("CREATE EXTENSION vector")
    travel(source, target, tmp_path)
    assert dumped_schema(target.url, *PLAIN) == dumped_schema(source.url, *PLAIN)


def test_what_was_there_goes_first(new_database: NewDatabase, tmp_path: Path) -> None:
    target = new_database(16, "nasty")
    with target.connect() as connection:
        wipe.wipe(connection)
    assert dumped_schema(target.url, *PLAIN) == dumped_schema(vector_only(new_database), *PLAIN)
    assert target.ask("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]
    source = new_database(16, "nasty")
    travel(source, target, tmp_path)
    assert dumped_schema(target.url, *PLAIN) == dumped_schema(source.url, *PLAIN)


def vector_only(new_database: NewDatabase) -> str:
    database = new_database()
    with database.server.admin(database.name) as admin:
        admin.execute("CREATE EXTENSION vector")
    return database.url


def test_what_cannot_be_made_is_told_without_values(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    source, target = new_database(), new_database()
    source.run("CREATE TABLE t (mail text UNIQUE, n int)", "CREATE INDEX by_text ON t ((n + 1))")
    path = schema.dump(source.url, None, PG_DUMP, tmp_path)
    schema.restore(path, target.url, schema.PRE, 1, PG_RESTORE)
    target.run("INSERT INTO t VALUES ('secret@x', 1), ('secret@x', 2)")
    with pytest.raises(LookFailed) as failed:
        schema.restore(path, target.url, schema.POST, 2, PG_RESTORE)
    assert failed.value.message == (
        'pg_restore could not make the schema: could not create unique index "t_mail_key"'
    )
    assert target.ask("SELECT count(*) FROM pg_indexes WHERE indexname = 'by_text'") == [(1,)]


def test_no_password_and_nobody_else_can_read_it(database: Database, tmp_path: Path) -> None:
    path = schema.dump(database.url, None, PG_DUMP, tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    wrong = database.url.replace("@127", "x@127")
    with pytest.raises(LookFailed, match="password authentication failed") as failed:
        schema.dump(wrong, None, PG_DUMP, tmp_path)
    assert wrong.split(":")[2].partition("@")[0] not in failed.value.message


def test_a_snapshot_is_held_to(database: Database, tmp_path: Path) -> None:
    database.run("CREATE TABLE before ()")
    with database.connect() as holder, holder.transaction():
        holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ((snapshot,),) = holder.execute("SELECT pg_export_snapshot()").fetchall()
        database.run("CREATE TABLE after ()")
        path = schema.dump(database.url, snapshot, PG_DUMP, tmp_path)
    assert b"before" in path.read_bytes() and b"CREATE TABLE public.after" not in path.read_bytes()


def test_partitions_of_many_levels_are_built_in_parallel(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    source = new_database()
    source.run(
        "CREATE TABLE p (id int, a int, b int, PRIMARY KEY (id, a, b)) PARTITION BY LIST (a)"
    )
    for a in range(3):
        source.run(f"CREATE TABLE p{a} PARTITION OF p FOR VALUES IN ({a}) PARTITION BY LIST (b)")
        for b in range(4):
            source.run(f"CREATE TABLE p{a}{b} PARTITION OF p{a} FOR VALUES IN ({b})")
    source.run(
        "CREATE INDEX ON p (a)", "CREATE INDEX ON p (b, id)", "CREATE INDEX ON p (id) WHERE b > 1",
        "CREATE TABLE r (id int, a int, b int)",
        "ALTER TABLE r ADD FOREIGN KEY (id, a, b) REFERENCES p",
        "ALTER TABLE p ADD COLUMN up int", "CREATE TABLE q (id int PRIMARY KEY)",
        "ALTER TABLE p ADD FOREIGN KEY (up) REFERENCES q",
    )  # fmt: skip
    target = new_database()
    travel(source, target, tmp_path, jobs=6)
    assert dumped_schema(target.url, *PLAIN) == dumped_schema(source.url, *PLAIN)


LINES = (
    ";", "; Selected TOC Entries:", ";", "",
    "9; 2615 16718 SCHEMA - crm owner",
    "2; 3079 16388 EXTENSION - vector ",
    "3175; 0 0 COMMENT - EXTENSION vector ",
    "7; 1247 16763 TYPE crm versions owner",
    "8; 0 0 COMMENT crm TYPE versions owner",
    "6; 3466 9999 EVENT TRIGGER - guard owner",
    "230; 1259 16830 TABLE public Tisch \"1\" 'x' \\ ;-- owner",
)  # fmt: skip


def test_what_is_there_is_left_out() -> None:
    assert toc.wanted(LINES, There()) == (LINES[4], LINES[5], LINES[7], LINES[8], LINES[10])
    there = There(frozenset({"crm"}), frozenset({"vector"}), frozenset({Name("crm", "versions")}))
    assert toc.wanted(LINES, there) == (LINES[10],)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter '
         '"transaction_timeout"\nCommand was: SET x;\n\npg_restore: warning: errors ignored', ()),
        ('pg_restore: error: could not execute query: ERROR:  invalid input syntax for type '
         'integer: "secret"\nDETAIL:  secret\n', ("invalid input syntax for type integer",)),
        ('pg_restore: error: could not execute query: ERROR:  value "77" is out of range',
         ("value is out of range",)),
        ("pg_dump: error: Dumping the contents of table failed", ("Dumping the contents of table "
         "failed",)),
    ],
)  # fmt: skip
def test_what_a_program_says(said: str, found: tuple[str, ...]) -> None:
    assert schema.errors(said) == found


def test_what_is_made_when() -> None:
    index, key = "1; 1259 1 INDEX public a o", "2; 2606 2 CONSTRAINT public a b o"
    attach, foreign = "3; 0 0 INDEX ATTACH public c o", "4; 2606 4 FK CONSTRAINT public a d o"
    trigger, check = "5; 2620 5 TRIGGER public a e o", "6; 2606 6 CHECK CONSTRAINT public a f o"
    assert toc.phases((foreign, index, attach, trigger, key, check)) == (
        ((index, key), True),
        ((attach,), False),
        ((foreign, trigger, check), True),
    )
    assert toc.phases((foreign,)) == (((foreign,), True),)
    assert toc.phases(()) == ()
