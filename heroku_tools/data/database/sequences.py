"""The values of sequences: read at the source, set at the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Name, literal
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

AT_ONCE = 200  # sequences that one question is about
SET = """
    SELECT setval(name::regclass, value, called)
    FROM unnest(%s::text[], %s::bigint[], %s::boolean[]) AS s(name, value, called)
"""


@dataclass(frozen=True)
class Value:
    """Where a sequence stands: `called`: `last` was handed out already."""

    name: Name
    last: int
    called: bool


def read(connection: Connection, names: Sequence[Name]) -> tuple[Value, ...]:
    """Return where these sequences stand. Raises LookFailed."""
    with postgres.telling("The sequences could not be read"):
        return tuple(
            value
            for start in range(0, len(names), AT_ONCE)
            for value in _read(connection, names[start : start + AT_ONCE])
        )


def _read(connection: Connection, names: Sequence[Name]) -> tuple[Value, ...]:
    queries = (
        f"SELECT {literal(name.schema)}, {literal(name.name)}, last_value, is_called "  # noqa: S608
        f"FROM {name.quoted}"
        for name in names
    )
    rows = connection.execute(" UNION ALL ".join(queries)).fetchall()
    return tuple(Value(Name(row[0], row[1]), row[2], row[3]) for row in rows)


def write(connection: Connection, values: Sequence[Value]) -> None:
    """Set sequences to where they stood. Raises LookFailed."""
    with postgres.telling("The sequences could not be set"):
        connection.execute(
            SET,
            (
                [value.name.quoted for value in values],
                [value.last for value in values],
                [value.called for value in values],
            ),
        )
