"""One unit's way: COPY TO at the source, block by block, into COPY FROM at the target.

The target commits only when the source's `COPY n` arrived, the target's says the same number, and
the table's file at the source is still the one of the snapshot; in any other case its transaction
is ended by CopyFail, and nobody ever sees a row of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.copying.failures import Failure, Why
from heroku_tools.data.copying.line import READ, Line, rows
from heroku_tools.data.copying.snapshot import Snapshot
from heroku_tools.data.copying.units import Unit

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

BLOCK = 256 << 10  # bytes that go to the target in one piece
BEGIN_SOURCE = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT "

Moved = Callable[[int, int], None]


@dataclass
class Attempt:
    """What is known of a try at the target: enough to ask, after a loss, how it ended."""

    xid: str = ""
    pid: str = ""
    rows: int = 0
    committing: bool = False


def relay(
    unit: Unit,
    source: Line,
    target: Line,
    *,
    snapshot: Snapshot,
    attempt: Attempt,
    again: bool,
    moved: Moved,
) -> int:
    """Copy a unit and return its number of rows; `moved` hears of bytes and rows on their way.

    `again`: an earlier try may have left dead rows in the table, which a whole unit clears first.
    Raises Failure; both connections are then to be ended.
    """
    _begin_source(unit, source, snapshot)
    _begin_target(unit, target, attempt, clear=again and unit.whole)
    _pump(source, target, moved)
    sent = _tag(source.result(), "source")
    _same_file(unit, source, snapshot)
    _put_end(target)
    arrived = _tag(target.result(), "target")
    _at_rest(target)
    if sent != arrived:
        raise Failure(fatal=f"{unit}: the source sent {sent} rows, and {arrived} arrived")
    attempt.rows, attempt.committing = sent, True
    target.ask("COMMIT")
    return sent


def _begin_source(unit: Unit, source: Line, snapshot: Snapshot) -> None:
    file = f"SELECT pg_catalog.pg_relation_filenode({unit.oid}::pg_catalog.oid)"
    copy = f"COPY ({unit.select}) TO STDOUT{_format(unit)}"
    source.send(f"{BEGIN_SOURCE}'{snapshot.name}'; {copy}; {file}; COMMIT")
    source.result()
    try:
        source.result()
    except Failure as failure:
        if failure.retryable:
            raise
        raise Failure(fatal="the snapshot at the source is gone") from failure
    _expect(source.result(), "COPY_OUT", "source")


def _begin_target(unit: Unit, target: Line, attempt: Attempt, *, clear: bool) -> None:
    truncate = f"TRUNCATE ONLY {unit.table.quoted}; " if clear else ""
    who = "SELECT pg_catalog.txid_current(), pg_catalog.pg_backend_pid(); "
    copy = f"COPY {unit.into} FROM STDIN{_format(unit)}"
    target.send(f"SET client_min_messages = error; BEGIN; {who}{truncate}{copy}")
    while (result := target.result()) is not None:
        if result.nfields == 2 and result.ntuples == 1:
            ((attempt.xid, attempt.pid),) = rows(result)
        elif _is(result, "COPY_IN"):
            return
    raise Failure(Why("target"))


def _pump(source: Line, target: Line, moved: Moved) -> None:
    """Hand rows on until the source has no more, a block at a time."""
    more = True
    while more:
        block = bytearray()  # a list of rows to be joined costs two times as much
        rows, more = _gather(source, block)
        _put(target, block)
        moved(len(block), rows)


def _gather(source: Line, block: bytearray) -> tuple[int, bool]:
    """Fill a block; return its rows, and whether there may be more."""
    take, rows = source.pg.get_copy_data, 0
    with source.noticing():
        while len(block) < BLOCK:
            while True:
                length, row = take(1)
                if length <= 0:
                    break
                block += row
                rows += 1
            if length < 0:
                return rows, False
            if len(block) < BLOCK:
                source.wait(READ)
                source.pg.consume_input()
    return rows, True


def _put(target: Line, block: bytearray) -> None:
    with target.noticing():
        target.pg.put_copy_data(block)
        target.flush()
        # It has nothing to say as long as all is well: what it says now is why it is not.
        if target.readable():
            target.pg.put_copy_end(b"the target refused")
            target.flush()
            target.result()
            raise Failure(Why("target"))


def _put_end(target: Line) -> None:
    with target.noticing():
        target.pg.put_copy_end()
        target.flush()


def _same_file(unit: Unit, source: Line, snapshot: Snapshot) -> None:
    """Hold the table's file against the snapshot's.

    ALTER TABLE and TRUNCATE that write a table anew are not seen through snapshots: the table looks
    empty then. VACUUM FULL and CLUSTER keep the rows and move them between the parts.
    """
    result = source.result()
    _at_rest(source)
    if result is None or rows(result) != [(snapshot.files.get(unit.oid, ""),)]:
        raise Failure(
            fatal=f"the table {unit.table} was written anew at the source (a migration, TRUNCATE "
            "or VACUUM FULL) after the copy had begun"
        )


def _at_rest(line: Line) -> None:
    while line.result() is not None:
        pass


def _tag(result: PGresult | None, side: str) -> int:
    words = ((result and result.command_status) or b"").split()
    if len(words) != 2 or words[0] != b"COPY":
        raise Failure(Why(side))
    return int(words[1])


def _format(unit: Unit) -> str:
    return " (FORMAT binary)" if unit.binary else ""


def _is(result: PGresult, status: str) -> bool:
    from psycopg.pq import ExecStatus

    return ExecStatus(result.status).name == status


def _expect(result: PGresult | None, status: str, side: str) -> None:
    if result is None or not _is(result, status):
        raise Failure(Why(side))
