"""Reads what a database holds: a dozen questions, however many tables there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heroku_tools.data.database import queries
from heroku_tools.data.database.types import Types
from heroku_tools.data.database.values import (
    Column,
    Extension,
    ForeignKey,
    Inventory,
    Name,
    Server,
    Table,
    View,
)
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

Row = tuple[Any, ...]


def read(connection: Connection) -> Inventory:
    """Read everything that is ours in a database, in the transaction that is open, if one is.

    Raises LookFailed.
    """
    with postgres.telling("The database's catalogues could not be read"):
        return _read(connection)


def server(connection: Connection) -> Server:
    """Read who and where a database is, and nothing else. Raises LookFailed."""
    with postgres.telling("The database could not be asked what it is"):
        return Server(*_rows(connection, queries.SERVER)[0])


def _read(connection: Connection) -> Inventory:
    schemas = _rows(connection, f"{queries.OWN_SCHEMAS} ORDER BY n.nspname")
    tables, foreign_keys = _tables(connection)
    relations = _rows(connection, queries.RELATIONS.format(own=queries.OWN_SCHEMAS))
    return Inventory(
        server=Server(*_rows(connection, queries.SERVER)[0]),
        schemas=tuple(name for _, name in schemas),
        tables=tables,
        foreign_keys=foreign_keys,
        views=tuple(
            View(Name(schema, name), kind == "m", definition, populated)
            for schema, name, kind, populated, definition in relations
            if kind in "vm"
        ),
        sequences=_named(relations, "S"),
        extensions=tuple(Extension(*row) for row in _rows(connection, queries.EXTENSIONS)),
        available=_names(connection, queries.AVAILABLE),
        large_objects=_rows(connection, queries.LARGE_OBJECTS)[0][0],
        foreign_tables=_named(relations, "f"),
        roles=_names(connection, queries.ROLES),
        publications=tuple(name for (name,) in _rows(connection, queries.PUBLICATIONS)),
        policy_roles=_names(connection, queries.POLICY_ROLES.format(own=queries.OWN_SCHEMAS)),
    )


def _tables(connection: Connection) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...]]:
    rows = _rows(connection, queries.TABLES.format(own=queries.OWN_SCHEMAS))
    oids = [row[2] for row in rows]
    names = {row[2]: Name(row[0], row[1]) for row in rows}
    columns = _columns(connection, oids)
    constraints = _rows(connection, queries.CONSTRAINTS, oids)
    checks = _by_table((row[0], row[3]) for row in constraints if row[1] == "c")
    unique = _by_table((row[0], row) for row in _rows(connection, queries.INDEXES, oids))
    keys = {oid: tuple(key) for oid, key in _rows(connection, queries.PARTITION_KEYS, oids)}
    tables = tuple(
        replace(
            _table(row, names),
            columns=tuple(columns[row[2]]),
            key=next((tuple(names) for _, primary, names in unique[row[2]] if primary), ()),
            unique=tuple(tuple(names) for _, _, names in unique[row[2]]),
            checks=tuple(checks[row[2]]),
        )
        for row in rows
    )
    return _with_partition_keys(tables, keys), _foreign_keys(constraints, names)


def _table(row: Row, names: dict[int, Name]) -> Table:
    schema, name, oid, kind, rows, size, pages, root, parents, *rest = row
    guarded, forced, owner, ours, readable = rest
    return Table(
        Name(schema, name),
        oid,
        kind,
        (),
        rows,
        size,
        pages,
        root=names.get(root),
        parents=tuple(names[parent] for parent in parents if parent in names),
        guarded=guarded,
        forced=forced,
        owner=owner,
        ours=ours,
        readable=readable,
    )


def _columns(connection: Connection, oids: list[int]) -> dict[int, list[Column]]:
    types = Types(
        _rows(connection, queries.TYPES),
        dict(_rows(connection, queries.ATTRIBUTES)),
        dict(_rows(connection, queries.LABELS)),
    )
    return _by_table(
        (row[0], _column(row, types)) for row in _rows(connection, queries.COLUMNS, oids)
    )


def _column(row: Row, types: Types) -> Column:
    _, name, number, shown, oid, modifier, not_null, generated, identity, default, comment = row
    base, modifier = types.beneath(oid, modifier)
    return Column(
        name,
        number,
        shown,
        base=base.name,
        kind=base.kind,
        category=base.category,
        not_null=not_null or types.not_null(oid),
        length=types.length(base, modifier),
        generated=generated,
        identity=identity,
        binary=types.binary(oid),
        default=default,
        labels=types.labels(base),
        comment=comment,
    )


def _with_partition_keys(
    tables: tuple[Table, ...], keys: dict[int, tuple[str, ...]]
) -> tuple[Table, ...]:
    """Give every partition the keys of all that it is a partition of, at any level."""
    by_name = {table.name: table for table in tables}

    def key(table: Table) -> tuple[str, ...]:
        above = [key(by_name[parent]) for parent in table.parents] if table.root else []
        own = keys.get(table.oid, ())
        return tuple(dict.fromkeys([*own, *(name for names in above for name in names)]))

    return tuple(replace(table, partition_key=key(table)) for table in tables)


def _foreign_keys(constraints: list[Row], names: dict[int, Name]) -> tuple[ForeignKey, ...]:
    """The foreign keys as they were declared: not those that partitions got with them."""
    return tuple(
        ForeignKey(name, names[table], tuple(columns), names[other], tuple(other_columns))
        for table, kind, name, _, other, parent, columns, other_columns in constraints
        if kind == "f" and not parent and other in names
    )


def _names(connection: Connection, query: str) -> frozenset[str]:
    return frozenset(name for (name,) in _rows(connection, query))


def _named(relations: list[Row], kind: str) -> tuple[Name, ...]:
    return tuple(Name(row[0], row[1]) for row in relations if row[2] == kind)


def _by_table(pairs: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for oid, what in pairs:
        found[oid].append(what)
    return found


def _rows(connection: Connection, query: str, oids: Sequence[int] | None = None) -> list[Row]:
    return connection.execute(query, None if oids is None else (list(oids),)).fetchall()
