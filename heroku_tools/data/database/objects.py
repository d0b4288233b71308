"""Every object of a schema that ALTER and DROP know by a name, whose they are, and their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from heroku_tools.data.database.sessions import OnBlocked, nothing, repeated
from heroku_tools.data.database.values import quote

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

BATCH = 40  # of objects that one transaction drops: a table takes ten locks and more

# `rank` is the order in which they are moved: what names its arguments' types comes before types.
# Extensions' members, sequences that belong to a table, row types and arrays go with others.
LISTED = """
    WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = ANY(%(schemas)s)),
    listed(rank, kind, classid, objid, owner) AS (
        SELECT 0, 'ROUTINE', 'pg_proc'::regclass, p.oid, p.proowner
        FROM pg_proc p JOIN own ON own.oid = p.pronamespace
        UNION ALL SELECT 1, 'OPERATOR', 'pg_operator'::regclass, o.oid, o.oprowner
        FROM pg_operator o JOIN own ON own.oid = o.oprnamespace
        UNION ALL SELECT 2, 'OPERATOR CLASS', 'pg_opclass'::regclass, o.oid, o.opcowner
        FROM pg_opclass o JOIN own ON own.oid = o.opcnamespace
        UNION ALL SELECT 3, 'OPERATOR FAMILY', 'pg_opfamily'::regclass, o.oid, o.opfowner
        FROM pg_opfamily o JOIN own ON own.oid = o.opfnamespace
        UNION ALL SELECT 4, 'TEXT SEARCH CONFIGURATION', 'pg_ts_config'::regclass, t.oid, t.cfgowner
        FROM pg_ts_config t JOIN own ON own.oid = t.cfgnamespace
        UNION ALL SELECT 4, 'TEXT SEARCH DICTIONARY', 'pg_ts_dict'::regclass, t.oid, t.dictowner
        FROM pg_ts_dict t JOIN own ON own.oid = t.dictnamespace
        UNION ALL SELECT 4, 'TEXT SEARCH PARSER', 'pg_ts_parser'::regclass, t.oid, 10
        FROM pg_ts_parser t JOIN own ON own.oid = t.prsnamespace
        UNION ALL SELECT 4, 'TEXT SEARCH TEMPLATE', 'pg_ts_template'::regclass, t.oid, 10
        FROM pg_ts_template t JOIN own ON own.oid = t.tmplnamespace
        UNION ALL SELECT 4, 'CONVERSION', 'pg_conversion'::regclass, c.oid, c.conowner
        FROM pg_conversion c JOIN own ON own.oid = c.connamespace
        UNION ALL SELECT 4, 'STATISTICS', 'pg_statistic_ext'::regclass, s.oid, s.stxowner
        FROM pg_statistic_ext s JOIN own ON own.oid = s.stxnamespace
        UNION ALL SELECT CASE WHEN relkind IN ('v', 'm') THEN 5 WHEN relispartition THEN
            CASE relkind WHEN 'p' THEN 7 ELSE 6 END ELSE 8 END,
            CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
            'pg_class'::regclass, c.oid, c.relowner
        FROM pg_class c JOIN own ON own.oid = c.relnamespace
        WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT (relkind = 'S' AND EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
        UNION ALL SELECT 9, 'COLLATION', 'pg_collation'::regclass, c.oid, c.collowner
        FROM pg_collation c JOIN own ON own.oid = c.collnamespace
        UNION ALL SELECT 10, CASE typtype WHEN 'r' THEN 'RANGE' ELSE 'TYPE' END,
            'pg_type'::regclass, t.oid, t.typowner
        FROM pg_type t JOIN own ON own.oid = t.typnamespace
        WHERE NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
            AND d.deptype = 'i')
    )
    SELECT rank, kind, o.schema, o.identity, objid::bigint, pg_get_userbyid(owner),
           pg_has_role(owner, 'USAGE'), pg_describe_object(classid, objid, 0)
    FROM listed, LATERAL pg_identify_object(classid, objid, 0) o
    WHERE NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = listed.classid AND d.objid = listed.objid
        AND (d.deptype = 'e' OR d.deptype = 'i' AND listed.classid = 'pg_proc'::regclass))
    ORDER BY rank, o.schema, o.identity
"""


@dataclass(frozen=True)
class Thing:
    """An object: `kind` as ALTER and DROP name it (RANGE: a range type), `identity` its SQL name.

    `ours`: the role that asks owns it. `described` is PostgreSQL's own telling of it.
    """

    rank: int
    kind: str
    schema: str
    identity: str
    oid: int
    owner: str
    ours: bool
    described: str

    @property
    def word(self) -> str:
        """What ALTER and DROP call it."""
        return "TYPE" if self.kind == "RANGE" else self.kind


def listed(connection: Connection, schemas: Sequence[str]) -> tuple[Thing, ...]:
    """Return all objects in these schemas, in the order in which they can be moved."""
    rows = connection.execute(LISTED, {"schemas": list(schemas)}).fetchall()
    return tuple(Thing(*row) for row in rows)


def drop(
    connection: Connection, things: Sequence[Thing], *, on_blocked: OnBlocked = nothing
) -> None:
    """Drop objects and what hangs on them, a batch in each transaction; once gone is well.

    Raises Refused where others hold locks to the end, and psycopg's errors.
    """
    for batch in batches(things):
        statements = "; ".join(f"DROP {each} CASCADE" for each in batch)
        repeated(connection, partial(connection.execute, statements), on_blocked=on_blocked)


def batches(things: Sequence[Thing]) -> Iterator[tuple[str, ...]]:
    """Yield what DROP is given, a batch at a time: leaves of partitioned tables before roots."""
    ordered = sorted(things, key=lambda thing: thing.rank not in (5, 6, 7, 8))  # relations first
    for start in range(0, len(ordered), BATCH):
        yield tuple(
            f"{thing.word} IF EXISTS {thing.identity}" for thing in ordered[start : start + BATCH]
        )


def drop_schema(connection: Connection, schema: str) -> None:
    """Drop a schema that is empty by now, or nearly."""
    connection.execute(f"DROP SCHEMA IF EXISTS {quote(schema)} CASCADE")
