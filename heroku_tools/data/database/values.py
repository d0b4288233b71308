"""What a database holds, as its catalogues say it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, order=True)
class Name:
    """The name of an object in a schema, unquoted."""

    schema: str
    name: str

    @property
    def quoted(self) -> str:
        """The name as SQL takes it, always quoted and with its schema."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    def __str__(self) -> str:
        """Return it as a person types it: without `public`."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


def quote(identifier: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL, whatever standard_conforming_strings is."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f" E'{escaped}'" if "\\" in text else f"'{escaped}'"


@dataclass(frozen=True)
class Column:
    """A column that is there (not dropped). `type` is format_type's text: "character varying(30)".

    `base` is the type beneath domains and without a length ("text", "int4"); `kind` its typtype
    (b base, e enum, c composite, d domain, r range, m multirange), `category` its typcategory ("S"
    string, "N" number, "D" date, "A" array, "U" user, ...), both of `base`. `length` is the most
    characters it takes, None for any. `binary`: the type has both binary functions. `labels` are an
    enum's.
    """

    name: str
    number: int
    type: str
    base: str
    kind: str
    category: str
    not_null: bool
    length: int | None = None
    generated: bool = False  # GENERATED ALWAYS AS (...) STORED
    identity: bool = False
    binary: bool = True
    default: str | None = None
    labels: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True)
class Table:
    """A table that may hold rows: `kind` is r, or p for a partitioned one, which holds none itself.

    `rows` is the planner's estimate (-1: never analysed), `size` its bytes with TOAST, without
    indexes. `root` is the topmost partitioned table of a partition. `key` are the columns of the
    primary key; `unique` those of every unique index without a predicate or expression, the primary
    key's included. `partition_key` are the columns that decide on the partition, those of a
    partition's parents included. `guarded`: row-level security is on, `forced`: for its owner too.
    `checks` are the definitions of CHECK constraints. `ours`: the role that asks is its owner, or a
    member of the owner. `readable`: that role may read it, or some of its columns.
    """

    name: Name
    oid: int
    kind: str
    columns: tuple[Column, ...]
    rows: int
    size: int
    pages: int = 0
    root: Name | None = None
    parents: tuple[Name, ...] = ()
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    partition_key: tuple[str, ...] = ()
    guarded: bool = False
    checks: tuple[str, ...] = ()
    owner: str = ""
    forced: bool = False
    ours: bool = True
    readable: bool = True

    @property
    def copied(self) -> tuple[Column, ...]:
        """The columns whose values are copied: those that are not computed from others."""
        return tuple(column for column in self.columns if not column.generated)

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key, column by column: `columns` of `table` refer to `other_columns` of `other`."""

    name: str
    table: Name
    columns: tuple[str, ...]
    other: Name
    other_columns: tuple[str, ...]


@dataclass(frozen=True)
class Extension:
    """An installed extension."""

    name: str
    version: str
    schema: str


@dataclass(frozen=True)
class View:
    """A view (`materialised` or not) with its definition."""

    name: Name
    materialised: bool
    definition: str
    populated: bool = True


@dataclass(frozen=True)
class Server:
    """Who and where a database is. `version` as 160004, `identifier` that of pg_control_system().

    `standby`: it is a follower. `free_connections` is how many more may be opened, None: unknown.
    `passes_policies`: row-level security does not hold for the role. `owned`: the database is its.
    `timeline` changes when a copy of the server becomes a server of its own.
    """

    version: int
    identifier: int | None
    database: str
    oid: int
    encoding: str
    collation: str
    user: str
    superuser: bool
    standby: bool
    size: int
    comment: str | None
    free_connections: int | None = None
    passes_policies: bool = False
    owned: bool = True
    timeline: int | None = None

    @property
    def major(self) -> int:
        """The major version, such as 16."""
        return self.version // 10_000


@dataclass(frozen=True)
class Inventory:
    """All of it. `schemas` are those that are ours (no system's, no extension's).

    `available` are the extensions that the server could install. `large_objects` is how many there
    are. `sequences` are all that are in our schemas. `roles` are all that the server knows,
    `policy_roles` those that row-level security policies name. `publications` are those of chosen
    tables.
    """

    server: Server
    schemas: tuple[str, ...]
    tables: tuple[Table, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    views: tuple[View, ...] = ()
    sequences: tuple[Name, ...] = ()
    extensions: tuple[Extension, ...] = ()
    available: frozenset[str] = frozenset()
    large_objects: int = 0
    foreign_tables: tuple[Name, ...] = ()
    roles: frozenset[str] = frozenset()
    policy_roles: frozenset[str] = frozenset()
    publications: tuple[str, ...] = ()

    def table(self, name: Name) -> Table | None:
        """Return the table of that name, if there is one."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[Name, Table]:
        return {table.name: table for table in self.tables}
