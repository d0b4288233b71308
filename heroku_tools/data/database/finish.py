"""What is left to do when rows and indexes are there: materialised views and statistics."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Name
from heroku_tools.errors import LookFailed
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

# Which view or materialised view reads which.
READS = """
    SELECT DISTINCT n.nspname, c.relname, rn.nspname, r.relname
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
    JOIN pg_class r ON r.oid = d.refobjid AND r.relkind IN ('v', 'm')
    JOIN pg_namespace rn ON rn.oid = r.relnamespace
"""
AT_ONCE = 50  # tables that one ANALYZE names; each has a transaction of its own all the same


def refresh(connection: Connection, populated: Collection[Name]) -> None:
    """Fill these materialised views, each after those that it reads. Raises LookFailed."""
    with postgres.telling("The materialised views could not be put in order"):
        left = _in_order(connection, populated)
    while left:
        failed = tuple(name for name in left if not _refreshed(connection, name))
        if failed == left:
            raise LookFailed(f"Materialised views read each other: {', '.join(map(str, failed))}")
        left = failed


def _in_order(connection: Connection, populated: Collection[Name]) -> tuple[Name, ...]:
    sorter: TopologicalSorter[Name] = TopologicalSorter(dict.fromkeys(populated, ()))
    for schema, name, other_schema, other in connection.execute(READS).fetchall():
        sorter.add(Name(schema, name), Name(other_schema, other))
    return tuple(name for name in sorter.static_order() if name in populated)


def _refreshed(connection: Connection, name: Name) -> bool:
    from psycopg.errors import ObjectNotInPrerequisiteState

    with postgres.telling(f"The materialised view {name} could not be filled"):
        try:
            connection.execute(f"REFRESH MATERIALIZED VIEW {name.quoted}")
        except ObjectNotInPrerequisiteState:  # it reads one by a function, where nobody sees it
            return False
    return True


def analyze(connection: Connection, names: Sequence[Name]) -> None:
    """Gather the planner's statistics of these tables and views. Raises LookFailed."""
    with postgres.telling("The planner's statistics could not be gathered"):
        for start in range(0, len(names), AT_ONCE):
            some = ", ".join(name.quoted for name in names[start : start + AT_ONCE])
            connection.execute(f"ANALYZE {some}")
