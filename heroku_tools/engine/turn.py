"""Taking turns: one deployment of an environment at a time, and none left behind unseen."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from heroku_tools import __version__
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import ORIGIN, Held, Lock
from heroku_tools.engine.record import SETTLED_ELSEWHERE, Author, Record
from heroku_tools.errors import LookFailed, Refused
from heroku_tools.tools import signals, waiting
from heroku_tools.tools.git import Git
from heroku_tools.tools.running import Running

if TYPE_CHECKING:
    from heroku_tools.engine.recorder import Recorder

LEFT_BEHIND = 300.0  # seconds without a sign of life, of which there is one every 30 seconds


class Busy(Refused):
    """Somebody else acts upon the environment right now; it is worth waiting for."""


class Frozen(Refused):
    """Somebody has frozen the environment by hand."""

    def __init__(self, holder: Freeze, when: Callable[[str], str]) -> None:
        label = holder.environment
        super().__init__(
            f"{label} is frozen: {holder.reason}\n"
            f"  by {holder.who} on {holder.host}, {when(holder.at)}; nothing was touched",
            hint=f"If that is over: heroku-tools unlock {label}",
        )


@dataclass(frozen=True)
class Unfinished:
    """A deployment that was begun and not closed; `sha` names its lock on origin, if it has one.

    `alive`: the process that runs it is still there, as far as can be known from here.
    """

    record: Record
    sha: str | None
    alive: bool


class Turn:
    """The turn of one environment: its journal in this clone, its lock on origin."""

    def __init__(
        self,
        git: Git,
        label: str,
        *,
        lock: bool,
        warn: Callable[[str], None],
        when: Callable[[str], str],
    ) -> None:
        """`when` says an ISO 8601 time for a person."""
        self.label = label
        self.journal = Journal(git.folder, label)
        self._lock = Lock(git, label) if lock and git.has_remote(ORIGIN) else None
        self._warn = warn
        self._when = when
        self._leftover: str | None = None  # the lock of a deployment that has ended
        if lock and self._lock is None:
            warn("there is no origin to lock at: a colleague could deploy at the same moment")

    def start_look(self) -> Running | None:
        """Ask origin who holds the lock; read the answer with `unfinished`."""
        return self._lock.start_read() if self._lock else None

    def unfinished(self, listing: Running | None) -> Unfinished | None:
        """Return the deployment that was begun and not closed, from origin or from the journal.

        Raises Frozen where somebody froze the environment, and Unreadable.
        """
        mine, self._leftover = self.journal.unfinished(), None
        try:
            held = self._lock.held(listing) if self._lock and listing else None
        except LookFailed as error:
            self._lock = None
            self._warn(f"origin cannot be asked who is deploying: {error.message}")
            held = None
        if self._lock is None or listing is None:
            return Unfinished(mine, None, self._is_busy()) if mine else None
        return self._locked(held, mine) if held else self._not_locked(mine)

    def _locked(self, held: Held, mine: Record | None) -> Unfinished | None:
        if isinstance(held.holder, Freeze):
            raise Frozen(held.holder, self._when)
        if mine and mine.id == held.holder.id:  # the journal knows the latest
            return Unfinished(mine, held.sha, self._is_busy())
        known = self.journal.record(held.holder.id)
        if known and known.closed:  # it ended, and only its lock could not be removed
            self._leftover = held.sha
            return None
        return Unfinished(held.holder, held.sha, is_alive(held.holder))

    def sweep(self) -> None:
        """Remove the lock of a deployment that has ended, where a look has found one."""
        if self._lock and self._leftover and self._lock.remove(self._leftover):
            self._leftover = None

    def in_the_way(self) -> Unfinished | None:
        """Look anew. Raises LookFailed where origin cannot be asked, else as `unfinished` does."""
        mine, self._leftover = self.journal.unfinished(), None
        held = self._held_now()
        if self._lock is None:
            return Unfinished(mine, None, self._is_busy()) if mine else None
        return self._locked(held, mine) if held else self._not_locked(mine)

    def _held_now(self) -> Held | None:
        if self._lock is None:
            return None
        with self._lock.start_read() as listing:
            return self._lock.held(listing)

    def _not_locked(self, mine: Record | None) -> Unfinished | None:
        if mine is None:
            return None
        busy = self._is_busy()
        return self._settled(mine) if mine.locked and not busy else Unfinished(mine, None, busy)

    def _settled(self, mine: Record) -> Unfinished | None:
        """Close what somebody resumed or abandoned from another clone.

        It may have been locked after we looked, but not after we look once more.
        """
        held = self._held_now()
        if held is not None:
            return self._locked(held, mine)
        now = self.journal.unfinished()
        if now and now.id == mine.id:
            self.journal.append({"event": "closed", "id": mine.id, "outcome": SETTLED_ELSEWHERE})
        return None

    def _is_busy(self) -> bool:
        with self.journal.busy() as free:
            return not free

    @contextmanager
    def take(self, record: Record, instead_of: Unfinished | None = None) -> Iterator[Recorder]:
        """Hold the turn. Raises Refused where somebody else has it.

        What ends before the recorder has begun leaves no trace.
        """
        from heroku_tools.engine.recorder import Recorder  # only looking does without

        with self.journal.busy() as free, ExitStack() as unless_begun:
            if not free:
                raise Busy(f"{self.label} is being deployed from this clone right now")
            if self._lock and not instead_of:  # an interruption while it is taken counts too
                unless_begun.callback(_drop, self._lock)
            lock = self._take_lock(record, instead_of)
            recorder = Recorder(record.with_lock(locked=lock is not None), self.journal, lock)
            try:
                with waiting.meanwhile(recorder.pulse):
                    yield recorder
            finally:
                if recorder.begun:
                    unless_begun.pop_all()

    def let_go_of(self, record: Record) -> None:
        """Remove the lock, where it is one that a deployment of another environment left here."""
        held = self._held_now() if self._lock else None
        if self._lock and held and isinstance(held.holder, Record) and held.holder.id == record.id:
            self._lock.remove(held.sha)

    def _take_lock(self, record: Record, instead_of: Unfinished | None) -> Lock | None:
        if self._lock is None:
            return None
        expected = instead_of.sha if instead_of else self._leftover
        if self._lock.take(record.with_lock(locked=True), expected):
            return self._lock
        held = self._held_now()
        if held and instead_of and self._is_the_same(held, instead_of.record):
            expected = held.sha
            if self._lock.take(record.with_lock(locked=True), expected):
                return self._lock
        if held is not None:
            raise self._not_ours(held, expected)
        self._warn(
            "origin lets nobody lock from here (no right to push?): a colleague could deploy at "
            "the same moment"
        )
        return None

    def _is_the_same(self, held: Held, left: Record) -> bool:
        """Say whether a lock that moved says nothing new: what a process that is gone had sent.

        Where this clone has the journal, the lock knows nothing that it does not.
        """
        holder = held.holder
        if not isinstance(holder, Record) or holder.id != left.id or is_alive(holder):
            return False
        if holder.author != left.author:  # somebody else has taken it up
            return False
        return self.journal.record(left.id) is not None or holder == left

    def _not_ours(self, held: Held, expected: str | None) -> Refused:
        if isinstance(held.holder, Freeze):
            return Frozen(held.holder, self._when)
        author = held.holder.author
        if held.sha == expected:
            return Refused(
                f"the lock of {author.who} on {author.host} cannot be taken over: origin lets "
                "nobody push from here; nothing was touched",
                hint="Let somebody do it who may push to origin.",
            )
        return Busy(
            f"{self.label} is being deployed by {author.who} on {author.host} right now",
            hint=f"Look again: deploy {self.label}",
        )


def _drop(lock: Lock) -> None:
    with signals.ignored():
        lock.release()


def author(git: Git) -> Author:
    """Return who runs this process."""
    who = git.author() or os.environ.get("USER", "somebody")
    return Author(who, host(), os.getpid(), __version__)


def host() -> str:
    """Return the name of this machine."""
    return socket.gethostname()


def is_alive(record: Record) -> bool:
    """Say whether somebody still runs a deployment, as far as this machine can tell.

    A process of this machine can be looked for; one of another gives a sign of life twice a minute.
    """
    if record.let_go or record.closed:
        return False
    if record.author.host == host():
        return _is_running(record.author.pid)
    last = datetime.fromisoformat(record.last or record.at)
    return (datetime.now(timezone.utc) - last).total_seconds() < LEFT_BEHIND


def _is_running(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists() and _takes_signals(pid)
    return b"deploy" in words or b"heroku-tools" in words or b"heroku_tools" in words


def _takes_signals(pid: int) -> bool:
    """Ask the kernel where there is no /proc (macOS)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
