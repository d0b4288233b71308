"""Puts the marker into a database's comment, and reads it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroku_tools.data.database import marker
from heroku_tools.data.database.marker import Marker
from heroku_tools.data.database.values import literal, quote
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

COMMENT = """
    SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database
    WHERE datname = current_database()
"""


def read(connection: Connection) -> Marker | None:
    """Return the marker of a database. Raises LookFailed."""
    return marker.read(comment(connection))


def comment(connection: Connection) -> str | None:
    """Return the comment of a database, its marker included. Raises LookFailed."""
    with postgres.telling("The database could not be asked for its marker"):
        ((_, said),) = connection.execute(COMMENT).fetchall()
    return None if said is None else str(said)


def put(connection: Connection, mark: Marker | None) -> None:
    """Put a marker into the comment (None: take it out), in the transaction that may be open.

    Raises LookFailed: the database must be the role's own.
    """
    say(connection, marker.compose(comment(connection), mark))


def say(connection: Connection, text: str | None) -> None:
    """Make this the comment of the database. Raises LookFailed."""
    with postgres.telling("The database could not be marked"):
        ((name, _),) = connection.execute(COMMENT).fetchall()
        said = "NULL" if text is None else literal(text)
        connection.execute(f"COMMENT ON DATABASE {quote(name)} IS {said}")
