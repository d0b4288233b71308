"""Which columns could hold something personal, so that a person has to decide about them (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.data.database.values import Column, Table
from heroku_tools.data.rules import words
from heroku_tools.data.rules.words import said
from heroku_tools.settings.masking import Rule

NUMBERS = frozenset(("int2", "int4", "int8", "float4", "float8", "numeric", "money"))
MOMENTS = frozenset(("timestamp", "timestamptz", "time", "timetz", "interval"))
RANGES = frozenset(("int4range", "int8range", "numrange", "tsrange", "tstzrange"))
MULTIRANGES = frozenset(each.replace("range", "multirange") for each in RANGES)
MACHINES = frozenset(("oid", "xid", "xid8", "cid", "tid", "pg_lsn", "regclass"))
PLAIN = NUMBERS | MOMENTS | RANGES | MULTIRANGES | MACHINES | {"bool", "uuid"}

CODES = ("otp", "pin", "token", "secret", "password")
OF_NUMBERS = (
    words.EMAIL + words.PHONE + words.NATIONAL + words.BANK + words.MONEY + words.BIRTH
    + words.PLACE + words.POSTAL + words.STREET + words.IP + CODES + words.SENSITIVE
)  # fmt: skip
OF_MOMENTS = words.BIRTH + words.SENSITIVE
OF_UUIDS = words.SECRET + words.NATIONAL + words.DEVICE


@dataclass(frozen=True)
class Undecided:
    """A column that a person has to decide about; `why` follows "because".

    `settled`: the proposal follows from the structure, whatever the values look like: it is an end
    of a foreign key, or decides on the partition.
    """

    table: Table
    column: Column
    why: str
    proposal: Rule
    settled: bool = False


def why_undecided(column: Column, *, linked: bool) -> str | None:
    """Say why a column must be decided about; None: it is harmless.

    `linked`: it is an end of a foreign key, whose values are names of rows, not of people.
    """
    if not _is_plain(column):
        return f"{_kind(column)} can hold anything"
    word = _suspicious(column, is_id=linked or _is_id(column))
    return f"its name says `{word}`" if word else None


def _is_plain(column: Column) -> bool:
    return column.kind == "e" or (column.base in PLAIN and column.category != "A")


def _suspicious(column: Column, *, is_id: bool) -> str | None:
    name, base = column.name, column.base
    if column.kind == "e" or base == "bool":
        return said(name, words.SENSITIVE)
    if base in MOMENTS or base in ("tsrange", "tstzrange", "tsmultirange", "tstzmultirange"):
        return said(name, OF_MOMENTS)
    if base == "uuid":
        return said(name, words.NATIONAL if is_id else OF_UUIDS)
    if base in MACHINES:
        return None
    tally = {*words.words(name)} & {*words.TALLY}
    return said(name, words.NATIONAL if is_id or tally else OF_NUMBERS)


def _is_id(column: Column) -> bool:
    """Whether it numbers rows: `id`, `address_id`, an identity."""
    last = words.words(column.name)[-1:]
    return column.identity or last in (("id",), ("uuid",), ("guid",))


def _kind(column: Column) -> str:
    if column.category == "A":
        return "an array"
    named = {"c": "a composite", "r": "a range", "m": "a multirange"}
    article = "an" if column.base[:1] in "aeiox" else "a"
    return named.get(column.kind) or f"{article} {column.base}"
