"""What is copied in one go, in tables of plain values."""

from __future__ import annotations

import pytest

from heroku_tools.data.copying.units import WORTH_SPLITTING, Unit, units
from heroku_tools.data.database.values import Column, Name, Table
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate

MB = 1 << 20


def table(name: str, size: int = 0, *, kind: str = "r", rows: int = 0, **how: bool) -> DecidedTable:
    binary, skipped = how.get("binary", True), how.get("skipped", False)
    column = Column("a", 1, "int", "int4", "b", "N", True, binary=binary)
    other = Column("b", 2, "int", "int4", "b", "N", True, generated=True)
    both = (DecidedColumn(column, Fate.HARMLESS), DecidedColumn(other, Fate.COMPUTED))
    found = Table(Name("public", name), 7, kind, (column, other), rows, size, size // 8192)
    return DecidedTable(found, both, skipped)


def made(*tables: DecidedTable, jobs: int = 2, binary: bool = True) -> tuple[Unit, ...]:
    def select(decided: DecidedTable, rows: str | None) -> str:
        return f"{decided.table.name}: {rows}"

    return units(tables, select, jobs=jobs, binary=binary)


def test_the_costliest_come_first() -> None:
    found = made(table("a", 10), table("b", 30), table("c", 20), table("d", 20, rows=100))
    assert [unit.table.name for unit in found] == ["d", "b", "c", "a"]


def test_neither_what_is_skipped_nor_what_holds_no_rows_itself() -> None:
    assert made(table("a", skipped=True), table("b", kind="p")) == ()


def test_computed_columns_are_left_out() -> None:
    (unit,) = made(table("a"))
    assert unit.columns == ("a",) and unit.into == '"public"."a" ("a")'


@pytest.mark.parametrize(
    ("column", "target", "expected"),
    [(True, True, True), (False, True, False), (True, False, False)],
)
def test_text_where_binary_will_not_do(column: bool, target: bool, expected: bool) -> None:
    (unit,) = made(table("a", binary=column), binary=target)
    assert unit.binary is expected


@pytest.mark.parametrize(
    ("size", "others", "jobs", "parts"),
    [
        (10 * MB, 0, 2, 1),  # not worth it
        (WORTH_SPLITTING, 0, 8, 1),
        (400 * MB, 0, 2, 4),
        (400 * MB, 400 * MB, 2, 2),
        (400 * MB, 4000 * MB, 2, 1),
        (400 * MB, 4000 * MB, 8, 2),
        (100_000 * MB, 0, 2, 98),  # a repeated unit is not to lose too much
    ],
)
def test_large_tables_are_split(size: int, others: int, jobs: int, parts: int) -> None:
    tables = [table("a", size)] + [table(f"o{i}", others // 8) for i in range(8)]
    found = [unit for unit in made(*tables, jobs=jobs) if unit.table.name == "a"]
    assert len(found) == parts
    assert [(unit.part, unit.of) for unit in found] == [(i + 1, parts) for i in range(parts)]


def test_parts_are_neighbours_and_have_no_outer_ends() -> None:
    pages = 400 * MB // 8192
    assert [unit.select for unit in made(table("a", 400 * MB))] == [
        f"a: ctid < '({pages // 4},0)'::tid",
        f"a: ctid >= '({pages // 4},0)'::tid AND ctid < '({pages // 2},0)'::tid",
        f"a: ctid >= '({pages // 2},0)'::tid AND ctid < '({pages * 3 // 4},0)'::tid",
        f"a: ctid >= '({pages * 3 // 4},0)'::tid",
    ]
