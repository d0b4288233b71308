"""What makes a step wait in the midst of its work, and what strikes it there."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from tests.data.copying.scene import Cable
from tests.data.servers import Database
from tests.never_lost.project import Led, Project

# Nothing can be made, moved or dropped, though all can be read.
NO_CHANGES = "LOCK TABLE pg_catalog.pg_class IN SHARE MODE"
NO_MARKING = "LOCK TABLE pg_catalog.pg_shdescription IN SHARE MODE"
HOLDS = {
    "take-snapshot": ("origin", "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"),
    "set-aside": ("local", NO_CHANGES),
    "load-schema": ("local", NO_CHANGES),
    "copy-rows": ("local", "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"),
    "build": ("local", NO_CHANGES),
    "finish": ("local", NO_CHANGES),
    "prove": ("local", "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"),
    "set-aside, marking": ("local", NO_MARKING),
    "mark-proved, marking": ("local", NO_MARKING),
    "mark-proved": ("local", "LOCK TABLE heroku_tools_aside.state IN ACCESS EXCLUSIVE MODE"),
    "drop-aside": ("local", NO_CHANGES),
    "bring-back": ("local", NO_CHANGES),
}
OURS = "datname = %s AND application_name LIKE 'heroku-tools data %%'"
WAITS = f"SELECT count(*) FROM pg_stat_activity WHERE {OURS} AND wait_event_type = 'Lock'"
END = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}"
CANCEL = f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE {OURS} AND state <> 'idle'"


@contextmanager
def waiting(project: Project, led: Led, kind: str, table: str) -> Iterator[None]:
    """Let the step that has just started run until it waits for a lock, which goes at the end."""
    side, statement = HOLDS[kind]
    database = project.origin if side == "origin" else project.local
    with database.server.admin(database.name) as holder, suppress(psycopg.OperationalError):
        holder.execute("BEGIN")
        holder.execute(statement.format(table=table).encode())
        until_it_waits(database, led)
        yield
        holder.execute("ROLLBACK")


def until_it_waits(database: Database, led: Led) -> None:
    """Let it go on until one of its sessions waits for a lock."""
    led.on()
    with database.server.admin() as watcher:
        led.until_true(lambda: watcher.execute(WAITS, (database.name,)).fetchall() != [(0,)])


def _at(database: Database, what: str) -> None:
    with database.server.admin() as admin:
        admin.execute(what, (database.name,))


def _restart(project: Project, *, crash: bool) -> None:
    servers = {id(each.server): each.server for each in (project.origin, project.local)}
    for server in servers.values():
        server.stop(at_once=crash)
        server.start()


Strike = Callable[[Project, Led], object]


def _sends(number: int) -> Strike:
    return lambda _, led: led.strike(number)


SIGNALS: dict[str, Strike] = {
    "kill -9": _sends(signal.SIGKILL),
    "SIGINT": _sends(signal.SIGINT),
    "SIGTERM": _sends(signal.SIGTERM),
}
SERVERS: dict[str, Strike] = {
    "source ended": lambda project, _: _at(project.origin, END),
    "target ended": lambda project, _: _at(project.local, END),
    "statement timeout": lambda project, _: _at(project.local, CANCEL),  # the same SQLSTATE
    "servers restarted": lambda project, _: _restart(project, crash=False),
    "servers crashed": lambda project, _: _restart(project, crash=True),
}


@contextmanager
def cable(project: Project, side: str = "local") -> Iterator[Cable]:
    """Lay a relay between us and the target, or the source ("origin")."""
    laid = Cable(getattr(project, side))
    setattr(project, f"{side}_url", laid.url)
    try:
        yield laid
    finally:
        laid.close()
        setattr(project, f"{side}_url", "")
