"""What the rules decide about every column of the source (pure values)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from heroku_tools.data.database.values import Column, Table
from heroku_tools.settings.masking import Rule


class Fate(str, Enum):
    """What happens to a column's values."""

    MASK = "mask"
    KEEP = "keep"  # the file says so
    HARMLESS = "harmless"  # by its type, and its name is not suspicious
    COMPUTED = "computed"  # generated at the target from what arrives


@dataclass(frozen=True)
class DecidedColumn:
    """A column and its fate; `rule` is there for MASK and KEEP."""

    column: Column
    fate: Fate
    rule: Rule | None = None


@dataclass(frozen=True)
class DecidedTable:
    """A table with all its columns decided, in their order.

    `skipped`: its structure comes, and no row. `only` is the SQL condition for rows, or None.
    """

    table: Table
    columns: tuple[DecidedColumn, ...]
    skipped: bool = False
    only: str | None = None
    only_where: str = ""  # its `file:line`

    @property
    def masked(self) -> tuple[DecidedColumn, ...]:
        """The columns that are masked."""
        return tuple(each for each in self.columns if each.fate is Fate.MASK)
