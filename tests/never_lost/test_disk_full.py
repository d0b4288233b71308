"""The target's disk is really full (SQLSTATE 53100), wherever the copy is: the old data is there.

Played by `make never-lost` only: it needs a mount namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest

from tests.data.conftest import NewDatabase
from tests.data.servers import Database
from tests.never_lost.project import YES, Project, fill, settled
from tests.never_lost.small_disk import MB, SmallDisk, to_the_brim

pytestmark = pytest.mark.never_lost

EACH = 16  # rows of a table below to a page
# No index compresses what is as short as this.
ROWS = """
    INSERT INTO {table} SELECT g, repeat(md5(g::text), 13) FROM generate_series(1, {number}) g
"""
SIZES = """
    SELECT sum(pg_table_size(oid)) FILTER (WHERE relkind = 'r'),
           sum(pg_indexes_size(oid)) FILTER (WHERE relkind = 'r'),
           sum(pg_table_size(oid)) FILTER (WHERE relkind = 'm')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
MARGIN = 2 * MB  # what the structure takes, and what is reserved for the next rows
NO_SPACE, SAID = "No space left on device", "the target said: the disk is full"


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    sorts = "work_mem=64MB"  # not upon that disk, when databases are compared
    server = SmallDisk(16, tmp_path_factory.mktemp("small"), sorts)
    server.make()
    server.start()
    yield server
    server.stop(at_once=True)


@pytest.fixture
def local(small_disk: SmallDisk) -> Iterator[Database]:
    made = small_disk.create()
    fill(made, "old")
    yield made
    small_disk.drop(made)


@pytest.fixture
def ballast(small_disk: SmallDisk) -> Iterator[Database]:
    made = small_disk.create()
    yield made
    small_disk.drop(made)


@pytest.fixture
def origin(new_database: NewDatabase) -> Database:
    made = new_database()
    fill(made, "new")
    return made


@dataclass(frozen=True)
class Full:
    """How much there is, in MB: old rows, new ones, indexes on these, a materialised view of them.

    `at` is the step that finds the disk full, `says` what it says.
    """

    at: str
    says: str
    old: int = 0
    rows: int = 0
    indexes: int = 0
    view: int = 0


CASES = {
    "rows": Full("copy the rows", SAID, rows=50),
    "rows beside the old data": Full("copy the rows", SAID, old=16, rows=22),
    "indexes": Full("build indexes", NO_SPACE, rows=10, indexes=30),
    "indexes beside the old data": Full("build indexes", NO_SPACE, old=12, rows=10, indexes=16),
    "materialised view": Full("set sequences", NO_SPACE, rows=10, view=30),
}


def heap(database: Database, table: str, size: int) -> None:
    number = size * MB // 8192 * EACH
    database.run(
        f"CREATE TABLE {table} (id int, body text)", ROWS.format(table=table, number=number)
    )


def enlarge(case: Full, origin: Database, local: Database) -> None:
    heap(local, "old_rows", case.old)
    heap(origin, "rows", case.rows)
    if case.indexes:
        number = case.indexes // case.rows + 1
        origin.run(*(f"CREATE INDEX ON rows (body, (id + {n}))" for n in range(number)))
    if case.view:
        number = case.view // case.rows
        origin.run(
            "CREATE MATERIALIZED VIEW much AS "
            f"SELECT rows.* FROM rows, generate_series(1, {number})"
        )


def runs_out(origin: Database, free: int) -> str:
    """Which step will find the disk full, by the sizes of what it makes."""
    ((rows, indexes, view),) = origin.ask(SIZES)
    steps = ("copy the rows", "build indexes", "set sequences")
    for step, needed in zip(steps, accumulate((rows, indexes, view)), strict=True):
        if needed > free:
            return step
        assert needed + MARGIN < free, f"{step}: whether it fits is not sure"
    return ""


def make_smaller(origin: Database) -> None:
    origin.run("TRUNCATE rows", "DROP MATERIALIZED VIEW IF EXISTS much")


@pytest.mark.parametrize("name", CASES)
def test_the_new_data_does_not_fit(
    small_disk: SmallDisk, origin: Database, local: Database, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    enlarge(case, origin, local)
    assert runs_out(origin, small_disk.free) == case.at
    assert (runs_out(origin, small_disk.free + case.old * MB) == "") == (case.old > 0)
    project = Project(tmp_path / "project", origin, local).set_up()
    free = small_disk.free
    ended = project.run(*YES)
    assert (ended.code, case.says in ended.said) == (1, True), ended.said
    assert f"error: {case.at}" in ended.said
    project.is_as_before()
    assert small_disk.free > free - MB
    make_smaller(origin)
    settled(project, ended)


MANY = 60
OTHERS = "CREATE TABLE t{} (id serial PRIMARY KEY, a int DEFAULT 1, b int DEFAULT 2, c text)"
DOES_WITHOUT = ("prove", "mark-proved", "drop-aside")
FAILS = ("set-aside", "load-schema", "copy-rows", "build", "finish")


@pytest.mark.parametrize("kind", (*FAILS, *DOES_WITHOUT))
def test_others_take_the_last_block(
    origin: Database, local: Database, ballast: Database, tmp_path: Path, kind: str
) -> None:
    """What is new can be dropped all the same, which writes to the catalogue before it frees."""
    origin.run(*(OTHERS.format(number) for number in range(MANY)))
    project = Project(tmp_path / "project", origin, local).set_up()
    with project.led(*YES) as led:
        led.until(f"started {kind}")
        to_the_brim(ballast)
        ended = led.to_the_end()
    if kind in FAILS:
        assert ended.code == 1, ended.said
        assert NO_SPACE in ended.said or SAID in ended.said
        project.is_as_before()
    else:
        assert ended.code == 0, ended.said
    ballast.run("DROP TABLE ballast")
    settled(project, ended)
