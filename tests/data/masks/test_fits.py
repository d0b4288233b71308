"""What can hold in which column."""

from __future__ import annotations

import pytest

from heroku_tools.data.database.values import Column, Name, Table
from heroku_tools.data.masks.fits import agree, why_not
from heroku_tools.settings.masking import Rule
from tests.data.masks.helpers import json, rule

EMAIL, HASH, NULL, KEEP = rule("email"), rule("hash"), rule("null"), rule("keep")


def text(length: int | None = None, *, not_null: bool = False, name: str = "x") -> Column:
    kind = f"character varying({length})" if length else "text"
    base = "varchar" if length else "text"
    return Column(name, 1, kind, base, "b", "S", not_null=not_null, length=length)


def of_type(base: str, category: str = "U", *, not_null: bool = False) -> Column:
    return Column("x", 1, base, base, "b", category, not_null=not_null)


def table(column: Column, *, unique: tuple[tuple[str, ...], ...] = (), rows: int = 1000) -> Table:
    key = Column("id", 2, "bigint", "int8", "b", "N", not_null=True)
    return Table(
        Name("public", "t"), 1, "r", (column, key), rows, 1, key=("id",), unique=(("id",), *unique)
    )


@pytest.mark.parametrize(
    ("how", "column"),
    [
        (EMAIL, text()),
        (EMAIL, text(19)),
        (rule("phone"), text(9)),
        (rule("ip"), of_type("inet")),
        (rule("ip"), text(15)),
        (rule("uuid"), of_type("uuid")),
        (HASH, of_type("bytea")),
        (HASH, text(4)),
        (rule("email"), Column("x", 1, "text[]", "_text", "b", "A", not_null=False)),
        (rule("full_name", by="id"), text(30)),
        (rule("number"), of_type("numeric", "N")),
        (rule("shift_days"), of_type("timestamptz", "D")),
        (rule("year"), of_type("date", "D")),
        (json(a__b=EMAIL, a__c=rule("shift_days")), of_type("jsonb")),
        (NULL, of_type("tsvector")),
        (rule("fixed", text=""), of_type("tsvector", not_null=True)),
        (rule("sql", text="x || x"), of_type("tsvector")),
        (rule("when", condition="id = 1", then=KEEP, otherwise=NULL), text()),
    ],
)
def test_what_fits(how: Rule, column: Column) -> None:
    assert why_not(how, column, table(column)) is None


@pytest.mark.parametrize(
    ("how", "column", "why"),
    [
        (EMAIL, text(18), "`email` needs 19 characters, and it takes 18"),
        (rule("phone"), text(8), "`phone` needs 9 characters, and it takes 8"),
        (rule("url"), text(25), "`url` needs 26 characters, and it takes 25"),
        (rule("uuid"), text(31), "`uuid` needs 32 characters, and it takes 31"),
        (rule("ip"), text(14), "`ip` needs 15 characters, and it takes 14"),
        (rule("hash", length=12), text(10), "`hash` needs 12 characters, and it takes 10"),
        (rule("full_name"), text(7), "`full_name` needs 8 characters, and it takes 7"),
        (rule("fixed", text="(removed)"), text(5), "`fixed` needs 9 characters, and it takes 5"),
        (NULL, text(not_null=True), "it takes no null"),
        (rule("fixed"), text(not_null=True), "it takes no null"),
        (EMAIL, of_type("int4", "N"), "`email` does not go into int4"),
        (EMAIL, of_type("jsonb"), "`email` does not go into jsonb"),
        (rule("year"), text(), "`year` does not go into text"),
        (json(a=EMAIL), text(), "`json` does not go into text"),
        (rule("city", by="nobody"), text(), "`t` has no column `nobody` to go by"),
        (json(a=rule("city", by="nobody")), of_type("jsonb"), "`a`: `t` has no column `nobody`"),
        (json(a=json(b=EMAIL)), of_type("jsonb"), "`a`: `json` does not go into text"),
        (json(a__b=EMAIL, a=HASH), of_type("jsonb"), "`a.b` lies within `a`"),
        (rule("when", then=EMAIL, otherwise=NULL), text(not_null=True), "it takes no null"),
        (
            rule("fixed", text="glad"),
            Column("x", 1, "mood", "mood", "e", "E", not_null=False, labels=("sad", "happy")),
            "it is one of sad, happy, not `glad`",
        ),
        (
            EMAIL,
            Column("x", 1, "text", "text", "b", "S", not_null=False, generated=True),
            "it is computed from other columns",
        ),
    ],
)
def test_what_does_not(how: Rule, column: Column, why: str) -> None:
    assert (why_not(how, column, table(column)) or "").startswith(why)


ALONE = (("x",),)


@pytest.mark.parametrize(
    ("how", "column", "unique", "rows", "holds"),
    [
        (EMAIL, text(), ALONE, 2_000_000, True),
        (EMAIL, text(30), ALONE, 2_000_000, True),
        (EMAIL, text(22), ALONE, 2_000_000, False),
        (EMAIL, text(22), (), 2_000_000, True),
        (rule("phone"), text(), ALONE, 10_000, True),
        (rule("phone"), text(), ALONE, 2_000_000, False),
        (rule("phone", length=20), text(), ALONE, 2_000_000, True),
        (rule("uuid"), of_type("uuid"), ALONE, 2_000_000, True),
        (rule("ip"), of_type("inet"), ALONE, 2_000_000, False),
        (HASH, of_type("int8", "N"), ALONE, 2_000_000, True),
        (HASH, of_type("int4", "N"), ALONE, 2_000_000, False),
        (rule("full_name"), text(), ALONE, 10, False),
        (rule("full_name"), text(), (("id", "x"),), 10, True),
        (rule("full_name"), text(), (("x", "y"),), 10, False),
        (HASH, text(), (("x", "y"),), 2_000_000, True),
        (rule("fixed", text="a"), text(), ALONE, 10, False),
        (NULL, text(), ALONE, 10, True),
        (rule("partial", first=1), text(), ALONE, 10, False),
    ],
)
def test_unique_stays_unique(
    how: Rule, column: Column, unique: tuple[tuple[str, ...], ...], rows: int, holds: bool
) -> None:
    why = why_not(how, column, table(column, unique=unique, rows=rows))
    assert (why is None) == holds
    assert holds or (why or "").startswith("it is unique, and ")


def test_hints() -> None:
    many = table(text(), unique=ALONE, rows=2_000_000)
    assert "{phone: {digits: 20}}" in (why_not(rule("phone"), text(), many) or "")


@pytest.mark.parametrize(
    ("how", "one", "other", "same"),
    [
        (EMAIL, text(), text(254), True),
        (EMAIL, text(), text(30), False),
        (HASH, text(10), text(12), False),
        (rule("uuid"), of_type("uuid"), of_type("uuid"), True),
        (rule("uuid"), of_type("uuid"), text(), False),
        (rule("city"), text(), text(), False),
        (rule("city", by="id"), text(), text(), True),
        (rule("fixed", text="x"), text(), text(), True),
    ],
)
def test_whether_two_columns_agree(how: Rule, one: Column, other: Column, same: bool) -> None:
    assert agree(how, one, other) is same
