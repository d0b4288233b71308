"""Tables and rules in few words, for tests of decisions."""

from __future__ import annotations

from typing import Any

from heroku_tools.data.database.values import Column, ForeignKey, Inventory, Name, Server, Table
from heroku_tools.settings.masking import Rule, TableRules

SERVER = Server(160004, 1, "db", 5, "UTF8", "C.UTF-8", "role", False, False, 1, None)
CATEGORIES = {
    **dict.fromkeys(("int2", "int4", "int8", "numeric", "float8", "money", "oid"), "N"),
    **dict.fromkeys(("date", "timestamptz", "timestamp", "time"), "D"),
    **dict.fromkeys(("text", "varchar", "bpchar", "citext"), "S"),
    **dict.fromkeys(("inet", "cidr"), "I"),
    **dict.fromkeys(("int4range", "daterange", "tstzrange"), "R"),
    "bool": "B",
    "interval": "T",
    "point": "G",
    "bit": "V",
}


def name(typed: str) -> Name:
    schema, dot, rest = typed.partition(".")
    return Name(schema, rest) if dot else Name("public", typed)


def column(typed: str, number: int = 1, **more: Any) -> Column:
    """`email text!` is not null, `tags text[]` an array, `mood enum` one of a and b."""
    called, _, kind = typed.rpartition(" ")
    base = kind.rstrip("!")
    values: dict[str, Any] = {
        "name": called, "number": number, "type": base, "base": base, "kind": "b",
        "category": CATEGORIES.get(base, "U"), "not_null": kind.endswith("!"),
    }  # fmt: skip
    if base.endswith("[]"):
        values |= {"base": "_" + base[:-2], "category": "A"}
    if base == "enum":
        values |= {"kind": "e", "category": "E", "labels": ("a", "b")}
    if base.endswith("range"):
        values |= {"kind": "r"}
    return Column(**{**values, **more})


def table(typed: str, *columns: str | Column, **more: Any) -> Table:
    """The first column is its primary key."""
    made = tuple(
        column(each, number) if isinstance(each, str) else each
        for number, each in enumerate(columns, 1)
    )
    key = (made[0].name,) if made else ()
    values = {"kind": "r", "rows": 10, "size": 8192, "key": key, "unique": (key,), **more}
    return Table(name(typed), 1, columns=made, **values)


def inventory(*tables: Table, keys: tuple[str, ...] = (), **more: Any) -> Inventory:
    """`keys`: `order.user_id user.id` is a foreign key."""
    return Inventory(SERVER, ("public",), tables, tuple(map(key, keys)), **more)


def key(typed: str) -> ForeignKey:
    (one, columns), (other, others) = (each.rsplit(".", 1) for each in typed.split())
    return ForeignKey(
        "fk", name(one), tuple(columns.split(",")), name(other), tuple(others.split(","))
    )


def rule(masker: str, where: str = "f:1", **more: Any) -> Rule:
    return Rule(masker, where, **more)


def rules(typed: str, where: str = "f:1", **columns: Any) -> TableRules:
    made = {
        each: rule(said, where) if isinstance(said, str) else said for each, said in columns.items()
    }
    return TableRules(typed, where, tuple(made.items()))
