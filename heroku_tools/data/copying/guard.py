"""Watches that nobody at the source waits for us: a unit that holds somebody up is cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable

from heroku_tools.data.copying.failures import CopyFailed, Failure
from heroku_tools.data.copying.line import Line, Stop

EVERY = 0.5  # seconds between two looks
PATIENCE = 20  # looks in a row that may fail

# Any role may read pg_locks; who waits is asked first, as pg_blocking_pids stops all locking.
BLOCKING = """
SELECT DISTINCT blocker FROM (SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE NOT granted) w,
LATERAL unnest(pg_catalog.pg_blocking_pids(w.pid)) AS blocker
WHERE blocker = ANY ('{%s}'::int[]) AND NOT w.pid = ANY ('{%s}'::int[])"""
CANCEL = "SELECT pg_catalog.pg_cancel_backend(pid) FROM unnest('{%s}'::int[]) AS pid"


class Guard:
    """Cancels, on a connection of its own, our sessions at the source that others wait for."""

    def __init__(self, connect: Callable[[], Line], stop: Stop) -> None:
        self._connect = connect
        self._stop = stop
        self._lock = threading.Lock()
        self._ours: set[int] = set()
        self._cancelled: set[int] = set()
        self._failed = 0
        self._line: Line | None = None

    def begins(self, pid: int) -> None:
        """Watch over a session from now on."""
        with self._lock:
            self._ours.add(pid)
            self._cancelled.discard(pid)

    def ended(self, pid: int) -> bool:
        """Watch over it no more; return whether it was cancelled for somebody's sake."""
        with self._lock:
            self._ours.discard(pid)
            return pid in self._cancelled

    def watch(self) -> None:
        """Look again and again, until it is said to stop. Raises Stopped then."""
        try:
            while True:
                self._look()
                self._stop.wait(EVERY)
        finally:
            self._end()

    def _look(self) -> None:
        with self._lock:
            ours = _listed(self._ours)
        if not ours:
            return
        try:
            self._line = self._line or self._connect()
            found = {int(pid) for (pid,) in self._line.ask(BLOCKING % (ours, ours))}
            with self._lock:  # before they are: they ask at once whether it was us
                self._cancelled |= found
            if found:
                self._line.ask(CANCEL % _listed(found))
            self._failed = 0
        except Failure as failure:
            self._end()  # it is opened anew at the next look
            self._failed += 1
            if self._failed == PATIENCE:
                raise CopyFailed(
                    f"who waits for us at the source cannot be seen: {failure}"
                ) from None

    def _end(self) -> None:
        line, self._line = self._line, None
        if line:
            line.end()


def _listed(pids: set[int]) -> str:
    return ",".join(map(str, sorted(pids)))
