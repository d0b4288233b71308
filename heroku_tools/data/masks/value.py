"""What a masker is given: a value that SQL names, and where its digests may be kept (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from heroku_tools.data.database.values import Column, quote
from heroku_tools.data.masks.digests import Computed, of_person, of_row
from heroku_tools.data.masks.types import element_of
from heroku_tools.settings.masking import Rule

ELEMENT_LENGTH = re.compile(r"\((\d+)\)\[\]$")


@dataclass(frozen=True)
class Value:
    """A value: `sql` of the type `base`, at most `length` characters.

    `row` is where things are computed once per row, None for an element of an array or of a
    document, which has no place there; `turn` is its number there, as SQL. `nth` tells apart the
    columns of a row that have the same masker.
    """

    sql: str
    base: str
    length: int | None
    computed: Computed
    nth: int = 0
    turn: str | None = None

    def once(self, sql: str) -> str:
        """Have it computed once per row, where this value is one of a row's."""
        return sql if self.turn else self.computed.once(sql)

    def digest(self, rule: Rule) -> str:
        """Return the digest that a mask by row is cut from."""
        table = self.computed.table
        by = table.column(rule.by) if rule.by else None
        return self.computed.once(of_person(table, by) if by else of_row(table))

    def byte(self, rule: Rule, place: int) -> str:
        """Return one of the digest's first 28 bytes; the last four are for moving dates.

        A person's rows agree, so that `by` has the same bytes in all columns.
        """
        place = place if rule.by else (place + 5 * self.nth) % 28
        where = f"(({place} + {self.turn}) % 28)::int" if self.turn else str(place)
        return f"get_byte({self.digest(rule)}, {where})"


def of_column(column: Column, computed: Computed, *, nth: int = 0) -> Value:
    """Return the value of a column."""
    return Value(quote(column.name), column.base, column.length, computed, nth)


def of_element(column: Column, sql: str, turn: str, value: Value) -> Value:
    """Return one element of an array, which SQL names."""
    found = ELEMENT_LENGTH.search(column.type)
    length = int(found[1]) if found else None
    return replace(value, sql=sql, base=element_of(column), length=length, turn=turn)
