"""Whether sequences go on where the source's do, and are not behind the rows that came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroku_tools.data.copying.snapshot import sequences
from heroku_tools.data.database.values import Name, quote
from heroku_tools.data.proof.verdict import Verdict

if TYPE_CHECKING:
    from psycopg import Connection

# A sequence and the columns that it fills: it is owned by them, or their default asks it.
FILLED = """
SELECT DISTINCT s.nspname, q.relname, tn.nspname, t.relname, a.attname, e.seqincrement > 0
FROM pg_catalog.pg_class q
JOIN pg_catalog.pg_namespace s ON s.oid = q.relnamespace
JOIN pg_catalog.pg_sequence e ON e.seqrelid = q.oid AND NOT e.seqcycle
JOIN (
    SELECT objid AS seq, refobjid AS rel, refobjsubid AS num FROM pg_catalog.pg_depend
    WHERE classid = 'pg_catalog.pg_class'::regclass AND deptype IN ('a', 'i')
    AND refclassid = 'pg_catalog.pg_class'::regclass AND refobjsubid > 0
    UNION
    SELECT d.refobjid, f.adrelid, f.adnum FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
    WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass
    AND d.refclassid = 'pg_catalog.pg_class'::regclass
) AS filled ON filled.seq = q.oid
JOIN pg_catalog.pg_class t ON t.oid = filled.rel AND t.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = filled.num
AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
WHERE q.relkind = 'S' ORDER BY 1, 2"""

At = tuple[int, bool]  # last_value, is_called


def proved(
    source: Connection[tuple[Any, ...]],
    target: Connection[tuple[Any, ...]],
    before: Mapping[Name, At],
) -> Verdict:
    """Hold the target's sequences against the source's, and against their columns.

    No snapshot holds sequences: `before` is where they were when it was taken, and they may have
    gone on since.
    """
    there, now = sequences(target), sequences(source)
    failures = [
        failure
        for name, at in before.items()
        if (failure := _wrong(name, at, now.get(name, at), there.get(name)))
    ]
    failures += _behind(source, target, now, there)
    return Verdict(tuple(failures), (f"sequences: {len(before)}",) if before else ())


def _wrong(name: Name, before: At, now: At, there: At | None) -> str:
    """A sequence that was set anew meanwhile may stand anywhere."""
    if there is None:
        return ""  # it is missing, which the inventory tells
    first, last = sorted((before, now), key=_next)
    if _next(first) <= _next(there) <= _next(last):
        return ""
    return f"the sequence {name} does not stand where the source's stood"


def _next(at: At) -> int:
    return at[0] * 2 + at[1]


def _behind(
    source: Connection[tuple[Any, ...]],
    target: Connection[tuple[Any, ...]],
    now: Mapping[Name, At],
    there: Mapping[Name, At],
) -> list[str]:
    """Say which would give a number that a row has, although the source's would not."""
    failures = []
    for schema, sequence, table_schema, table, column, upwards in source.execute(FILLED).fetchall():
        name, filled = Name(schema, sequence), Name(table_schema, table)
        if name not in there or name not in now:
            continue
        query = f"SELECT {'max' if upwards else 'min'}({quote(column)}) FROM {filled.quoted}"  # noqa: S608
        row = target.execute(query).fetchone()
        most = row[0] if row else None
        if most is None or _short(now[name][0], most, upwards):
            continue
        if _short(there[name][0], most, upwards):
            failures.append(f"the sequence {name} is behind {filled}.{column}")
    return failures


def _short(reached: int, most: int, upwards: bool) -> bool:
    return reached < most if upwards else reached > most
