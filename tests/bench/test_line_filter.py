"""A dump that goes through the filter: what is masked, and what is left as it was."""

from __future__ import annotations

import json

import pytest

from bench.line_filter import MASKERS, masked

COLUMNS = b"id, email, first_name, last_name, phone, address, born, profile"
USERS = b"COPY public.users (%s) FROM stdin;\n" % COLUMNS
PROFILE = {"bio": 'a "b" \\ c', "contact": {"email": "a@b.de", "tel": "1"}, "prefs": {"lang": "de"}}


def copied(value: object) -> bytes:
    """JSON as COPY writes it."""
    return json.dumps(value).encode().replace(b"\\", b"\\\\")


def user(number: int = 1) -> bytes:
    fields = (b"%d" % number, b"a@b.de", b"Al", b"Li", b"0170", b"Here 1", b"1999-12-31")
    return b"\t".join((*fields, copied(PROFILE))) + b"\n"


def through(*lines: bytes) -> list[bytes]:
    return list(masked(lines))


def test_all_that_is_to_be_masked_is() -> None:
    head, row, end = through(USERS, user(), b"\\.\n")
    assert (head, end) == (USERS, b"\\.\n")
    before, after = (line[:-1].split(b"\t") for line in (user(), row))
    assert [old == new for old, new in zip(before, after, strict=True)] == [True] + [False] * 7
    profile = json.loads(after[7].replace(b"\\\\", b"\\"))
    assert profile["bio"] == "(removed)"
    assert profile["prefs"] == PROFILE["prefs"]
    assert profile["contact"].keys() == {"email", "tel"}
    assert not {"a@b.de", "1"} & set(profile["contact"].values())
    assert profile["contact"]["email"].encode() == after[1]  # equal values, equal masks


@pytest.mark.parametrize(
    ("table", "row"),
    [(b"orders (id, ship_name)", b"7\tAl Li\n"), (b"events (id, ip)", b"7\t::1\n")],
)
def test_the_other_tables(table: bytes, row: bytes) -> None:
    _, after, _ = through(b"COPY %s FROM stdin;\n" % table, row, b"\\.\n")
    assert after.startswith(b"7\t")
    assert after.endswith(b"\n")
    assert after != row


def test_null_stays_null() -> None:
    nothing = b"\t".join([b"1"] + [b"\\N"] * 7) + b"\n"
    assert through(USERS, nothing)[1] == nothing


def test_what_is_no_data_or_another_tables_goes_through() -> None:
    lines = (
        b"SELECT 1;\n",
        b"COPY public.other (id, email) FROM stdin;\n",
        b"1\ta@b.de\n",
        b"COPY public.orders (id, ship_name) FROM stdin;\n",  # a row that looks like one
        b"\\.\n",
        b"users\ta@b.de\n",
    )
    assert through(*lines) == list(lines)


def test_data_ends_where_copy_says() -> None:
    assert through(USERS, user(), b"\\.\n", user(2))[-1] == user(2)


def test_each_mask_is_the_same_each_time_and_another_for_another_value() -> None:
    maskers = [
        mask for table in MASKERS.values() for name, mask in table.items() if name != b"profile"
    ]
    for mask in maskers:
        days = [b"2000-01-%02d" % day for day in range(1, 29)]
        assert [*map(mask, days)] == [*map(mask, days)]
        assert len(set(map(mask, days))) > 1
