"""Every place where a value can hide: undecided, found, computed anew, or left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.decided import Fate
from heroku_tools.data.rules.decide import Decisions, decide
from heroku_tools.data.rules.hiding import Hidden, hidden
from heroku_tools.settings.masking import DataPolicy
from tests.data.rules.tables import rules
from tests.data.servers import Database, Server

UNDECIDED = {
    "plain": "body short fixed tag doc docs many search raw markup pay pays lab stay spell host "
    "net mac born phone lat gender vec flags place birth_at tax_id api_token path query",
    "parted": "who",
    "listed": "mail",
    "child": "who",
    "defaults": "who",
}
HARMLESS = {
    "plain": "id counted made_at done ref",
    "parted": "id at",
    "parent": "id",
    "child": "id",
    "defaults": "id",
    "guarded": "id",
}
FOUND = {
    "a label of type clerk": "name",
    "the default of type helper": "name",
    "the default value for column who of table defaults": "name",
    "constraint known on table defaults": "email",
    "the comment on table defaults": "name",
    "the comment on column who of table defaults": "phone",
    "the comment on schema public": "token",
    "view views": "email",
    "materialized view kept_view": "iban",
    "function code()": "name",
    "function modern(text)": "card, name",
    "trigger told on table defaults": "email",
    "index hers": "name",
    "rule ruled on table defaults": "name",
    "policy hers on table guarded": "name",
    "statistics object counted": "name",
    "the bounds of table listed_1": "email",
}


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> Database:
    server: Server = request.getfixturevalue("pg16")
    database = server.create()
    with server.admin(database.name) as admin:
        admin.execute("CREATE EXTENSION vector")
        admin.execute(f"ALTER SCHEMA public OWNER TO {database.role}")
    database.load(Path(__file__).parent / "hiding.sql")
    return database


@pytest.fixture(scope="module")
def inventory(full: Database) -> Inventory:
    with full.connect() as connection:
        return catalogue.read(connection)


@pytest.fixture(scope="module")
def found(full: Database) -> tuple[Hidden, ...]:
    with full.connect() as connection:
        return hidden(connection)


def columns(decisions: Decisions, fate: Fate) -> dict[str, str]:
    """Those of tables that are no partitions, without the undecided ones."""
    open_ones = {(each.table.name, each.column.name) for each in decisions.undecided}
    names = {
        str(decided.table.name): " ".join(
            each.column.name
            for each in decided.columns
            if each.fate is fate and (decided.table.name, each.column.name) not in open_ones
        )
        for decided in decisions.tables
        if not decided.table.root
    }
    return {table: told for table, told in names.items() if told}


def test_every_column_of_rows(inventory: Inventory) -> None:
    decisions = decide(DataPolicy("f:1"), inventory)
    undecided: dict[str, str] = {}
    for each in decisions.undecided:
        before = undecided.get(str(each.table.name))
        undecided[str(each.table.name)] = (
            f"{before} {each.column.name}" if before else each.column.name
        )
    assert undecided == UNDECIDED
    assert columns(decisions, Fate.HARMLESS) == HARMLESS
    assert columns(decisions, Fate.COMPUTED) == {"plain": "lower_body"}
    assert decisions.problems == ()


def test_partitions_and_children_have_what_is_decided_above(inventory: Inventory) -> None:
    policy = DataPolicy("f:1", mask=(rules("parted", who="full_name"),))
    fates = {str(each.table.name): each.masked for each in decide(policy, inventory).tables}
    assert [each.column.name for each in fates["parted_1"]] == ["who"]


def test_the_structure(found: tuple[Hidden, ...]) -> None:
    assert {each.place: ", ".join(each.looks) for each in found} == FOUND


def test_no_value_is_told(found: tuple[Hidden, ...]) -> None:
    told = "\n".join(map(str, found)).lower()
    assert "function code() (looks like name)" in told
    assert not any(word in told for word in ("johanna", "feldkirch", "4111", "1234567"))


def test_what_is_no_table_does_not_come_as_rows(inventory: Inventory) -> None:
    assert inventory.large_objects == 1
    (kept,) = (view for view in inventory.views if view.materialised)
    assert inventory.table(kept.name) is None


def test_an_ordinary_structure_holds_nothing(new_database: object) -> None:
    assert callable(new_database)
    with new_database(16, "django").connect() as connection:
        assert hidden(connection) == ()
