"""Who else is connected to a database, who is in the way, and how their sessions are ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.errors import Refused
from heroku_tools.tools import postgres, waiting

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

OURS = "heroku-tools"  # how the application names of our sessions begin
TRIES = 6  # of LOCK_TIMEOUT each
PATIENCE, LOOK = 10.0, 0.1  # seconds
ADMINISTRATIVE = "57P01"
OTHERS = """
    SELECT pid, coalesce(application_name, ''), coalesce(usename, ''), coalesce(state, ''),
           to_char(coalesce(xact_start, state_change, backend_start), 'HH24:MI:SS'),
           backend_start::text, CASE WHEN r.rolsuper
               THEN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
               ELSE coalesce(pg_has_role(usesysid, 'USAGE'), false)
                    OR pg_has_role('pg_signal_backend', 'USAGE') END
    FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = usesysid
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""
IN_THE_WAY = f"""{OTHERS} AND EXISTS (
        SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE l.pid = a.pid AND l.granted AND l.database = a.datid
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
"""
END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid = %s AND backend_start::text = %s
"""


@dataclass(frozen=True)
class Session:
    """Another session; `since` is the time at which its transaction began, or its idling.

    `mine`: the role may end it. `started` tells it from a later one with the same number.
    """

    pid: int
    application: str
    user: str
    state: str
    since: str
    started: str
    mine: bool

    def __str__(self) -> str:
        """Return it as a person recognises it; what it asked stays out, as it may hold values."""
        name = self.application or "a session without a name"
        return f"{name} of {self.user} ({self.state or 'hidden'} since {self.since}, {self.pid})"

    @property
    def ours(self) -> bool:
        """Whether a run of this program opened it."""
        return self.application.startswith(OURS)


def of_run(run: str) -> str:
    """Return the application name by which the sessions of a copy are known."""
    return f"{OURS} data {run[:8]}"


def others(connection: Connection) -> tuple[Session, ...]:
    """Return all other sessions in this database. Raises LookFailed."""
    with postgres.telling("The database could not be asked who is connected"):
        return tuple(Session(*row) for row in connection.execute(OTHERS).fetchall())


def in_the_way(connection: Connection) -> tuple[Session, ...]:
    """Return the other sessions that hold a lock on any table. Raises LookFailed."""
    with postgres.telling("The database could not be asked who holds locks"):
        return tuple(Session(*row) for row in connection.execute(IN_THE_WAY).fetchall())


def end(connection: Connection, sessions: Sequence[Session]) -> tuple[Session, ...]:
    """End sessions and wait until they are gone; return those that are still there.

    Raises LookFailed.
    """
    with postgres.telling("The sessions could not be ended"):
        for session in sessions:
            if session.mine:
                connection.execute(END, (session.pid, session.started))
    known = {(session.pid, session.started) for session in sessions}
    left: tuple[Session, ...] = tuple(sessions)
    for _ in range(int(PATIENCE / LOOK)):
        left = tuple(each for each in others(connection) if (each.pid, each.started) in known)
        if not any(session.mine for session in left):
            break
        waiting.sleep(LOOK)
    return left


def end_orphans(connection: Connection) -> tuple[Session, ...]:
    """End what runs of ours left working here; return those that are still there."""
    return end(connection, [one for one in others(connection) if one.ours])


OnBlocked = Callable[[tuple[Session, ...]], None]


def nothing(_sessions: tuple[Session, ...]) -> None:
    """Tell nobody who is in the way."""


def repeated(
    connection: Connection,
    act: Callable[[], object],
    *,
    on_blocked: OnBlocked = nothing,
    tries: int = TRIES,
) -> None:
    """Do something that needs locks; where others hold them too long, tell of them and try again.

    `act` does all or nothing. Raises Refused with those who were in the way to the end.
    """
    from psycopg.errors import DeadlockDetected, LockNotAvailable

    blockers: tuple[Session, ...] = ()
    for _ in range(tries):
        try:
            act()
            return
        except (LockNotAvailable, DeadlockDetected):
            blockers = in_the_way(connection)
            on_blocked(blockers)
    raise Refused(
        f"Locked by others: {'; '.join(map(str, blockers)) or 'who it was is not known'}",
        hint="End these sessions (the app's dynos, a console, psql) and try again.",
    )
