"""What rules decide about a database, as tables of plain values."""

# ruff: noqa: E501 - the tables have a case in each line
from __future__ import annotations

import pytest

from heroku_tools.data.database.values import Inventory
from heroku_tools.data.decided import Fate
from heroku_tools.data.rules.decide import Decisions, decide
from heroku_tools.settings.masking import DataPolicy, Only, TableRules, Text
from tests.data.rules.tables import column, inventory, name, rule, rules, table

USERS = table("users", "id int4!", "email text!", "logins int4", "born date")
ORDERS = table("crm.orders", "id int4!", "user_id int4!", "note text")
SHOP = inventory(USERS, ORDERS, keys=("crm.orders.user_id users.id",))
USER_RULES = rules("users", email="email", born="keep")
ORDER_RULES = rules("crm.orders", note="null")


def decided(
    tables: Inventory, *mask: TableRules, skip: str = "", only: tuple[Only, ...] = ()
) -> Decisions:
    skipped = tuple(Text(each, "f:9") for each in skip.split())
    return decide(DataPolicy("f:1", mask=mask, skip=skipped, only=only), tables)


def fates(found: Decisions, typed: str) -> dict[str, str]:
    (which,) = (each for each in found.tables if each.table.name == name(typed))
    return {each.column.name: each.fate.value for each in which.columns}


def open_ones(found: Decisions) -> list[str]:
    return [f"{each.table.name}.{each.column.name}" for each in found.undecided]


def test_every_column_has_a_fate() -> None:
    found = decided(SHOP, USER_RULES, ORDER_RULES)
    assert fates(found, "users") == {
        "id": "harmless",
        "email": "mask",
        "logins": "harmless",
        "born": "keep",
    }
    assert fates(found, "crm.orders") == {"id": "harmless", "user_id": "harmless", "note": "mask"}
    assert (found.undecided, found.problems) == ((), ())


def test_what_nobody_decided() -> None:
    found = decided(SHOP, rules("users", email="email"))
    assert open_ones(found) == ["users.born", "crm.orders.note"]
    assert [each.why for each in found.undecided] == [
        "a date can hold anything",
        "a text can hold anything",
    ]
    assert found.problems == ()


def test_a_column_that_is_computed() -> None:
    made = table("t", "id int4!", column("search tsvector", generated=True))
    found = decided(inventory(made))
    assert fates(found, "t") == {"id": "harmless", "search": "computed"}
    assert open_ones(found) == []
    (problem,) = decided(inventory(made), rules("t", "f:7", search="null")).problems
    assert (
        problem
        == "f:7: `t.search` is computed from other columns where the copy arrives; mask those, and remove this rule"
    )


def test_nothing_personal_or_masked_before() -> None:
    policy = DataPolicy("f:1", unmasked=True)
    assert decide(policy, SHOP).undecided == ()
    masked = decide(DataPolicy("f:1", mask=(USER_RULES, ORDER_RULES)), SHOP, masked_already=True)
    assert {each.fate for every in masked.tables for each in every.columns} == {Fate.HARMLESS}
    assert masked.problems == ()


ODD = inventory(
    USERS,
    ORDERS,
    table("a.b", "id int4!"),
    table("Weird", "id int4!", "x text"),
)
UNKNOWN = [
    (rules("usres", "f:3"), "f:3: the database has no table `usres`; did you mean `users`?"),
    (rules("orders", "f:3"), "f:3: the database has no table `orders`; did you mean `crm.orders`?"),
    (rules("weird", "f:3"), "f:3: the database has no table `weird`; did you mean `Weird`?"),
    (rules("zzz", "f:3"), "f:3: the database has no table `zzz`"),
    (
        rules("users", "f:4", emial="email"),
        "f:4: the table `users` has no column `emial`; did you mean `email`?",
    ),
    (
        rules("users", "f:4", email=rule("full_name", by="user_id")),
        "f:1: the table `users` has no column `user_id`",
    ),
    (
        rules(
            "users",
            "f:4",
            email=rule("when", then=rule("full_name", "f:6", by="idd"), otherwise=rule("keep")),
        ),
        "f:6: the table `users` has no column `idd`; did you mean `id`?",
    ),
]


@pytest.mark.parametrize(("written", "problem"), UNKNOWN)
def test_what_is_not_there(written: TableRules, problem: str) -> None:
    assert decided(ODD, written).problems == (problem,)


@pytest.mark.parametrize("typed", ["users", "public.users", '"users"', 'public."users"', "Weird"])
def test_how_a_table_is_named(typed: str) -> None:
    assert decided(ODD, rules(typed)).problems == ()


def test_a_table_twice() -> None:
    (problem,) = decided(SHOP, USER_RULES, rules("public.users", "f:8", email="null")).problems
    assert problem == "f:8: the table `users` has rules twice; join them"


SKIPS = [
    ("users crm.*", {"users", "crm.orders"}),
    ("*users", {"users"}),
    ("public.users crm.orders", {"users", "crm.orders"}),
    ("*", {"users", "crm.orders"}),
]


@pytest.mark.parametrize(("patterns", "skipped"), SKIPS)
def test_skip(patterns: str, skipped: set[str]) -> None:
    found = decided(inventory(USERS, ORDERS), skip=patterns)
    assert {str(each.table.name) for each in found.tables if each.skipped} == skipped
    assert {each.split(".")[0] for each in open_ones(found)} == {"users", "crm"} - {
        each.split(".")[0] for each in skipped
    }
    assert found.problems == ()


def test_skip_and_only_of_what_is_not_there() -> None:
    found = decided(
        SHOP, USER_RULES, ORDER_RULES, skip="log_* usres", only=(Only("order", "true", "f:5"),)
    )
    assert found.problems == (
        "f:9: the database has no table `log_*`",
        "f:9: the database has no table `usres`; did you mean `users`?",
        "f:5: the database has no table `order`; did you mean `crm.orders`?",
    )


def test_only() -> None:
    found = decided(SHOP, USER_RULES, ORDER_RULES, only=(Only("crm.orders", "id > 3", "f:5"),))
    assert [each.only for each in found.tables] == [None, "id > 3"]
    assert found.problems == ()


ROOT = table("event", "id int4!", "at timestamptz!", "who text", kind="p", partition_key=("at",))
LEAF = table(
    "event_1",
    "id int4!",
    "at timestamptz!",
    "who text",
    root=name("event"),
    parents=(name("event"),),
)
PARTS = inventory(ROOT, LEAF)


def test_partitions_have_the_rules_of_their_root() -> None:
    found = decided(PARTS, rules("event", who="email"), only=(Only("event", "id > 1", "f:5"),))
    assert fates(found, "event_1") == {"id": "harmless", "at": "harmless", "who": "mask"}
    assert [each.only for each in found.tables] == ["id > 1"] * 2
    assert open_ones(decided(PARTS)) == ["event.who"]
    assert [each.skipped for each in decided(PARTS, skip="event").tables] == [True, True]
    assert [each.skipped for each in decided(PARTS, skip="event_*").tables] == [False, True]


def test_partitions_have_no_rules_of_their_own() -> None:
    found = decided(
        PARTS, rules("event_1", "f:3", who="email"), only=(Only("event_1", "true", "f:5"),)
    )
    theirs = "`event_1` is a partition of `event`, whose rules it has; write them there"
    assert found.problems == (f"f:3: {theirs}", f"f:5: {theirs}")


def test_what_decides_on_the_partition_is_not_masked() -> None:
    (problem,) = decided(PARTS, rules("event", "f:3", at="shift_days", who="keep")).problems
    assert (
        problem
        == "f:3: `event.at` decides on the partition of a row, and is not masked; write `keep`"
    )
    assert decided(PARTS, rules("event", at="keep", who="keep")).problems == ()


def test_inheritance() -> None:
    parent = table("party", "id int4!", "label text")
    child = table("person", "id int4!", "label text", "phone text", parents=(name("party"),))
    both = inventory(child, parent)
    found = decided(both, rules("party", label="full_name"))
    assert fates(found, "person") == {"id": "harmless", "label": "mask", "phone": "harmless"}
    assert open_ones(found) == ["person.phone"]
    assert sorted(open_ones(decided(both))) == ["party.label", "person.phone"]
    (problem,) = decided(
        both,
        rules("party", "f:3", label="null"),
        rules("person", "f:4", label="keep", phone="null"),
    ).problems
    assert (
        problem
        == "f:4: `person.label` is inherited from `party`, which has another rule (f:3); keep one of them"
    )


LOGINS = table("logins", "id int4!", "email text!", "user_id int4", "when_at date")
KEYED = inventory(USERS, LOGINS, keys=("logins.email users.email",))
ENDS = [
    ("email", "email", None),
    ("hash", "hash", None),
    ("keep", "keep", None),
    ("email", "hash", "f:4: `logins.email` refers to `users.email`, but one is masked by `email`, the other by `hash`; give both the same rule"),
    ("email", "keep", "f:4: `logins.email` refers to `users.email`, but one is masked by `email`, the other not at all; give both the same rule"),
    ("keep", "email", "f:3: `logins.email` refers to `users.email`, but one is masked not at all, the other by `email`; give both the same rule"),
    (rule("hash", "f:4", length=8), "hash", "f:4: `logins.email` refers to `users.email`, but one is masked by `hash` (f:4), the other by `hash` (f:3); give both the same rule"),
    ("full_name", "full_name", "f:4: `logins.email` refers to `users.email`, and `full_name` goes by the row, so that they would not agree; take one by value, such as `hash`"),
    (rule("sql", "f:4", text="lower(email)"), rule("sql", "f:3", text="email"), None),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there", "problem"), ENDS)
def test_both_ends_of_a_foreign_key(here: str, there: str, problem: str | None) -> None:
    mask = (
        rules("users", "f:3", email=there, born="keep"),
        rules("logins", "f:4", email=here, when_at="keep"),
    )
    assert decided(KEYED, *mask).problems == ((problem,) if problem else ())


def test_ends_of_different_types() -> None:
    made = column("email varchar!", 2, type="character varying(12)", length=12)
    both = inventory(USERS, table("logins", "id int4!", made), keys=("logins.email users.email",))
    mask = rules("users", "f:3", email="hash", born="keep"), rules("logins", "f:4", email="hash")
    assert decided(both, *mask).problems == (
        "f:4: `logins.email` refers to `users.email`, but `hash` makes other masks of "
        "character varying(12) and text; write `keep` for both, or `sql`",
    )


def test_null_refers_to_nothing() -> None:
    both = inventory(
        USERS, table("logins", "id int4!", "email text"), keys=("logins.email users.email",)
    )
    found = decided(both, USER_RULES, rules("logins", email="null"))
    assert found.problems == ()


def test_a_skipped_table_that_is_referred_to() -> None:
    assert decided(SHOP, ORDER_RULES, skip="users").problems == (
        "`users` is skipped, but `crm.orders.user_id` refers to it; skip `crm.orders` too, or mask that by `null`",
    )
    assert decided(SHOP, skip="users crm.orders").problems == ()
    assert decided(SHOP, USER_RULES, skip="crm.orders").problems == ()


def test_only_of_a_table_that_is_referred_to() -> None:
    some = Only("users", "id > 1", "f:5")
    assert decided(SHOP, USER_RULES, ORDER_RULES, only=(some,)).problems == (
        "`only` leaves out rows of `users`, but `crm.orders.user_id` refers to it; say `only` for `crm.orders` too, or mask that by `null`",
    )
    both = (some, Only("crm.orders", "user_id > 1", "f:5"))
    assert decided(SHOP, USER_RULES, ORDER_RULES, only=both).problems == ()


def test_a_masker_that_cannot_hold() -> None:
    (problem,) = decided(
        SHOP, rules("users", "f:3", email="null", born="keep"), ORDER_RULES
    ).problems
    assert problem.startswith("f:3: `users.email`: ")


# A column of a table `t`, and the reason why it is undecided, or None.
COVERAGE = [
    ("note text", "a text can hold anything"),
    ("code varchar", "a varchar can hold anything"),
    ("data jsonb", "a jsonb can hold anything"),
    ("ip inet", "an inet can hold anything"),
    ("scan bytea", "a bytea can hold anything"),
    ("search tsvector", "a tsvector can hold anything"),
    ("tags text[]", "an array can hold anything"),
    ("sizes int4[]", "an array can hold anything"),
    ("born date", "a date can hold anything"),
    ("stay daterange", "a range can hold anything"),
    ("at point", "a point can hold anything"),
    ("flags bit", "a bit can hold anything"),
    ("doc xml", "an xml can hold anything"),
    ("tags hstore", "a hstore can hold anything"),
    ("nick citext", "a citext can hold anything"),
    ("id int4", None),
    ("amount numeric", None),
    ("created_at timestamptz", None),
    ("email_sent_at timestamptz", None),
    ("active bool", None),
    ("email_verified bool", None),
    ("mood enum", None),
    ("ref uuid", None),
    ("pages int4range", None),
    ("address_id int4", None),
    ("position int4", None),
    ("phone_count int4", None),
    ("birth_at timestamptz", "its name says `birth`"),
    ("gender enum", "its name says `gender`"),
    ("is_disabled bool", "its name says `disabled`"),
    ("phone int8", "its name says `phone`"),
    ("homePhone int8", "its name says `phone`"),
    ("workphone2 int8", "its name says `phone`"),
    ("ssn int4", "its name says `ssn`"),
    ("salary numeric", "its name says `salary`"),
    ("lat float8", "its name says `lat`"),
    ("tax_id int8", "its name says `tax_id`"),
    ("ip int8", "its name says `ip`"),
    ("age int2", "its name says `age`"),
    ("page int2", None),
    ("latest int4", None),
    ("zip int4", "its name says `zip`"),
    ("api_token uuid", "its name says `token`"),
    ("token_id uuid", None),
]


@pytest.mark.parametrize(("typed", "why"), COVERAGE)
def test_coverage(typed: str, why: str | None) -> None:
    found = decided(inventory(table("t", "pk int4!", typed)))
    assert [each.why for each in found.undecided] == ([why] if why else [])


def test_a_foreign_key_is_an_id_whatever_its_name() -> None:
    both = inventory(
        table("phone", "id int8!"), table("t", "id int4!", "phone int8"), keys=("t.phone phone.id",)
    )
    assert decided(both).undecided == ()
