"""Keyed digests in SQL, and the columns that are computed once per row (pure).

The salt is read by the server from the session's setting, once per statement: the key of a digest
is a scalar subselect. Keys of different meaning differ: `value:NAMESPACE` for what goes by value,
`row:TABLE` for what goes by row, `by` for what goes by another column of any table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from heroku_tools.data.database.values import Column, Table, literal, quote

SETTING = "heroku_tools.salt"
NAME = re.compile(r'"([^"]|"")*"')
TEXTS = ("text", "varchar")
INTEGERS = ("int2", "int4", "int8")


def key(meaning: str) -> str:
    """Return the key for that meaning, as SQL of type bytea."""
    salted = f"current_setting('{SETTING}') || {literal(':' + meaning)}"
    return f"(SELECT sha256(convert_to({salted}, 'UTF8')))"


def as_text(sql: str, base: str) -> str:
    """Return the value as text; an address without its mask."""
    if base in ("inet", "cidr"):
        return f"host({sql})"
    return sql if base in TEXTS else f"({sql})::text"


def of_value(text: str, namespace: str) -> str:
    """Return the digest of a text: equal texts have equal digests, in any table."""
    return f"sha256({key('value:' + namespace)} || textsend({text}))"


def packed(column: Column) -> str:
    """Return a column's value as bytes: equal integers of any width have equal bytes."""
    name = quote(column.name)
    if column.base in INTEGERS:
        return f"int8send({name})" if column.base == "int8" else f"int8send({name}::int8)"
    return f"textsend({as_text(name, column.base)})"


def of_row(table: Table) -> str:
    """Return the digest of a row, by its key or, where there is none, by all it holds."""
    return f"sha256({key(f'row:{table.root or table.name}')} || {_row_bytes(table)})"


def of_person(table: Table, by: Column) -> str:
    """Return the digest of the value of `by`, or of the row where there is none."""
    digest = f"sha256({key('by')} || {packed(by)})"
    return digest if by.not_null else f"coalesce({digest}, {of_row(table)})"


def _row_bytes(table: Table) -> str:
    columns = [column for column in map(table.column, _row_key(table)) if column]
    if not columns:
        return f"textsend(({quote(table.name.name)}.*)::text)"
    return r" || '\x00'::bytea || ".join(map(packed, columns))


def _row_key(table: Table) -> tuple[str, ...]:
    filled = {column.name for column in table.columns if column.not_null}
    keys = (table.key, *sorted(table.unique, key=len))
    return next((names for names in keys if names and filled.issuperset(names)), ())


@dataclass
class Computed:
    """What is computed once per row, in subselects: SQL by the name that it is known by outside.

    What names another of them stands one level further out.
    """

    table: Table
    levels: list[dict[str, str]] = field(default_factory=list)

    def once(self, sql: str) -> str:
        """Have it computed once, and return the name by which it is used."""
        if NAME.fullmatch(sql):
            return sql
        known = next((level[sql] for level in self.levels if sql in level), None)
        return known or self._added(sql)

    def _added(self, sql: str) -> str:
        used = [
            place
            for place, level in enumerate(self.levels)
            if any(name in sql for name in level.values())
        ]
        place = used[-1] + 1 if used else 0
        if place == len(self.levels):
            self.levels.append({})
        self.levels[place][sql] = self._free_name()
        return self.levels[place][sql]

    def _free_name(self) -> str:
        number = sum(map(len, self.levels))
        while self.table.column(f"~{number}"):
            number += 1000
        return quote(f"~{number}")
