"""Everything a database is, as plain values that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from tests.data.servers import Database, dumped_schema

RELATIONS = """
    SELECT format('%I.%I', nspname, relname), relkind::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'm', 'S') AND relispopulated
      AND nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
"""
LARGE_OBJECTS = """
    SELECT oid::text, md5(lo_get(oid)), lomacl::text, obj_description(oid, 'pg_largeobject')
    FROM pg_largeobject_metadata ORDER BY oid
"""
BESIDE = """
    SELECT shobj_description(d.oid, 'pg_database'), d.datacl::text,
           (SELECT array_agg(setconfig ORDER BY setrole) FROM pg_db_role_setting
            WHERE setdatabase = d.oid)
    FROM pg_database d WHERE datname = current_database()
"""


@dataclass(frozen=True)
class Whole:
    """`schema` is pg_dump's, the owners and privileges included; `rows` digests, by relation."""

    schema: str
    rows: dict[str, tuple[object, ...]]
    large_objects: tuple[tuple[object, ...], ...]
    beside: tuple[object, ...]
    oids: tuple[tuple[object, ...], ...]


def whole(database: Database) -> Whole:
    """Read all of it."""
    rows = {}
    with database.connect() as connection:
        for name, kind in connection.execute(RELATIONS).fetchall():
            what = "last_value, is_called" if kind == "S" else DIGEST
            alone = "ONLY " if kind == "r" else ""
            rows[name] = connection.execute(f"SELECT {what} FROM {alone}{name} t").fetchall()[0]
        large = connection.execute(LARGE_OBJECTS).fetchall()
        beside = connection.execute(BESIDE).fetchall()[0]
        oids = connection.execute(OIDS).fetchall()
    return Whole(dumped_schema(database.url), rows, tuple(large), beside, tuple(oids))


DIGEST = """count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"))"""
OIDS = """
    SELECT oid::bigint, relname, relfilenode::bigint, relacl::text, reltuples FROM pg_class
    WHERE oid >= 16384 ORDER BY oid
"""
