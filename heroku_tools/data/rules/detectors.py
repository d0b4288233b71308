"""What samples of values look like; they are counted where they are, and stay there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Column, Name, Table, quote
from heroku_tools.data.rules.patterns import DETECTORS, looks_like
from heroku_tools.errors import LookFailed

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

Found = dict[tuple[Name, str], tuple[str, ...]]

SAMPLE, LEAST = 1_000, 100  # rows of a table, fewer where there are many columns
VALUES = 100_000  # of all columns together, about
LONGEST = 4_000  # characters of each value
FEW_PAGES = 500  # below, the first rows do; above, rows from everywhere
SAMPLED_PAGES = 300
PATIENCE = "20s"  # for one table
MOST_COLUMNS = 100  # in one statement
# To compile such a query takes longer than to run it.
SETTLED = "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)"


def detect(connection: Connection, columns: Iterable[tuple[Table, Column]]) -> Found:
    """Return what columns look like ("email", "card", ...), by table and column.

    A table that cannot be read, or not in time, is left out. Raises LookFailed where the connection
    is lost.
    """
    by_table: dict[Name, tuple[Table, list[Column]]] = {}
    wanted = tuple(columns)
    rows = max(LEAST, min(SAMPLE, VALUES // max(1, len(wanted))))
    for table, column in wanted:
        by_table.setdefault(table.name, (table, []))[1].append(column)
    found: Found = {}
    for table, some in by_table.values():
        for begin in range(0, len(some), MOST_COLUMNS):
            found |= _of_table(connection, table, some[begin : begin + MOST_COLUMNS], rows)
    return found


def _of_table(connection: Connection, table: Table, columns: Sequence[Column], rows: int) -> Found:
    import psycopg

    try:
        with connection.transaction(force_rollback=True):
            connection.execute(SETTLED, (PATIENCE,))
            row = connection.execute(question(table, columns, rows).encode()).fetchone()
    except psycopg.Error:
        if connection.broken:
            raise LookFailed("The database went away while samples were looked at") from None
        return {}
    counts = iter(row or ())
    kinds = {
        (table.name, column.name): tuple(kind for kind in DETECTORS if next(counts))
        for column in columns
    }
    return {place: found for place, found in kinds.items() if found}


def question(table: Table, columns: Sequence[Column], rows: int = SAMPLE) -> str:
    """Return the query whose one row has, column by column, a count for each detector."""
    inner = ", ".join(f"{_as_text(column)} AS c{n}" for n, column in enumerate(columns))
    counts = ", ".join(_counts(len(columns)))
    sample = f"SELECT {inner} FROM {_from(table)} LIMIT {rows}"  # noqa: S608
    return f"SELECT {counts} FROM ({sample}) AS sample"  # noqa: S608


def _counts(columns: int) -> Iterator[str]:
    for n in range(columns):
        for kind in DETECTORS:
            yield f"count(*) FILTER (WHERE {looks_like(kind, f'c{n}')})"


def _as_text(column: Column) -> str:
    name = quote(column.name)
    if column.base == "bytea":
        return f"left(encode(substring({name}::bytea FROM 1 FOR {LONGEST}), 'escape'), {LONGEST})"
    return f"left({name}::text, {LONGEST})"


def _from(table: Table) -> str:
    """Partitions and inheritance children are in it: what is decided is decided for them too."""
    if table.pages <= FEW_PAGES:
        return table.name.quoted
    percent = 100 * SAMPLED_PAGES / table.pages
    return f"{table.name.quoted} TABLESAMPLE SYSTEM ({percent:.6f})"
