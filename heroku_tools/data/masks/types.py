"""Which maskers go into which types, and how many characters they need (pure)."""

from __future__ import annotations

from heroku_tools.data.database.values import Column

TEXTS = ("text", "varchar", "bpchar", "citext", "name")
NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8", "money")
MOMENTS = ("date", "timestamp", "timestamptz")
DOCUMENTS = ("json", "jsonb")
DATES = ("shift_days", "year")
TYPES: dict[str, tuple[str, ...]] = {
    "email": TEXTS,
    "username": TEXTS,
    "hash": (*TEXTS, "bytea", "int4", "int8"),
    "phone": (*TEXTS, "int8"),
    "ip": (*TEXTS, "inet", "cidr"),
    "url": TEXTS,
    "uuid": (*TEXTS, "uuid"),
    "first_name": TEXTS,
    "last_name": TEXTS,
    "full_name": TEXTS,
    "address": TEXTS,
    "city": TEXTS,
    "number": (*TEXTS, *NUMBERS),
    "shift_days": MOMENTS,
    "year": MOMENTS,
    "partial": TEXTS,
    "json": DOCUMENTS,
}
# What they need at least; those that are not here take what there is.
LENGTHS = {
    "first_name": 3,
    "last_name": 3,
    "full_name": 8,
    "address": 12,
    "city": 6,
    "ip": 15,
}


def element_of(column: Column) -> str:
    """Return the type of a column, or of an array's elements."""
    if column.category != "A":
        return column.base
    return column.base.removesuffix("[]").removeprefix("_")
