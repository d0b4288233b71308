"""Masks by the row, or by a person's key."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.data.masks.helpers import OTHER_SALT, column, load_once, masked, rule
from tests.data.servers import Database

BY_ROW = {
    "first": "first_name", "last": "last_name", "name": "full_name", "town": "city",
    "street": "address",
}  # fmt: skip


def test_words(people: Database) -> None:
    words = load_once()
    for name, masker, listed in (
        ("first", "first_name", words.first_names),
        ("town", "city", words.cities),
    ):
        found = column(people, "person", name, rule(masker))
        assert set(found) - {None} <= set(listed)
        assert len(set(found)) > 100, "equal values do not betray each other"
    streets = column(people, "person", "street", rule("address"))
    assert all(re.fullmatch(r"\d{1,3} [A-Z][a-z]+ [A-Z][a-z]+", each) for each in streets[:200])


@pytest.mark.parametrize("name", BY_ROW)
def test_null_stays_and_the_salt_decides(people: Database, name: str) -> None:
    found = column(people, "person", name, rule(BY_ROW[name]))
    assert found == column(people, "person", name, rule(BY_ROW[name]))
    assert found[200] is None or name == "first"
    other = column(people, "person", name, rule(BY_ROW[name]), salt=OTHER_SALT)
    assert sum(one == another for one, another in zip(found, other, strict=True)) < 30


def test_names_are_cut_to_length_by_choosing_shorter_ones(people: Database) -> None:
    last = column(people, "person", "last", rule("last_name"))[:200]
    assert set(last) <= set(load_once().last_names) and max(map(len, last)) <= 5
    names = column(people, "person", "name", rule("full_name"))[:200]
    assert all(
        re.fullmatch("[A-Z][a-z]+ [A-Z][a-zA-Z]+", each) and len(each) <= 12 for each in names
    )


def test_full_names_are_those_of_the_row(people: Database) -> None:
    rules = {"town": rule("full_name"), "first": rule("first_name"), "site": rule("last_name")}
    rows = sorted(masked(people, "person", rules))[:200]
    assert all(row[9] == f"{row[6]} {row[5]}" for row in rows)


def test_two_columns_of_a_row_have_different_names(people: Database) -> None:
    rows = masked(people, "person", {"first": rule("first_name"), "town": rule("first_name")})
    assert sum(row[6] == row[9] for row in rows) < 10


def test_by_a_persons_key(people: Database) -> None:
    ship_name = rule("full_name", by="person_id")
    orders = sorted(masked(people, "orders", {"ship_name": ship_name}))
    persons = sorted(masked(people, "person", {"town": rule("full_name", by="id")}))
    names = {row[0]: row[9] for row in persons}
    assert all(row[2] == names[row[1]] for row in orders if row[1])
    assert len({row[2] for row in orders if row[1] is None}) > 15, "each goes by its own row"


def test_dates_of_a_row_move_alike_and_always(people: Database) -> None:
    rules = {"bought": rule("shift_days", days=9), "sent": rule("shift_days", days=9)}
    before = sorted(people.ask("SELECT * FROM orders"))
    moved = [
        (after[3] - row[3]).days
        for row, after in zip(before, sorted(masked(people, "orders", rules)), strict=True)
    ]
    assert set(moved) == set(range(-9, 10)) - {0}
    assert all((row[4] - row[3]).days == 10 for row in masked(people, "orders", rules))
    by = {name: rule("shift_days", by="person_id") for name in rules}
    shifts = Counter(
        (row[1], (after[3] - row[3]).days)
        for row, after in zip(before, sorted(masked(people, "orders", by)), strict=True)
        if row[1]
    )
    assert len(shifts) == 4 and set(shifts.values()) == {20}


def test_moments_and_years(people: Database) -> None:
    before = people.ask("SELECT seen, at FROM person ORDER BY id")
    for place, name in enumerate(("seen", "at")):
        found = column(people, "person", name, rule("shift_days"))
        moved = {after - row[place] for row, after in zip(before[:200], found, strict=False)}
        assert all(each % timedelta(days=1) == timedelta(0) for each in moved) and len(moved) > 40
        years = column(people, "person", name, rule("year"))[:200]
        assert {(each.month, each.day, each.hour, each.second) for each in years} == {(1, 1, 0, 0)}
        assert [each.year for each in years] == [row[place].year for row in before[:200]]
    assert set(column(people, "person", "born", rule("year"))) == {date(1970, 1, 1), None}


def test_numbers_have_as_many_digits(people: Database) -> None:
    for name in ("account", "small"):
        before = people.ask(f"SELECT {name} FROM person ORDER BY id")
        after = column(people, "person", name, rule("number"))
        lengths = [
            (len(str(row[0])), len(str(each))) for row, each in zip(before, after, strict=True)
        ]
        assert all(one == another for one, another in lengths)
        assert sum(row[0] == each for row, each in zip(before[:200], after, strict=False)) < 30


def test_partial(people: Database) -> None:
    assert column(people, "person", "tel", rule("partial", first=3, last=2))[122] == "+49******23"
    assert column(people, "person", "first", rule("partial", first=3, last=2))[0] == "*****"
    assert column(people, "person", "first", rule("partial", last=2))[0] == "***nz"
    assert column(people, "person", "first", rule("partial"))[0] == "*****"
    assert column(people, "person", "last", rule("partial", first=1))[200] is None


def test_numbers_of_every_kind(people: Database) -> None:
    people.run(
        "CREATE TABLE IF NOT EXISTS amount (id int PRIMARY KEY, n numeric, p numeric(6,2), "
        "f float8, s smallint, i int, b bigint, m money, t varchar(9))",
        "INSERT INTO amount SELECT 1, 12345.678, 9999.99, 12.5, 32767, 2147483647, "
        "9223372036854775807, 12.30, '12-345' ON CONFLICT DO NOTHING",
        "INSERT INTO amount SELECT 2, -0.05, -0.01, -1234, -30000, -2000000000, "
        "-9000000000000000000, -99, '7' ON CONFLICT DO NOTHING",
        "INSERT INTO amount SELECT 3, 0, 0, 0, 0, 0, 0, 0, '' ON CONFLICT DO NOTHING",
        "INSERT INTO amount SELECT 4 ON CONFLICT DO NOTHING",
    )
    rules = {name: rule("number") for name in "npfsibt"} | {"m": rule("number")}
    one, two, zero, nothing = sorted(masked(people, "amount", rules))
    assert 10**4 <= one[1] < 10**5 and one[1].as_tuple().exponent == -3
    assert 1000 <= one[2] < 10000 and 10 <= one[3] < 100 and 10**4 <= one[4] < 2**15
    assert 10**9 <= one[5] < 2**31 and 10**18 <= one[6] < 2**63
    assert re.fullmatch(r"\d{6}", one[8])
    assert -1 < two[1] <= 0 and -1 < two[2] <= 0 and -(10**4) < two[3] <= -1000
    assert -(2**15) <= two[4] <= -10000 and two[5] <= -(10**9) and two[6] <= -(10**18)
    assert zero[1] == 0 and 0 <= zero[5] <= 9 and zero[8] == ""
    assert set(nothing[1:]) == {None}
