"""What is copied in one go: a table, or a range of a large one's pages (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from heroku_tools.data.database.values import Name, quote
from heroku_tools.data.decided import DecidedTable

Select = Callable[[DecidedTable, "str | None"], str]

BLOCK = 8192  # bytes of a page
WORTH_SPLITTING = 32 << 20  # of cost: below it a unit more costs more than it brings
LARGEST = 1 << 30  # of cost: what is lost at most when a unit has to be repeated
PER_ROW, PER_MASKED = 200, 400  # what a row costs beyond its bytes, as bytes


@dataclass(frozen=True)
class Unit:
    """A `select` at the source whose rows go into `columns` of `table` at the target.

    `part` counts from 1 to `of`; `cost` is for comparing only. `oid` is the table's at the source.
    """

    table: Name
    oid: int
    select: str
    columns: tuple[str, ...]
    binary: bool
    cost: int
    part: int = 1
    of: int = 1

    @property
    def whole(self) -> bool:
        """Whether it is all of its table."""
        return self.of == 1

    @property
    def into(self) -> str:
        """The table and its columns, as COPY FROM takes them; a table may have no column."""
        columns = ", ".join(map(quote, self.columns))
        return f"{self.table.quoted} ({columns})" if columns else self.table.quoted

    def __str__(self) -> str:
        """Return how it is called in messages."""
        return str(self.table) if self.whole else f"{self.table} (part {self.part} of {self.of})"


def units(
    tables: Sequence[DecidedTable], select: Select, *, jobs: int, binary: bool
) -> tuple[Unit, ...]:
    """Return the units of all tables that hold rows and are not skipped, the costliest first.

    `binary=False` copies everything as text (a target below PostgreSQL 14 takes user-defined arrays
    and composites in no other way).
    """
    copied = [each for each in tables if not each.skipped and each.table.kind == "r"]
    limit = _limit(sum(map(cost, copied)), jobs)
    found = (unit for each in copied for unit in _split(each, select, limit, binary))
    return tuple(sorted(found, key=lambda unit: (-unit.cost, unit.table, unit.part)))


def cost(decided: DecidedTable) -> int:
    """Return what a table costs, by its size, its rows and how much of them is masked."""
    rows = max(decided.table.rows, 0)
    return decided.table.size + rows * (PER_ROW + PER_MASKED * len(decided.masked))


def _limit(total: int, jobs: int) -> int:
    return min(max(total // (2 * max(jobs, 1)), WORTH_SPLITTING), LARGEST)


def _split(decided: DecidedTable, select: Select, limit: int, binary: bool) -> Iterator[Unit]:
    table = decided.table
    pages = table.pages or table.size // BLOCK
    of = max(min(-(-cost(decided) // limit), pages), 1)
    for part in range(1, of + 1):
        yield Unit(
            table=table.name,
            oid=table.oid,
            select=select(decided, _rows(pages, part, of)),
            columns=tuple(column.name for column in table.copied),
            binary=binary and all(column.binary for column in table.copied),
            cost=cost(decided) // of,
            part=part,
            of=of,
        )


def _rows(pages: int, part: int, of: int) -> str | None:
    """Return the condition for a part's rows. The last has no end: the table may have grown."""
    first, beyond = pages * (part - 1) // of, pages * part // of
    ends = [f"ctid >= '({first},0)'::tid"] if part > 1 else []
    ends += [f"ctid < '({beyond},0)'::tid"] if part < of else []
    return " AND ".join(ends) or None
