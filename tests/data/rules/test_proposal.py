"""The block that is proposed: what stands in it, and that it decides everything when pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.rules.detectors import detect
from heroku_tools.data.rules.expressions import verify
from heroku_tools.data.rules.proposal import rule_text, text
from heroku_tools.settings.masking import DataPolicy, Rule
from tests.data.conftest import NewDatabase
from tests.data.rules.tables import column, inventory, name, rule, rules, table
from tests.settings.helpers import ENVIRONMENT, settings_of

EMPTY = DataPolicy("f:1")
# A column of a table, and the rule that is proposed for it.
PROPOSALS = [
    ("users", "email text", "email"),
    ("users", "work_email text!", "email"),
    ("users", "phone varchar", "phone"),
    ("users", "password varchar!", '{fixed: "!"}'),
    ("users", "first_name text", "first_name"),
    ("users", "lastName text", "last_name"),
    ("users", "username text", "username"),
    ("users", "name text", "full_name"),
    ("products", "name text", "keep"),
    ("orders", "ship_name text", "full_name"),
    ("orders", "file_name text", "keep"),
    ("orders", "street text", "address"),
    ("orders", "city text", "city"),
    ("orders", "zip text", "number"),
    ("orders", "iban text", "{partial: {last: 4}}"),
    ("orders", "api_token text", "hash"),
    ("orders", "website text", "url"),
    ("orders", "currency text", "keep"),
    ("orders", "note text", '{fixed: "(removed)"}'),
    ("orders", "meta jsonb", "null"),
    ("orders", "meta jsonb!", '{fixed: "{}"}'),
    ("orders", "tags text[]", "null"),
    ("orders", "tags text[]!", '{fixed: "{}"}'),
    ("orders", "ip inet", "ip"),
    ("orders", "due date", "keep"),
    ("orders", "born date", "{shift_days: 30}"),
    ("orders", "birth_at timestamptz", "{shift_days: 30}"),
    ("orders", "salary numeric!", "number"),
    ("orders", "token uuid", "uuid"),
    ("orders", "gender enum", "null"),
    ("orders", "gender enum!", "{fixed: a}"),
    ("orders", "scan bytea", "null"),
    ("orders", "scan bytea!", '{fixed: ""}'),
    ("orders", "search tsvector!", '{fixed: ""}'),
    ("django_migrations", "app text!", "keep"),
    ("auth_permission", "codename text!", "keep"),
    ("django_content_type", "app_label text!", "keep"),
]


@pytest.mark.parametrize(("typed", "made", "proposed"), PROPOSALS)
def test_what_is_proposed(typed: str, made: str, proposed: str) -> None:
    (undecided,) = decide(EMPTY, inventory(table(typed, "id int4!", made))).undecided
    assert rule_text(undecided.proposal) == proposed


RULES = [
    (rule("email"), "email"),
    (rule("email", namespace="crm"), "{email: {namespace: crm}}"),
    (rule("fixed", text="a: b"), '{fixed: "a: b"}'),
    (rule("hash", length=8, namespace="n"), "{hash: {length: 8, namespace: n}}"),
    (
        rule("json", paths=(("a.b", rule("email")), ("*", rule("null")))),
        '{json: {a.b: email, "*": null}}',
    ),
    (
        rule("when", condition="a = 1", then=rule("keep"), otherwise=rule("fixed", text="é")),
        '{when: "a = 1", then: keep, else: {fixed: "é"}}',
    ),
]


@pytest.mark.parametrize(("made", "typed"), RULES)
def test_how_a_rule_is_typed(made: Rule, typed: str) -> None:
    assert rule_text(made) == typed


USERS = table("users", "id int4!", "email text!", "odd: name text")
SESSIONS = table("django_session", "session_key text!", "session_data text!")
SHOP = inventory(USERS, table("crm.note", "id int4!", "body text"), SESSIONS)


def test_the_whole_block() -> None:
    hits = {(name("crm.note"), "body"): ("email", "card")}
    assert text(decide(EMPTY, SHOP).undecided, hits, whole=True) == (
        "data:\n"
        "    salt: !env MASKING_SALT\n"
        "    mask:\n"
        "        users:\n"
        "            email: email                  # text\n"
        '            "odd: name": full_name        # text\n'
        "        crm.note:\n"
        "            body: email                   # text; some look like email, card\n"
        "    skip: [django_session]\n"
    )


def test_what_is_added_to_what_is_there() -> None:
    policy = DataPolicy("f:1", mask=(rules("users", "f:7", email="email"),))
    found = text(decide(policy, SHOP).undecided, {}, policy=policy)
    assert found.splitlines()[:4] == [
        "data:",
        "    mask:",
        "        users:  # add to those of f:7",
        '            "odd: name": full_name        # text',
    ]


def test_both_ends_of_a_foreign_key_get_the_same() -> None:
    people = table("people", "code text!", "email text", unique=(("code",), ("email",)))
    bills = table("bills", "id int4!", "person text", "mail text")
    keys = ("bills.person people.code", "bills.mail people.email")
    both = inventory(bills, people, keys=keys)
    found = decide(EMPTY, both).undecided
    proposed = {f"{each.table.name}.{each.column.name}": rule_text(each.proposal) for each in found}
    assert proposed["bills.person"] == proposed["people.code"]
    assert proposed["bills.mail"] == proposed["people.email"] == "email"
    policy = DataPolicy("f:1", mask=(rules("people", code="uuid", email="keep"),))
    later = {each.column.name: rule_text(each.proposal) for each in decide(policy, both).undecided}
    assert later == {"person": "uuid", "mail": "keep"}


def test_a_long_name_does_not_lose_its_comment() -> None:
    made = table("t", "id int4!", column("x" * 40 + " text"))
    assert "x: null  # text" not in text(decide(EMPTY, inventory(made)).undecided, {})


@pytest.mark.parametrize("schema", ["django", "nasty"])
def test_pasted_it_decides_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_database: NewDatabase, schema: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with new_database(16, schema).connect() as connection:
        found = catalogue.read(connection)
        undecided = decide(EMPTY, found).undecided
        hits = detect(connection, [(each.table, each.column) for each in undecided])
        block = text(undecided, hits, whole=True)
        policy = settings_of(tmp_path, ENVIRONMENT + block).data
        assert policy is not None
        decisions = decide(policy, found)
        assert (decisions.undecided, decisions.problems) == ((), ())
        assert verify(connection, decisions) == ()
