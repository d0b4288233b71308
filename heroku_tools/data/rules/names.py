"""The tables of a database by what a person types for them (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from heroku_tools.data.database.values import Name, Table, quote
from heroku_tools.settings.model import nearest

PUBLIC = "public"


class Known:
    """All tables; `users`, `crm.person`, and with quotes as in SQL where a name has a dot."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = tuple(tables)
        self._by_spelling: dict[str, Table] = {}
        for table in sorted(self._tables, key=lambda each: each.name.schema == PUBLIC):
            for spelling in _spellings(table.name):
                self._by_spelling.setdefault(spelling, table)

    def find(self, typed: str) -> Table | None:
        """Return the table that was typed, if there is one."""
        return self._by_spelling.get(typed)

    def typed(self, name: Name) -> str:
        """Return what to type for a table."""
        found = self.find(str(name))
        return str(name) if found and found.name == name else name.quoted

    def unknown(self, typed: str) -> str:
        """Say that there is no such table, and which was meant."""
        meant = nearest(typed, [self.typed(table.name) for table in self._tables])
        question = f"; did you mean `{meant}`?" if meant else ""
        return f"the database has no table `{typed}`{question}"


def _spellings(name: Name) -> list[str]:
    names = [name.name, quote(name.name)]
    whole = [f"{schema}.{each}" for schema in (name.schema, quote(name.schema)) for each in names]
    return [*whole, *(names if name.schema == PUBLIC else [])]


def unknown_column(table: Table, typed: str) -> str:
    """Say that a table has no such column, and which was meant."""
    meant = nearest(typed, [column.name for column in table.columns])
    question = f"; did you mean `{meant}`?" if meant else ""
    return f"the table `{table.name}` has no column `{typed}`{question}"
