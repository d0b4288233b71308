"""Whether what belongs to the tables is there, as at the source: indexes, constraints, triggers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroku_tools.data.proof.verdict import Verdict

if TYPE_CHECKING:
    from psycopg import Connection

Found = Mapping[tuple[str, str], tuple[str, str]]  # kind and name: state, definition

MOST = 20  # differences that are told of

OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
AND n.nspname NOT LIKE 'heroku\\_tools\\_aside%'
AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
    AND d.classid = '{catalogue}'::regclass AND d.objid = {oid})"""

RELATIONS = """
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
    WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'relation' END,
    c.oid::regclass::text, concat_ws(', ',
        CASE c.relkind WHEN 'p' THEN 'partitioned' END,
        CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
        CASE WHEN c.relkind = 'm' AND c.relispopulated THEN 'populated' END,
        CASE WHEN c.relrowsecurity THEN 'guarded by row' END),
    (SELECT string_agg(concat_ws(' ', attname, pg_catalog.format_type(atttypid, atttypmod),
        attnotnull, attgenerated, attidentity), ', ' ORDER BY attname)
     FROM pg_catalog.pg_attribute
     WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND c.relkind IN ('r', 'p'))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relpersistence <> 't' AND {ours}"""
INDEXES = """
SELECT 'index', i.indexrelid::regclass::text, CASE WHEN i.indisvalid AND i.indisready
    THEN 'valid' ELSE 'not valid' END, pg_catalog.pg_get_indexdef(i.indexrelid)
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind <> 't' AND {ours}"""
# One whose triggers were disabled checks nothing. What foreign keys have in partitions is called
# by other names in other versions.
CONSTRAINTS = """
SELECT 'constraint', k.conname || ' on ' || k.conrelid::regclass::text,
    concat_ws(', ', CASE WHEN k.convalidated THEN 'validated' ELSE 'not validated' END,
        CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger t
            WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D') THEN 'disabled' END),
    pg_catalog.pg_get_constraintdef(k.oid)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype NOT IN ('n', 't') AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND {ours}"""
TRIGGERS = """
SELECT 'trigger', t.tgname || ' on ' || t.tgrelid::regclass::text,
    CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'for replicas' WHEN 'A' THEN 'always'
    ELSE 'enabled' END, pg_catalog.pg_get_triggerdef(t.oid)
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {ours}"""
RULES = """
SELECT 'rule', r.rulename || ' on ' || r.ev_class::regclass::text, r.ev_enabled::text, ''
FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {ours}"""
POLICIES = """
SELECT 'policy', p.polname || ' on ' || p.polrelid::regclass::text, p.polcmd::text, ''
FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {ours}"""
ROUTINES = """
SELECT 'function', p.oid::regprocedure::text, '', pg_catalog.md5(coalesce(p.prosrc, ''))
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE {ours_routine}"""
QUERIES = (RELATIONS, INDEXES, CONSTRAINTS, TRIGGERS, RULES, POLICIES, ROUTINES)
DEFINED = ("table", "index", "constraint", "trigger", "function")


def compare(source: Found, target: Found, *, same_version: bool) -> Verdict:
    """Say what is not at the target as it is at the source.

    Servers of different versions write the same definition in different ways: then it is not held
    against the other, except for functions, whose text is the person's.
    """
    failures = []
    for key, (state, definition) in source.items():
        kind, name = key
        if key not in target:
            failures.append(f"the {kind} {name} is missing at the target")
            continue
        there, defined = target[key]
        if there != state:
            one, other = (each or "plain" for each in (there, state))
            failures.append(f"the {kind} {name} is {one} at the target, {other} at the source")
        elif defined != definition and (same_version or kind == "function"):
            failures.append(f"the {kind} {name} is defined in another way at the target")
    kinds = sorted({kind for kind, _ in source})
    counted = ", ".join(f"{_plural(kind)}: {_number(source, kind)}" for kind in kinds)
    return Verdict(_some(failures), (counted,) if counted else ())


def read(connection: Connection[tuple[Any, ...]]) -> Found:
    """Read what there is, in a short transaction of its own."""
    ours = OURS.format(catalogue="pg_catalog.pg_class", oid="c.oid")
    routine = OURS.format(catalogue="pg_catalog.pg_proc", oid="p.oid")
    found: dict[tuple[str, str], tuple[str, str]] = {}
    with connection.transaction():
        connection.execute("SET LOCAL search_path = pg_catalog")
        for query in QUERIES:
            rows = connection.execute(query.format(ours=ours, ours_routine=routine))
            found |= {(kind, name): (state, text or "") for kind, name, state, text in rows}
    return found


def _number(found: Found, kind: str) -> int:
    return sum(each == kind for each, _ in found)


def _plural(kind: str) -> str:
    return {"index": "indexes", "policy": "policies"}.get(kind, f"{kind}s")


def _some(failures: list[str]) -> tuple[str, ...]:
    more = len(failures) - MOST
    rest = (f"and {more} more differences of that kind",) if more > 0 else ()
    return (*failures[:MOST], *rest)
