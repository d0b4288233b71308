"""Whether a value of the source is still there where a mask belongs, in its row or anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heroku_tools.console import count
from heroku_tools.data.copying.snapshot import Snapshot, joined
from heroku_tools.data.database.values import quote
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.proof.probes import (
    Probe,
    digest,
    kept,
    key_of,
    key_types,
    probes,
    source_digests,
)
from heroku_tools.data.proof.verdict import Verdict

if TYPE_CHECKING:
    from psycopg import Connection

Row = tuple[Any, ...]

SMALL = 10_000  # rows up to which every one is looked at; of larger tables as many are drawn
FEW = 3  # rows that may come out as they were without anybody wondering


@dataclass(frozen=True)
class Sample:
    """Rows of a table at both sides: what is kept of each, and each probe's digest, by its key.

    Where there is no key, it is a number, and the rows of the two sides have nothing in common.
    """

    source: dict[Any, Row]
    target: dict[Any, Row]


def leaks(
    source: Connection[Row],
    target: Connection[Row],
    decided: DecidedTable,
    *,
    snapshot: Snapshot,
    rows: int,
) -> Verdict:
    """Compare the rows of a table, or some of them where it has many; `rows` is how many it has."""
    found, key = probes(decided), key_of(decided)
    if not rows or not (found or key):
        return Verdict()
    with joined(source, snapshot):
        drawn = source.execute(_drawn(decided, key, found, rows).encode()).fetchall()
    sample = Sample(
        _by_key(drawn, len(key)),
        _by_key(_at_target(target, decided, key, found, drawn, rows), len(key)),
    )
    failures = [
        failure
        for number, probe in enumerate(found, 1)
        if (failure := _left(probe, number, sample, keyed=bool(key)))
    ]
    if key:
        failures += _kept(decided, sample)
    return Verdict(tuple(failures), _looked(decided, found, sample, rows), _noted(decided, found))


def _left(probe: Probe, number: int, sample: Sample, *, keyed: bool) -> str | None:
    """Say how many values of the source are left in a place, if it is more than chance."""
    if probe.by_value:
        there = {row[number] for row in sample.target.values()} - {None}
        values = {row[number] for row in sample.source.values()} - {None}
        same, of = len(values & there), len(values)
        return None if same <= probe.chance * of else f"{probe.label}: {_values(same)} still there"
    if not keyed:
        return None
    pairs = [
        (row[number], sample.target[key][number])
        for key, row in sample.source.items()
        if row[number] is not None and key in sample.target
    ]
    same = sum(one == other for one, other in pairs)
    if same <= max(probe.chance * len(pairs), FEW if len(pairs) > FEW else 0):
        return None
    return f"{probe.label}: {same} of {len(pairs)} compared rows still have the source's value"


def _values(number: int) -> str:
    return "a value of the source is" if number == 1 else f"{number} values of the source are"


def _kept(decided: DecidedTable, sample: Sample) -> list[str]:
    """Say which rows are not there, or differ in what is copied as it is."""
    name, failures = decided.table.name, []
    missing = len(sample.source.keys() - sample.target.keys())
    if missing:
        failures.append(f"{name}: {missing} of {len(sample.source)} rows looked for are missing")
    common = sample.source.keys() & sample.target.keys()
    differing = sum(sample.source[key][0] != sample.target[key][0] for key in common)
    if differing:
        failures.append(f"{name}: {differing} of {len(common)} rows differ in what is not masked")
    return failures


def _looked(
    decided: DecidedTable, found: Sequence[Probe], sample: Sample, rows: int
) -> tuple[str, ...]:
    places = f", {count(len(found), 'masked place')}" if found else ""
    compared = f"{len(sample.source):,} of {count(rows, 'row')} compared"
    return (f"{decided.table.name}: {compared}{places}",)


def _noted(decided: DecidedTable, found: Sequence[Probe]) -> tuple[str, ...]:
    if key_of(decided) or all(probe.by_value for probe in found):
        return ()
    return (
        f"{decided.table.name} has no key that is kept: its rows could not be compared one by one",
    )


def _drawn(decided: DecidedTable, key: Sequence[str], found: Sequence[Probe], rows: int) -> str:
    """Return the query for rows of the source, drawn by pages where there are many."""
    asked = _asked(decided, key, source_digests(tuple(found)))
    share = min(100.0, 150.0 * SMALL / max(rows, 1))
    sample = f" TABLESAMPLE SYSTEM ({share:.6f})" if rows > SMALL else ""
    where = f" WHERE ({decided.only})" if decided.only else ""
    return f"SELECT {asked} FROM ONLY {decided.table.name.quoted}{sample}{where} LIMIT {SMALL}"  # noqa: S608


def _asked(decided: DecidedTable, key: Sequence[str], digests: Sequence[str]) -> str:
    keys = [f"{quote(name)}::text" for name in key]
    return ", ".join([*keys, kept(decided) or "NULL", *digests])


def _at_target(
    target: Connection[Row],
    decided: DecidedTable,
    key: tuple[str, ...],
    found: Sequence[Probe],
    drawn: Sequence[Row],
    rows: int,
) -> list[Row]:
    """Return the same rows of the target; where they have no key, any rows."""
    from psycopg import RawCursor

    asked = _asked(decided, key, [digest(probe.sql) for probe in found])
    if not key:
        return target.execute(_any(asked, decided, rows).encode()).fetchall()
    types = key_types(decided.table, key)
    values = [[row[place] for row in drawn] for place in range(len(key))]
    arrays = ", ".join(f"${place}::text[]" for place in range(1, len(key) + 1))
    names = [f'"~{place}"' for place in range(len(key))]
    typed = ", ".join(
        f"{name}::{type_} AS {name}" for name, type_ in zip(names, types, strict=True)
    )
    same = " AND ".join(
        f"t.{quote(column)} = k.{name}" for column, name in zip(key, names, strict=True)
    )
    query = (
        f"SELECT {asked} FROM ONLY {decided.table.name.quoted} AS t JOIN (SELECT {typed} "  # noqa: S608
        f"FROM unnest({arrays}) AS u({', '.join(names)}) OFFSET 0) AS k ON {same}"
    )
    return RawCursor(target).execute(query, values).fetchall()


def _any(asked: str, decided: DecidedTable, rows: int) -> str:
    sample = f" TABLESAMPLE SYSTEM ({150.0 * SMALL / rows:.6f})" if rows > 1.5 * SMALL else ""
    return f"SELECT {asked} FROM ONLY {decided.table.name.quoted}{sample} LIMIT {SMALL}"  # noqa: S608


def _by_key(rows: Sequence[Row], key: int) -> dict[Any, Row]:
    if not key:
        return dict(enumerate(rows))
    return {row[:key]: row[key:] for row in rows}
