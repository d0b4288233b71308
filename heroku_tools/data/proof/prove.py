"""The proof: everything arrived, stands as at the source, and is masked."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heroku_tools.console import count
from heroku_tools.data.copying.board import Copied
from heroku_tools.data.copying.snapshot import Snapshot
from heroku_tools.data.database.values import Name
from heroku_tools.data.decided import DecidedTable, Fate
from heroku_tools.data.proof import inventory, sequences
from heroku_tools.data.proof.leaks import leaks
from heroku_tools.data.proof.probes import KEY, constants
from heroku_tools.data.proof.verdict import Verdict
from heroku_tools.data.rules.expressions import check_query
from heroku_tools.settings.masking import Text
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from psycopg import Connection

    Open = Connection[tuple[Any, ...]]
    Columns = Sequence[tuple[Name, str]]
    Detect = Callable[[Open, Columns], Mapping[tuple[Name, str], tuple[str, ...]]]

# What values look like as text must be the same at both sides.
ALIKE = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "lc_monetary": "C",
}
WORDS = ("S", "U", "A")  # categories of types that may hold what somebody wrote


def prove(
    source: Open,
    target: Open,
    decided: Sequence[DecidedTable],
    *,
    snapshot: Snapshot,
    copied: Sequence[Copied],
    checks: Sequence[Text] = (),
    detect: Detect | None = None,
) -> Verdict:
    """Look at both sides, under the copy's snapshot, and say whether the copy is whole and masked.

    Both connections are autocommit; what is read at the source is read in short transactions.
    `copied` is what `copy` returned. `detect` looks at columns of the target for what looks like
    personal data. Raises LookFailed where a server cannot be asked.
    """
    with postgres.telling("The copy could not be proved"):
        _alike(source, target)
        rows = {each.table: each.rows for each in copied}
        verdict = inventory.compare(
            inventory.read(source),
            inventory.read(target),
            same_version=_same_version(source, target),
        )
        verdict += sequences.proved(source, target, snapshot.sequences)
        for table in _with_rows(decided):
            verdict += _counted(target, table, rows.get(table.table.name, 0))
        for table in _with_rows(decided):
            expected = rows.get(table.table.name, 0)
            verdict += leaks(source, target, table, snapshot=snapshot, rows=expected)
        if detect:
            verdict += _detected(target, decided, detect)
        for check in checks:
            verdict += _checked(target, check)
    return verdict


def _alike(source: Open, target: Open) -> None:
    key = secrets.token_hex(32)
    for connection in (source, target):
        for name, value in (*ALIKE.items(), (KEY, key)):
            connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", (name, value))


def _same_version(source: Open, target: Open) -> bool:
    one, other = (each.info.server_version // 10_000 for each in (source, target))
    return one == other


def _with_rows(decided: Sequence[DecidedTable]) -> list[DecidedTable]:
    return [each for each in decided if each.table.kind == "r"]


def _counted(target: Open, decided: DecidedTable, expected: int) -> Verdict:
    """Count the rows, and those in which what is the same in all of them is not."""
    held = list(constants(decided)) if not decided.skipped else []
    asked = ["count(*)", *(f"count(*) FILTER (WHERE {wrong})" for _, wrong in held)]
    name = decided.table.name
    query = f"SELECT {', '.join(asked)} FROM ONLY {name.quoted}"  # noqa: S608
    row = target.execute(query.encode()).fetchone()
    assert row
    failures = [
        f"{label}: not what the rule says in {count(number, 'row')}"
        for (label, _), number in zip(held, row[1:], strict=True)
        if number
    ]
    if row[0] != expected:
        failures.insert(
            0, f"{name} has {count(row[0], 'row')} at the target; {expected:,} were copied"
        )
    return Verdict(tuple(failures))


def _detected(target: Open, decided: Sequence[DecidedTable], detect: Detect) -> Verdict:
    """Look at kept words: what the file keeps is noted, what nobody spoke of is a failure."""
    fates = {
        (each.table.name, column.column.name): column.fate
        for each in _with_rows(decided)
        if not each.skipped
        for column in each.columns
        if column.fate is not Fate.MASK and column.column.category in WORDS
    }
    failures: list[str] = []
    noted: list[str] = []
    for (table, column), kinds in detect(target, tuple(fates)).items():
        said = f"{table}.{column} holds what looks like {', '.join(kinds)}"
        kept = fates.get((table, column)) is Fate.KEEP
        (noted if kept else failures).append(f"{said}, and is kept" if kept else said)
    return Verdict(tuple(failures), (f"detectors: {len(fates)} columns",), tuple(noted))


def _checked(target: Open, check: Text) -> Verdict:
    """Ask a check of the file's, which is to return no row."""
    from psycopg import Error

    try:
        with target.transaction():
            target.execute("SET TRANSACTION READ ONLY")
            row = target.execute(check_query(check.text)).fetchone()
    except Error as error:
        return Verdict((f"{check.where}: the check cannot be asked: {postgres.reason(error)}",))
    failures = (f"{check.where}: the check returns rows",) if row and row[0] else ()
    return Verdict(failures, (f"check at {check.where}",))
