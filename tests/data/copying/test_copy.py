"""Rows arrive as they are: every type, in binary and as text, whole tables and parts."""

from __future__ import annotations

import pytest

from heroku_tools.data.copying import units as units_module
from heroku_tools.data.copying.workers import Watch
from heroku_tools.data.database.values import Name
from tests.data.conftest import NewDatabase
from tests.data.copying import scene
from tests.data.servers import Database


@pytest.mark.parametrize("versions", [(16, 18), (16, 16)])
@pytest.mark.parametrize("binary", [True, False])
def test_every_kind_of_row_arrives(
    new_database: NewDatabase, versions: tuple[int, int], binary: bool
) -> None:
    source, target = new_database(versions[0], "nasty"), new_database(versions[1])
    scene.structure(source, target)
    parts = scene.all_units(source, binary=binary)
    arrived = scene.copied(source, target, parts)
    names = [each.table for each in arrived]
    assert len(names) >= 20
    assert scene.contents(source, names) == scene.contents(target, names)
    counted = {name: found[0] for name, found in scene.contents(target, names).items()}
    assert {each.table: each.rows for each in arrived} == counted
    assert {part.binary for part in parts} == ({True, False} if binary else {False})


def test_a_large_table_arrives_in_parts(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = new_database(), new_database(18)
    fill(source)
    scene.structure(source, target)
    monkeypatch.setattr(units_module, "WORTH_SPLITTING", 100_000)
    parts = scene.all_units(source)
    assert len([part for part in parts if part.table.name == "big"]) > 3
    seen: list[tuple[Name, int, int]] = []
    arrived = scene.copied(source, target, parts, watch=Watch(lambda *said: seen.append(said)))
    names = [each.table for each in arrived]
    assert scene.contents(source, names) == scene.contents(target, names)
    assert {each.table: (each.bytes, each.rows) for each in arrived} == {
        table: (size, rows) for table, size, rows in seen
    }


def fill(database: Database, rows: int = 20_000) -> None:
    database.run(
        "CREATE TABLE big (id int PRIMARY KEY, what text)",
        "CREATE TABLE small (id int PRIMARY KEY, what text)",
        f"INSERT INTO big SELECT i, repeat('x', i % 200) FROM generate_series(1, {rows}) AS i",
        "INSERT INTO small SELECT i, 'y' FROM generate_series(1, 10) AS i",
        "DELETE FROM big WHERE id % 7 = 0",
        "VACUUM ANALYZE",
    )
