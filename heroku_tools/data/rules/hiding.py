"""Values that hide in the structure of a database, which comes as it is: who looks finds them.

A default, an enum's label, a comment, a literal in a view or a function: none of them is a row, and
no masker reaches it. They are looked at where they are; we are told where, and never what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.rules.hiding_places import question
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection


@dataclass(frozen=True)
class Hidden:
    """A place in the structure, as PostgreSQL describes it, and what its text looks like."""

    place: str
    looks: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.place} (looks like {', '.join(self.looks)})"


def hidden(connection: Connection) -> tuple[Hidden, ...]:
    """Return the places that seem to hold something personal. Raises LookFailed."""
    with postgres.telling("The structure of the database could not be looked at"):
        rows = connection.execute(question().encode()).fetchall()
    return tuple(Hidden(place, tuple(looks)) for place, looks in rows)
