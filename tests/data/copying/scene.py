"""What the tests of copying stand on: tables as decided, a target with the structure only."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg

from heroku_tools.data.copying.board import Copied
from heroku_tools.data.copying.snapshot import Snapshot, hold
from heroku_tools.data.copying.units import Unit, units
from heroku_tools.data.copying.workers import Watch, copy
from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Name, quote
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.tools import postgres
from tests.data.servers import ENV, MAKE_NASTY_ROLES, Database, binaries

OURS = "copying"  # the application name of our sessions


def decided(database: Database) -> list[DecidedTable]:
    """All tables, with nothing masked."""
    with database.connect() as connection:
        tables = catalogue.read(connection).tables
    return [
        DecidedTable(table, tuple(DecidedColumn(each, Fate.HARMLESS) for each in table.columns))
        for table in tables
    ]


def plain(table: DecidedTable, rows: str | None) -> str:
    """The SELECT of a table that is not masked."""
    columns = ", ".join(quote(column.name) for column in table.table.copied)
    where = " AND ".join(f"({each})" for each in (rows, table.only) if each)
    return f"SELECT {columns} FROM ONLY {table.table.name.quoted}" + (
        f" WHERE {where}" if where else ""
    )


def waits(table: str, key: int) -> Callable[[DecidedTable, str | None], str]:
    """A SELECT that reads half of `table`, and the rest when advisory lock 7 is free."""
    gate = f"id <> {key} OR pg_advisory_lock_shared(7) IS NOT NULL"

    def select(decided: DecidedTable, rows: str | None) -> str:
        named = decided.table.name.name == table
        return plain(replace(decided, only=gate) if named else decided, rows)

    return select


def connects(url: str, *, source: bool) -> Callable[[], psycopg.Connection[tuple[Any, ...]]]:
    """What opens a connection, as copy() takes it; one that waits for a test's lock for ever."""
    return lambda: postgres.connect(url, application=OURS, source=source, lock_timeout=0)


def copied(
    source: Database,
    target: Database,
    parts: Sequence[Unit],
    *,
    jobs: int = 2,
    watch: Watch | None = None,
    source_url: str = "",
    target_url: str = "",
) -> tuple[Copied, ...]:
    """Copy under a snapshot taken now."""
    with hold(source.connect()) as holder:
        return under(
            holder.snapshot,
            source_url or source.url,
            target_url or target.url,
            parts,
            jobs=jobs,
            watch=watch,
        )


def under(
    snapshot: Snapshot,
    source: str,
    target: str,
    parts: Sequence[Unit],
    *,
    jobs: int = 1,
    watch: Watch | None = None,
) -> tuple[Copied, ...]:
    """Copy under a snapshot that was taken before."""
    return copy(
        parts,
        connects(source, source=True),
        connects(target, source=False),
        snapshot=snapshot,
        jobs=jobs,
        watch=watch,
    )


def all_units(source: Database, *, binary: bool = True, jobs: int = 2) -> tuple[Unit, ...]:
    """The units of all tables, unmasked."""
    return units(decided(source), plain, jobs=jobs, binary=binary)


def structure(source: Database, target: Database, *sections: str) -> None:
    """Bring the structure to the target, as the superuser: it is not what is tested."""
    with target.server.admin(target.name) as admin:
        admin.execute(MAKE_NASTY_ROLES)
        admin.execute("CREATE EXTENSION IF NOT EXISTS vector")
    dump = [str(binaries(18) / "pg_dump"), "--no-privileges", "--no-owner", "-Fc"]
    dump += [f"--section={section}" for section in sections or ("pre-data",)]
    made = subprocess.run([*dump, source.url], env=ENV, capture_output=True)
    assert made.returncode == 0, made.stderr.decode()
    restore = [str(binaries(18) / "pg_restore"), "--no-owner", "--role", target.role, "-d"]
    admin_url = target.server.url_of("postgres", target.server.password, target.name)
    subprocess.run([*restore, admin_url], input=made.stdout, env=ENV, capture_output=True)


def contents(database: Database, names: Sequence[Name]) -> dict[Name, tuple[Any, ...]]:
    """The number of rows of each table, and a digest of them."""
    found = {}
    with database.connect() as connection:
        connection.execute("SET extra_float_digits = 3")
        for name in names:
            query = (
                "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) "
                f"FROM ONLY {name.quoted} AS t"
            )
            found[name] = tuple(connection.execute(query.encode()).fetchone() or ())
    return found


def busy(database: Database) -> list[str]:
    """What our copying sessions are at, at a database."""
    with database.server.admin() as admin:
        query = (
            "SELECT query FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = %s AND state <> 'idle'"
        )
        return [said for (said,) in admin.execute(query, (OURS, database.name))]


class Cable:
    """A TCP relay to a server, which can be cut, and be silent for a while."""

    def __init__(self, database: Database) -> None:
        self._port = database.server.port
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = database.url.replace(f":{self._port}/", f":{port}/")
        self._ends: list[socket.socket] = []
        self._speaks = threading.Event()
        self._speaks.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Cut all connections that there are, without a farewell; return how many."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        return len(ends) // 2

    def silence(self) -> None:
        """Pass nothing on, until it is to `speak` again."""
        self._speaks.clear()

    def speak(self) -> None:
        self._speaks.set()

    def close(self) -> None:
        self.speak()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(
                        target=_pump, args=(one, other, self._speaks), daemon=True
                    ).start()


def _pump(one: socket.socket, other: socket.socket, speaks: threading.Event) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            speaks.wait()
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
