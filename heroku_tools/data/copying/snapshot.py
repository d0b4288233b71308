"""The one moment of the source that everything is read at, and the connection that keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heroku_tools.data.copying.failures import CopyFailed
from heroku_tools.data.database.values import Name

if TYPE_CHECKING:
    from psycopg import Connection

AT_ONCE = 100  # sequences that one query reads
EVERY = 30.0  # seconds between two signs of life: no proxy takes the connection for idle

FILES = """
SELECT oid, pg_catalog.pg_relation_filenode(oid) FROM pg_catalog.pg_class
WHERE relkind = 'r' AND relnamespace <> 'pg_catalog'::regnamespace"""
SEQUENCES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'S' AND c.relpersistence <> 't'
AND CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') END
ORDER BY 1, 2"""


@dataclass(frozen=True)
class Snapshot:
    """The exported snapshot `name`, and what no snapshot shows.

    `files` are the tables' file numbers by oid, as text: a table that is written anew looks empty
    through an earlier snapshot. `sequences` are last_value and is_called of each just afterwards.
    """

    name: str
    files: Mapping[int, str]
    sequences: Mapping[Name, tuple[int, bool]]


class Holder:
    """Keeps a snapshot alive by a connection that does nothing else."""

    def __init__(self, connection: Connection[tuple[Any, ...]], snapshot: Snapshot) -> None:
        self._connection = connection
        self.snapshot = snapshot
        self._ended = threading.Event()
        self._lost = False
        self._thread = threading.Thread(target=self._keep, daemon=True, name="snapshot")

    def check(self) -> None:
        """Raise CopyFailed where the snapshot is gone: no one can join it any more."""
        if self._lost or self._connection.closed:
            raise CopyFailed(
                "the connection that kept the source's snapshot was lost",
                hint="Nothing can be added to what was copied: begin again.",
            )

    def start(self) -> None:
        """Begin to give signs of life."""
        self._thread.start()

    def end(self) -> None:
        """Let the snapshot go."""
        self._ended.set()
        with suppress(Exception):
            self._connection.close()

    def _keep(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                self._connection.execute("SELECT 1")
            except Exception:  # noqa: BLE001 - whatever it is, the snapshot is no more
                self._lost = True
                return


@contextmanager
def hold(connection: Connection[tuple[Any, ...]]) -> Iterator[Holder]:
    """Take a snapshot on a connection of its own (autocommit), and keep it within the block.

    Nothing else may use the connection: what it reads would lock tables until the end.
    """
    files = {oid: str(file) for oid, file in connection.execute(FILES)}  # not later than it
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    row = connection.execute("SELECT pg_catalog.pg_export_snapshot()").fetchone()
    assert row
    at = _unlocked(connection)
    holder = Holder(connection, Snapshot(row[0], files, at))
    holder.start()
    try:
        yield holder
    finally:
        holder.end()


@contextmanager
def joined(connection: Connection[tuple[Any, ...]], snapshot: Snapshot) -> Iterator[None]:
    """See the source as the snapshot does within the block, which is to be short: it locks."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot.name}'".encode())
        yield
    finally:
        with suppress(Exception):
            connection.execute("ROLLBACK")


def _unlocked(connection: Connection[tuple[Any, ...]]) -> dict[Name, tuple[int, bool]]:
    """Read the sequences, not before the snapshot (no row of it has a later number), unlocked."""
    connection.execute("SAVEPOINT reading")
    found = sequences(connection)
    connection.execute("ROLLBACK TO SAVEPOINT reading")
    return found


def sequences(connection: Connection[tuple[Any, ...]]) -> dict[Name, tuple[int, bool]]:
    """Read where all sequences are: last_value and is_called."""
    names = [Name(schema, name) for schema, name in connection.execute(SEQUENCES)]
    found: dict[Name, tuple[int, bool]] = {}
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        asked = " UNION ALL ".join(
            f"SELECT {number}, last_value, is_called FROM {name.quoted}"  # noqa: S608
            for number, name in enumerate(some)
        )
        found |= {some[row[0]]: (row[1], row[2]) for row in connection.execute(asked.encode())}
    return found
