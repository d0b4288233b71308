"""One end of a copy: a connection's raw side, which never waits without listening for a stop.

psycopg holds Python's lock while it waits in `get_copy_data(0)` or in a blocking `put_copy_data`:
one worker's wait would be everybody's. Here all waiting is a poll() of the socket, and a block is
flushed before the next one is read, so that nothing piles up in front of a slow target.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from heroku_tools.data.copying.failures import Failure, Stopped, Why

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGresult

READ, WRITE = select.POLLIN, select.POLLOUT
COPIES = ("COPY_IN", "COPY_OUT")
GOOD = ("COMMAND_OK", "TUPLES_OK", "EMPTY_QUERY", *COPIES)
ENDING = 5.0  # seconds that a cancelled statement has to end
AGAIN = 0.5  # seconds until it is cancelled again: one that has not begun yet is not cancelled


class Stop:
    """Says to everyone who waits that it is over."""

    def __init__(self) -> None:
        self.ear, self._mouth = os.pipe()
        self._lock = threading.Lock()
        self._said = False

    def say(self) -> None:
        """Wake everyone who waits, now and later."""
        with self._lock:
            if not self._said:
                self._said = True
                os.close(self._mouth)

    @property
    def said(self) -> bool:
        """Whether it was said."""
        return self._said

    def wait(self, seconds: float) -> None:
        """Wait for a time. Raises Stopped when it is said meanwhile."""
        poll = select.poll()
        poll.register(self.ear, READ)
        if poll.poll(seconds * 1000):
            raise Stopped

    def close(self) -> None:
        """Give back what it holds; nobody may listen any more."""
        self.say()
        os.close(self.ear)


class Line:
    """A connection to the `side` "source" or "target"."""

    def __init__(self, connection: Connection[tuple[Any, ...]], side: str, stop: Stop) -> None:
        self._connection = connection
        self.pg = connection.pgconn
        self.pg.nonblocking = 1  # as psycopg has it: what cannot be sent is waited for in flush()
        self.pid = self.pg.backend_pid
        self.side = side
        self._stop = stop
        self._polls = {events: self._poll(events) for events in (READ, READ | WRITE)}

    def ask(self, sql: str) -> list[tuple[str, ...]]:
        """Run statements to their end and return the last one's rows, as text."""
        self.send(sql)
        result = None
        while (following := self.result()) is not None:
            result = following
        return rows(result) if result else []

    def send(self, sql: str) -> None:
        """Send statements, whose results `result` returns one after the other."""
        with self.noticing():
            self.pg.send_query(sql.encode())
            self.flush()

    def result(self) -> PGresult | None:
        """Wait for the next result; None: there is no more. Raises Failure where it is an error."""
        with self.noticing():
            while self.pg.is_busy():
                self.wait(READ)
                self.pg.consume_input()
            result = self.pg.get_result()
        if result is not None and _status(result) not in GOOD:
            self.drain()
            raise Failure(_why(self.side, result))
        return result

    def flush(self) -> None:
        """Wait until everything is on its way."""
        while self.pg.flush():
            self.wait(READ | WRITE)
            if self.readable():
                self.pg.consume_input()

    def readable(self) -> bool:
        """Whether something has arrived."""
        return any(fd == self.pg.socket for fd, _ in self._polls[READ].poll(0))

    def wait(self, events: int) -> None:
        """Wait until the socket is ready. Raises Stopped when that was said."""
        ready = self._polls[events].poll()
        if any(fd == self._stop.ear for fd, _ in ready):
            raise Stopped

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Turn what psycopg raises about the connection into Failure."""
        from psycopg import Error

        try:
            yield
        except (Error, OSError) as error:
            raise Failure(Why(self.side)) from error

    def drain(self, patience: float = ENDING) -> None:
        """Take what is left of the results, waiting that many seconds for each piece."""
        poll = select.poll()
        with suppress(Exception):
            poll.register(self.pg.socket, READ)
            while self._rest(poll, patience):
                pass

    def end(self) -> None:
        """End what is under way at the server, and the connection; never raises."""
        with suppress(Exception):
            if _busy(self._connection):
                self._abandon()
        with suppress(Exception):
            self._connection.close()

    def _abandon(self) -> None:
        if self.side == "target" and _status_of(self._connection) == "ACTIVE":
            with suppress(Exception):
                self.pg.put_copy_end(b"abandoned")
        deadline = time.monotonic() + ENDING
        while _busy(self._connection) and time.monotonic() < deadline:
            with suppress(Exception):
                self._connection.cancel_safe(timeout=ENDING)
            self.drain(AGAIN)

    def _rest(self, poll: select.poll, patience: float) -> bool:
        while self.pg.is_busy():
            if not poll.poll(patience * 1000):
                return False
            self.pg.consume_input()
        result = self.pg.get_result()
        if result is not None and _status(result) == "COPY_OUT":
            return self._throw_away(poll, patience)
        if result is not None and _status(result) == "COPY_IN":
            self.pg.put_copy_end(b"abandoned")
        return result is not None

    def _throw_away(self, poll: select.poll, patience: float) -> bool:
        while (size := self.pg.get_copy_data(1)[0]) >= 0:
            if size == 0:
                if not poll.poll(patience * 1000):
                    return False
                self.pg.consume_input()
        return True

    def _poll(self, events: int) -> select.poll:
        poll = select.poll()
        poll.register(self.pg.socket, events)
        poll.register(self._stop.ear, READ)
        return poll


def rows(result: PGresult) -> list[tuple[str, ...]]:
    """Return a result's rows as text; null is the empty text."""
    return [
        tuple((result.get_value(row, column) or b"").decode() for column in range(result.nfields))
        for row in range(result.ntuples)
    ]


def _status(result: PGresult) -> str:
    from psycopg.pq import ExecStatus

    return ExecStatus(result.status).name


def _status_of(connection: Connection[tuple[Any, ...]]) -> str:
    from psycopg.pq import TransactionStatus

    return TransactionStatus(connection.pgconn.transaction_status).name


def _busy(connection: Connection[tuple[Any, ...]]) -> bool:
    return _status_of(connection) == "ACTIVE"


def _why(side: str, result: PGresult) -> Why:
    from psycopg import errors
    from psycopg.pq import DiagnosticField as Field

    def said(field: Field) -> str:
        return (result.error_field(field) or b"").decode("utf-8", "replace")

    state = said(Field.SQLSTATE)
    if not state:
        return Why(side)
    try:
        kind = errors.lookup(state).__name__
    except KeyError:
        kind = ""
    fields = (Field.TABLE_NAME, Field.COLUMN_NAME, Field.CONSTRAINT_NAME)
    return Why(side, state, kind, ", ".join(filter(None, map(said, fields))))
