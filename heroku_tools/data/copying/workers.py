"""Carries units from the source to the target, several at once, and ends everything it began.

Threads, as all waiting is done without Python's lock: two workers cost one core a fifth of its time
at 50 MB/s, and the whole program stays at about 45 MB where processes took 35 MB each.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heroku_tools.data.copying.board import Board, Copied, Task
from heroku_tools.data.copying.failures import CANCELLED, NO_LOCK, Failure, Stopped, Why
from heroku_tools.data.copying.guard import Guard
from heroku_tools.data.copying.line import Line, Stop
from heroku_tools.data.copying.relay import Attempt, relay
from heroku_tools.data.copying.settle import settled
from heroku_tools.data.copying.snapshot import Snapshot
from heroku_tools.data.copying.units import Unit
from heroku_tools.data.database.values import Name
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import signals, waiting

if TYPE_CHECKING:
    from psycopg import Connection

    Connect = Callable[[], Connection[tuple[Any, ...]]]

PAUSES = (0.2, 1.0, 4.0)  # seconds before a unit is tried again
ENDING = 20.0  # seconds that the workers have to end what is under way


def _nothing(*_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Watch:
    """Who hears of it, in the main thread.

    `moved(table, bytes, rows)`: so far, what is on its way included; a failed try is taken off
    again. `repeated(table, sentence)`: a unit is to be done again.
    """

    moved: Callable[[Name, int, int], None] = _nothing
    repeated: Callable[[Name, str], None] = _nothing


def copy(
    units: Sequence[Unit],
    source: Connect,
    target: Connect,
    *,
    snapshot: Snapshot,
    jobs: int,
    watch: Watch | None = None,
) -> tuple[Copied, ...]:
    """Copy all units and return what arrived, by table.

    `source` and `target` open connections (autocommit): `jobs` each, and one more at the source.
    Raises CopyFailed; what the target then holds is incomplete, and says nothing. Whatever ends it,
    an interruption too, nothing of it is under way any more at either server.
    """
    board = Board([Task(unit) for unit in units])
    stop = Stop()
    guard = Guard(lambda: _line(source, "source", stop), stop)
    places = [_Place(source, target, snapshot, board, guard, stop) for _ in range(jobs)]
    with _threads(places, guard, stop, board) as workers:
        teller = _Teller(board, watch or Watch())
        with waiting.meanwhile(teller.tell):
            waiting.until(lambda: not any(worker.is_alive() for worker in workers))
        teller.tell()
    if board.error:
        raise board.error
    return board.tables()


@contextmanager
def _threads(
    places: Sequence[_Place], guard: Guard, stop: Stop, board: Board
) -> Iterator[list[threading.Thread]]:
    """Start the workers; at the end all are told to stop, and waited for."""
    workers = [_thread(place.work, board, stop, "copy") for place in places]
    watcher = _thread(guard.watch, board, stop, "guard")
    try:
        with signals.held():
            for thread in (*workers, watcher):
                thread.start()
        yield workers
    finally:
        with signals.held():
            stop.say()
            deadline = time.monotonic() + ENDING
            for thread in (*workers, watcher):
                if thread.ident:
                    thread.join(max(deadline - time.monotonic(), 0))
            if not any(thread.is_alive() for thread in (*workers, watcher)):
                stop.close()


def _thread(work: Callable[[], None], board: Board, stop: Stop, name: str) -> threading.Thread:
    """Return a thread whose end by an error ends all others: nobody waits for what cannot come."""

    def supervised() -> None:
        try:
            work()
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised by `copy`
            board.over(error)
            stop.say()

    return threading.Thread(target=supervised, name=name, daemon=True)


class _Teller:
    """Tells what changed since it was last asked to."""

    def __init__(self, board: Board, watch: Watch) -> None:
        self._board = board
        self._watch = watch
        self._told: dict[Name, Copied] = {}

    def tell(self) -> None:
        while self._board.news:
            self._watch.repeated(*self._board.news.popleft())
        for each in self._board.tables():
            if self._told.get(each.table) != each:
                self._told[each.table] = each
                self._watch.moved(each.table, each.bytes, each.rows)


class _Place:
    """One worker's: a connection at either side, opened anew after each failure."""

    def __init__(
        self,
        source: Connect,
        target: Connect,
        snapshot: Snapshot,
        board: Board,
        guard: Guard,
        stop: Stop,
    ) -> None:
        self._connects = {"source": source, "target": target}
        self._snapshot = snapshot
        self._board = board
        self._guard = guard
        self._stop = stop
        self._lines: dict[str, Line] = {}

    def work(self) -> None:
        """Do what is on the board until there is nothing left."""
        try:
            while not self._stop.said and (task := self._board.take()):
                self._try(task)
        finally:
            self._end()

    def _try(self, task: Task) -> None:
        pid = 0
        try:
            source, target = self._line("source"), self._line("target")
            if task.attempt is None or not settled(task.attempt, target, self._stop):
                pid = source.pid
                self._guard.begins(pid)
                self._relay(task, source, target)
            task.rows = task.attempt.rows if task.attempt else 0
        except Failure as failure:
            gave_way = _for_a_lock(failure, cancelled=self._guard.ended(pid))
            self._end()
            self._failed(task, failure, gave_way=gave_way)
        finally:
            self._guard.ended(pid)

    def _relay(self, task: Task, source: Line, target: Line) -> None:
        again = task.attempt is not None
        task.attempt = Attempt()

        def moved(size: int, rows: int) -> None:
            task.bytes += size
            task.rows += rows

        relay(
            task.unit,
            source,
            target,
            snapshot=self._snapshot,
            attempt=task.attempt,
            again=again,
            moved=moved,
        )

    def _failed(self, task: Task, failure: Failure, *, gave_way: bool) -> None:
        if not self._board.failed(task, failure, gave_way=gave_way):
            self._stop.say()
        elif not gave_way:
            self._stop.wait(PAUSES[min(task.failed, len(PAUSES)) - 1])

    def _line(self, side: str) -> Line:
        if side not in self._lines:
            self._lines[side] = _line(self._connects[side], side, self._stop)
        return self._lines[side]

    def _end(self) -> None:
        for line in self._lines.values():
            line.end()
        self._lines = {}


def _line(connect: Connect, side: str, stop: Stop) -> Line:
    from psycopg import Error

    if stop.said:
        raise Stopped
    try:
        return Line(connect(), side, stop)
    except HerokuToolsError as error:
        raise Failure(Why(side, said=error.message)) from error
    except (Error, OSError) as error:
        raise Failure(Why(side)) from error


def _for_a_lock(failure: Failure, *, cancelled: bool) -> bool:
    """Whether somebody at the source waited for us, or we for them: that is nobody's fault."""
    why = failure.why
    if why is None or why.side != "source":
        return False
    return why.sqlstate == NO_LOCK or (cancelled and why.sqlstate == CANCELLED)
