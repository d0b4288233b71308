"""Where the old data is and how far things have come, as the database itself says it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from heroku_tools.data.database.values import literal
from heroku_tools.errors import Refused
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

PREFIX = "heroku_tools_aside"  # of every schema that is set aside; also that of the state itself
TABLE, OBJECTS = f"{PREFIX}.state", f"{PREFIX}.large_objects"
# Half a megabyte: to drop a table writes to the catalogue, which must have room on a full disk too.
RESERVE, RESERVED = f"{PREFIX}.reserve", 18_000  # rows without columns
TURN = 0x68746173  # of the advisory lock that lets one run at a time move things
MAKE = f"""
    CREATE SCHEMA {PREFIX};
    COMMENT ON SCHEMA {PREFIX} IS
        'heroku-tools data: the old data is set aside in {PREFIX}_1 and so on';
    CREATE TABLE {TABLE} (one boolean PRIMARY KEY DEFAULT true CHECK (one), phase text NOT NULL,
        run text NOT NULL, moved_at timestamptz NOT NULL DEFAULT now(), what json NOT NULL);
    CREATE TABLE {OBJECTS} (oid oid PRIMARY KEY);
    CREATE TABLE {RESERVE} AS SELECT FROM generate_series(1, {RESERVED})
"""


class Phase(str, Enum):
    """How far things have come. Until ACCEPTED the old data can come back."""

    MOVED = "moved"
    LOADING = "loading"
    LOADED = "loaded"
    ACCEPTED = "accepted"  # the new was proved: the old is being dropped
    RETURNING = "returning"  # the new is being dropped, then the old comes back


@dataclass(frozen=True)
class Moved:
    """A schema of which the old content is in the schema `aside`.

    `whole`: it was renamed; else it stayed with what is an extension's, and its objects were moved.
    """

    schema: str
    aside: str
    whole: bool
    comment: str | None


@dataclass(frozen=True)
class Aside:
    """What was set aside, by which run, and when (ISO 8601).

    `extensions` are those that were there, `ranges` the range types that stayed, by SQL name;
    `comment` was the database's.
    """

    phase: Phase
    run: str
    moved_at: str
    schemas: tuple[Moved, ...]
    extensions: tuple[str, ...]
    ranges: tuple[str, ...]
    comment: str | None = None

    @property
    def can_come_back(self) -> bool:
        """Whether the old data is all there."""
        return self.phase is not Phase.ACCEPTED

    @property
    def asides(self) -> tuple[str, ...]:
        """The schemas in which the old data is."""
        return tuple(moved.aside for moved in self.schemas)

    @property
    def stayed(self) -> frozenset[str]:
        """The schemas that were not renamed."""
        return frozenset(moved.schema for moved in self.schemas if not moved.whole)


def read(connection: Connection) -> Aside | None:
    """Return what is set aside in a database, None where nothing is. Raises LookFailed."""
    with postgres.telling("The database could not be asked for what is set aside"):
        ((there,),) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (TABLE,)).fetchall()
        if not there:
            return None
        rows = connection.execute(
            f"SELECT phase, run, to_json(moved_at) #>> '{{}}', what FROM {TABLE}"  # noqa: S608
        ).fetchall()
    return _aside(*rows[0]) if rows else None


def _aside(phase: str, run: str, moved_at: str, what: dict[str, Any]) -> Aside:
    return Aside(
        Phase(phase),
        run,
        moved_at,
        tuple(Moved(**moved) for moved in what["schemas"]),
        tuple(what["extensions"]),
        tuple(what["ranges"]),
        what["comment"],
    )


def make(connection: Connection, run: str, what: dict[str, Any]) -> None:
    """Write down what is set aside, in the transaction that does it. Raises psycopg's errors.

    `what` has the fields of Aside from `schemas` on.
    """
    text = json.dumps({**what, "schemas": [asdict(moved) for moved in what["schemas"]]})
    said = (literal(Phase.MOVED.value), literal(run), literal(text))
    connection.execute(MAKE)
    connection.execute(
        f"INSERT INTO {TABLE} (phase, run, what) VALUES ({', '.join(said)})"  # noqa: S608
    )
    connection.execute(
        f"INSERT INTO {OBJECTS} SELECT oid FROM pg_largeobject_metadata "  # noqa: S608
        "WHERE pg_has_role(lomowner, 'USAGE')"
    )


def mark(connection: Connection, phase: Phase) -> None:
    """Say how far things have come. Raises LookFailed."""
    with postgres.telling("How far things have come could not be written down"):
        connection.execute(f"UPDATE {TABLE} SET phase = %s", (phase.value,))  # noqa: S608


def release(connection: Connection) -> None:
    """Give the room back that was kept for dropping; once given is well. Raises LookFailed."""
    with postgres.telling("The room that was kept back could not be released"):
        connection.execute(f"DROP TABLE IF EXISTS {RESERVE}")


def take_turn(connection: Connection) -> None:
    """Let no other run move anything until the transaction ends. Raises Refused."""
    ((free,),) = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (TURN,)).fetchall()
    if not free:
        raise Refused("Another run is moving this database's data right now")
