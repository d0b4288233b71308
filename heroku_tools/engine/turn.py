"""Taking turns: one deployment of an environment at a time, and none left behind unseen."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from heroku_tools import __version__
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import ORIGIN, Lock
from heroku_tools.engine.record import Author, Record
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import LookFailed, Refused
from heroku_tools.tools import signals
from heroku_tools.tools.git import Git
from heroku_tools.tools.process import Running

SETTLED_ELSEWHERE = "settled elsewhere"


@dataclass(frozen=True)
class Unfinished:
    """A deployment that was begun and not closed; `sha` names its lock on origin, if it has one.

    `alive`: the process that runs it is still there.
    """

    record: Record
    sha: str | None
    alive: bool


class Turn:
    """The turn of one environment: its journal in this clone, its lock on origin."""

    def __init__(self, git: Git, label: str, *, lock: bool, warn: Callable[[str], None]) -> None:
        self.label = label
        self.journal = Journal(git.folder, label)
        self._lock = Lock(git, label) if lock and git.has_remote(ORIGIN) else None
        self._warn = warn
        if lock and self._lock is None:
            warn("there is no origin to lock at: a colleague could deploy at the same moment")

    def start_look(self) -> Running | None:
        """Ask origin who holds the lock; read the answer with `unfinished`."""
        return self._lock.start_read() if self._lock else None

    def unfinished(self, listing: Running | None) -> Unfinished | None:
        """Return the deployment that was begun and not closed, from origin or from the journal."""
        mine = self.journal.unfinished()
        if self._lock is None or listing is None:
            return Unfinished(mine, None, self._is_busy()) if mine else None
        try:
            held = self._lock.held(listing)
        except LookFailed as error:
            self._lock = None
            self._warn(f"origin cannot be asked who is deploying: {error.message}")
            return Unfinished(mine, None, self._is_busy()) if mine else None
        if held is None:
            return self._not_locked(mine)
        if mine and mine.id == held.record.id:
            return Unfinished(mine, held.sha, self._is_busy())  # the journal knows the latest
        return Unfinished(held.record, held.sha, _is_alive(held.record.author))

    def _not_locked(self, mine: Record | None) -> Unfinished | None:
        if mine is None:
            return None
        if mine.locked:  # somebody resumed or abandoned it from another clone
            event = {"event": "closed", "id": mine.id, "outcome": SETTLED_ELSEWHERE}
            self.journal.append(event)
            return None
        return Unfinished(mine, None, self._is_busy())

    def _is_busy(self) -> bool:
        with self.journal.busy() as free:
            return not free

    @contextmanager
    def take(self, record: Record, instead_of: Unfinished | None = None) -> Iterator[Recorder]:
        """Hold the turn. Raises Refused where somebody else has it.

        What ends before the recorder has begun leaves no trace.
        """
        with self.journal.busy() as free:
            if not free:
                raise Refused(f"{self.label} is being deployed from this clone right now")
            lock = self._take_lock(record, instead_of)
            recorder = Recorder(record.with_lock(locked=lock is not None), self.journal, lock)
            try:
                yield recorder
            finally:
                if lock and not recorder.begun and not instead_of:
                    with signals.ignored():
                        lock.release()

    def _take_lock(self, record: Record, instead_of: Unfinished | None) -> Lock | None:
        if self._lock is None:
            return None
        if self._lock.take(record.with_lock(locked=True), instead_of.sha if instead_of else None):
            return self._lock
        with self._lock.start_read() as listing:
            held = self._lock.held(listing)
        if held is not None:
            author = held.record.author
            raise Refused(
                f"{self.label} is being deployed by {author.who} on {author.host} right now",
                hint=f"Look again: deploy {self.label}",
            )
        self._warn(
            "origin lets nobody lock from here (no right to push?): a colleague could deploy at "
            "the same moment"
        )
        return None


def author(git: Git) -> Author:
    """Return who runs this process."""
    who = git.author() or os.environ.get("USER", "somebody")
    return Author(who, _host(), os.getpid(), __version__)


def _host() -> str:
    return socket.gethostname()


def _is_alive(who: Author) -> bool:
    """Say whether that process still runs, as far as this machine can tell."""
    if who.host != _host():
        return False
    try:
        return b"deploy" in Path(f"/proc/{who.pid}/cmdline").read_bytes()
    except OSError:
        return False
