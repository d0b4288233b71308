"""Empties a database: all that is ours goes, extensions and what is the server's stay.

It happens in several transactions, because the locks of hundreds of tables do not fit into one:
the database is marked as incomplete before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroku_tools.data.database import objects, schemas
from heroku_tools.data.database.objects import Thing
from heroku_tools.data.database.sessions import OnBlocked, nothing
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

LARGE_OBJECTS = """
    SELECT lo_unlink(oid) FROM (
        SELECT oid FROM pg_largeobject_metadata WHERE pg_has_role(lomowner, 'USAGE')
        ORDER BY oid LIMIT 1000) AS some_of_them
"""


def wipe(connection: Connection, *, on_blocked: OnBlocked = nothing) -> None:
    """Drop every object of ours, our schemas and large objects.

    Raises Refused where others hold locks, LookFailed; what was dropped until then is gone.
    """
    with postgres.telling("The database could not be emptied"):
        ours = schemas.own(connection)
        things = objects.listed(connection, [schema.name for schema in ours])
        objects.drop(connection, things, on_blocked=on_blocked)
        for schema in ours:
            if schema.whole:
                objects.drop_schema(connection, schema.name)
        drop_large_objects(connection)


def drop_large_objects(connection: Connection) -> None:
    """Drop the large objects of ours, a thousand in each transaction."""
    while connection.execute(LARGE_OBJECTS).rowcount:
        pass


def others(connection: Connection) -> tuple[Thing, ...]:
    """Return what lies in our schemas and belongs to somebody else: it could not be dropped."""
    names = [schema.name for schema in schemas.own(connection)]
    with postgres.telling("The database could not be asked whose its objects are"):
        return tuple(each for each in objects.listed(connection, names) if not each.ours)
