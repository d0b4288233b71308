"""Masks by value: the same in Python and in SQL, in every table, and never the same by chance."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.data.masks import helpers
from tests.data.masks.helpers import OTHER_SALT, column, digest, masked, rule
from tests.data.servers import Database

BY_VALUE = (
    "email", "login", "mail30", "tel", "site", "token", "token_text", "ip", "ip_text", "secret",
)  # fmt: skip
MASKERS = {
    "email": "email", "login": "username", "mail30": "email", "tel": "phone", "site": "url",
    "token": "uuid", "token_text": "uuid", "ip": "ip", "ip_text": "ip", "secret": "hash",
}  # fmt: skip


def values(database: Database, name: str) -> list[Any]:
    return [row[0] for row in database.ask(f"SELECT {name} FROM person ORDER BY id")]


@pytest.mark.parametrize(
    ("name", "masker", "reference"),
    [
        ("email", "email", helpers.email),
        ("tel", "phone", helpers.phone),
        ("ip_text", "ip", helpers.ip),
        ("login", "username", lambda text: f"user_{digest(text, 'username').hex()[:20]}"),
        ("site", "hash", lambda text: digest(text, "hash").hex()[:20]),
        ("site", "url", lambda text: f"https://example.com/{digest(text, 'url').hex()[:20]}"),
        ("token_text", "uuid", helpers.another_uuid),
        ("mail30", "email", lambda text: f"u{digest(text, 'email').hex()[:17]}@example.com"),
    ],
)
def test_as_computed_in_python(people: Database, name: str, masker: str, reference: Any) -> None:
    expected = [value and reference(value) for value in values(people, name)]
    assert column(people, "person", name, rule(masker)) == expected


def test_types_other_than_text(people: Database) -> None:
    tokens = [value and helpers.another_uuid(str(value)) for value in values(people, "token")]
    assert [
        value and str(value) for value in column(people, "person", "token", rule("uuid"))
    ] == tokens
    for before, after in zip(
        values(people, "ip"), column(people, "person", "ip", rule("ip")), strict=True
    ):
        address, _, length = str(before).partition("/") if before else ("", "", "")
        assert (before is None) == (after is None)
        assert before is None or str(after) == helpers.ip(address) + (length and f"/{length}")
    secrets = [value and digest(value.hex(), "hash")[:10] for value in values(people, "secret")]
    assert column(people, "person", "secret", rule("hash")) == secrets
    networks = column(people, "person", "net", rule("ip"))
    assert {str(each).partition("/")[2] for each in networks if each} == {"24"}
    assert all(
        each is None or str(each).startswith("24") or str(each)[:2] == "25" for each in networks
    )
    accounts = [account for account in column(people, "person", "account", rule("hash")) if account]
    assert all(0 < account < 2**63 for account in accounts) and len(set(accounts)) == 15


def test_uuid_without_dashes_where_they_have_no_room(people: Database) -> None:
    found = column(people, "person", "hex_text", rule("uuid"))
    assert found[200] is None
    assert all(
        re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", each) for each in found[:200]
    )


def test_elements_of_arrays(people: Database) -> None:
    found = column(people, "person", "mails", rule("email"))
    assert found[0] == [helpers.email("a1@b.com"), helpers.email("c@d.com")]
    tags = column(people, "person", "tags", rule("hash", length=8))
    assert tags[0] == [digest("tag1", "hash").hex()[:8], None, digest("other", "hash").hex()[:8]]
    assert tags[6] == [] and tags[200] is None


def test_lengths_and_namespaces(people: Database) -> None:
    site = values(people, "site")[0]
    assert (
        column(people, "person", "site", rule("hash", length=64))[0] == digest(site, "hash").hex()
    )
    assert (
        column(people, "person", "site", rule("hash", length=7))[0]
        == digest(site, "hash").hex()[:7]
    )
    other = column(people, "person", "site", rule("hash", namespace="shop"))[0]
    assert other == digest(site, "shop").hex()[:20]
    many = column(people, "person", "site", rule("phone", length=18))
    assert all(each is None or re.fullmatch(r"\+1555\d{18}", each) for each in many)


def test_the_same_in_another_table_and_another_with_another_salt(people: Database) -> None:
    rules = {name: rule(masker) for name, masker in MASKERS.items()}
    first, again = masked(people, "person", rules), masked(people, "person", rules)
    other = masked(people, "person", rules, salt=OTHER_SALT)
    assert first == again
    masks, others = ({value for row in rows for value in map(str, row)} for rows in (first, other))
    kept = {str(value) for row in people.ask("SELECT * FROM person") for value in row}
    assert len(masks - kept) >= 1600 and (masks & others) <= kept
    orders = masked(people, "orders", {"mail": rule("email"), "tel": rule("phone")})
    persons = {row[0]: row for row in first}
    assert all(str(row[14]) == str(row[15]) for row in first), "whatever the type"
    assert {row[6] == persons[row[0]][4] for row in orders} == {True}
    same = [row[5].lower() == persons[row[0]][1].lower() for row in orders]
    assert same.count(False) == 2  # those whose address was changed


def test_addresses_that_differ_in_case_only(people: Database) -> None:
    """A unique index finds them different, and the application finds them equal."""
    found = column(people, "person", "email", rule("email"))
    assert found[8] != found[9] and found[8].lower() == found[9].lower()
    assert len(set(found)) == 201


@pytest.mark.parametrize("name", BY_VALUE)
def test_nothing_is_left_and_null_stays(people: Database, name: str) -> None:
    before, after = values(people, name), column(people, "person", name, rule(MASKERS[name]))
    assert after[200] is None and None not in after[:200]
    assert not set(before[:200]) & set(after[:200])
    assert len(set(after)) == len(set(before))
