"""What is left to copy, what has arrived and what went wrong, for several workers at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from heroku_tools.data.copying.failures import STANDBY_CONFLICT, CopyFailed, Failure
from heroku_tools.data.copying.relay import Attempt
from heroku_tools.data.copying.units import Unit
from heroku_tools.data.database.values import Name

TRIES = 3
YIELDS = 20  # times that a unit gives way to those who wait for it at the source
FOLLOWER = (
    "Its replication needed what was being read. Copy from the primary (or a fork of it), or set "
    "hot_standby_feedback on the follower."
)
GIVES_WAY = (
    "Something at the source keeps needing this table for itself: copy from a follower, or later."
)


@dataclass(frozen=True)
class Copied:
    """A table that arrived: its rows, the bytes sent, and how often a unit of it was repeated."""

    table: Name
    rows: int
    bytes: int
    repeated: int = 0


@dataclass
class Task:
    """A unit and what its tries came to; `bytes` and `rows` are on their way or have arrived."""

    unit: Unit
    failed: int = 0
    yielded: int = 0
    bytes: int = 0
    rows: int = 0
    attempt: Attempt | None = None


@dataclass
class Board:
    """Shared by the workers; every method may be called from any thread."""

    tasks: Sequence[Task]
    error: BaseException | None = None
    news: deque[tuple[Name, str]] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _waiting: deque[Task] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._waiting.extend(self.tasks)

    def take(self) -> Task | None:
        """Return what is to be done next. None: it is all taken, or all is over."""
        with self._lock:
            return self._waiting.popleft() if self._waiting and self.error is None else None

    def failed(self, task: Task, failure: Failure, *, gave_way: bool) -> bool:
        """Note that a try failed; return whether it is to be repeated, as the last of all."""
        task.bytes = task.rows = 0
        task.yielded += gave_way
        task.failed += not gave_way
        if not _again(task, failure, gave_way=gave_way):
            self.over(_hopeless(task, failure, gave_way=gave_way))
            return False
        said = "gave way to what needs the table at the source" if gave_way else str(failure)
        self.news.append((task.unit.table, f"{task.unit}: {said}; it is repeated"))
        with self._lock:
            self._waiting.append(task)
        return True

    def over(self, error: BaseException) -> None:
        """Note what ends everything; the first one counts."""
        with self._lock:
            self.error = self.error or error

    def tables(self) -> tuple[Copied, ...]:
        """Return how far each table is, in the order of names."""
        found: dict[Name, Copied] = {}
        for task in self.tasks:
            name = task.unit.table
            before = found.get(name, Copied(name, 0, 0))
            found[name] = Copied(
                name,
                before.rows + task.rows,
                before.bytes + task.bytes,
                before.repeated + task.failed + task.yielded,
            )
        return tuple(found[name] for name in sorted(found))


def _again(task: Task, failure: Failure, *, gave_way: bool) -> bool:
    if gave_way:
        return task.yielded < YIELDS
    return failure.retryable and task.failed < TRIES


def _hopeless(task: Task, failure: Failure, *, gave_way: bool) -> CopyFailed:
    """Return why a unit is given up."""
    if failure.fatal:
        return CopyFailed(failure.fatal, hint="The target is incomplete: copy again.")
    why = failure.why
    hint = "The target is incomplete: copy again."
    if gave_way:
        hint = GIVES_WAY
    elif why and why.side == "source" and why.sqlstate == STANDBY_CONFLICT:
        hint = FOLLOWER
    times = f" (tried {task.failed} times)" if task.failed > 1 else ""
    return CopyFailed(f"{task.unit} could not be copied: {failure}{times}", hint=hint)
