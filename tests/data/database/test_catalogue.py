"""What is read of a database, from real ones."""

from __future__ import annotations

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Column, ForeignKey, Inventory, Name
from tests.data.conftest import NewDatabase


@pytest.fixture(params=[16, 18])
def nasty(request: pytest.FixtureRequest, new_database: NewDatabase) -> Inventory:
    with new_database(request.param, "nasty").connect() as connection:
        return catalogue.read(connection)


def column(inventory: Inventory, table: str, name: str) -> Column:
    schema, _, relation = table.rpartition(".")
    found = inventory.table(Name(schema or "public", relation))
    assert found
    return next(each for each in found.columns if each.name == name)


def test_tables(nasty: Inventory) -> None:
    by_name = {str(table.name): table for table in nasty.tables}
    assert nasty.schemas == ('Käse & "Brot"', "crm", "empty_one", "public")
    assert len(by_name) == len(nasty.tables) == 31
    assert by_name["zero"].columns == () and by_name["all_dropped"].columns == ()
    kinds = by_name["kinds"]
    assert kinds.key == ("id",) and kinds.unique == (("id",),) and kinds.rows == 23
    assert kinds.size >= kinds.pages * 8192 > 0
    assert [each.name for each in kinds.columns if each.generated] == ["lower_mail", "total"]
    assert kinds.owner == nasty.server.user and kinds.ours and kinds.readable
    assert by_name["guarded"].guarded and not by_name["guarded"].forced
    assert by_name["keyless"].checks == ("CHECK ((a >= 0)) NOT VALID",)
    assert by_name["crm.person"].unique == (("a", "b"), ("mail",), ("during",))
    assert by_name["crm.grandchild"].parents == (Name("crm", "child"),)
    assert by_name["crm.grandchild"].root is None


def test_partitions(nasty: Inventory) -> None:
    log = Name("public", "log")
    found = {str(table.name): table for table in nasty.tables if table.root == log}
    assert {name: (table.kind, table.partition_key) for name, table in found.items()} == {
        "log_2024": ("p", ("region", "at")),
        "log_2024_eu": ("r", ("region", "at")),
        "crm.log_2024_rest": ("r", ("region", "at")),
        "log_2025": ("r", ("at",)),
    }
    assert found["log_2024_eu"].parents == (Name("public", "log_2024"),)
    root = nasty.table(log)
    assert root and root.kind == "p" and root.root is None and root.partition_key == ("at",)


def test_columns(nasty: Inventory) -> None:
    mail = column(nasty, "crm.person", "mail")
    assert (mail.type, mail.base, mail.kind, mail.category) == ("strict_mail", "text", "b", "S")
    assert mail.not_null and mail.length is None
    mood = column(nasty, "kinds", "m")
    assert mood.kind == "e" and mood.labels == ("sad", "meh", "ok", 'it\'s "fine"', "Glück")
    assert mood.default == "'ok'::mood"
    short = column(nasty, "kinds", "vc")
    assert (short.type, short.base, short.length) == ("character varying(7)", "varchar", 7)
    assert column(nasty, "kinds", "nm").length == 63
    assert column(nasty, "kinds", "id").identity
    assert column(nasty, "kinds", "e").comment == "written to"
    assert column(nasty, "kinds", "num").type == "numeric(12,3)"
    assert column(nasty, "kinds", "ms").category == "A"


def test_what_cannot_be_copied_in_binary(nasty: Inventory) -> None:
    kinds = nasty.table(Name("public", "kinds"))
    assert kinds
    assert [each.name for each in kinds.columns if not each.binary] == ["rc", "rt", "acl"]


def test_foreign_keys_once_each(nasty: Inventory) -> None:
    assert len(nasty.foreign_keys) == 7
    assert (
        ForeignKey(
            "order_of_a_b_fkey",
            Name("crm", "order_of"),
            ("a", "b"),
            Name("crm", "person"),
            ("a", "b"),
        )
        in nasty.foreign_keys
    )


def test_the_rest(nasty: Inventory) -> None:
    assert {str(view.name) for view in nasty.views if view.materialised} == {
        "a_third", "crm.first", "second", "unfilled",
    }  # fmt: skip
    assert [str(view.name) for view in nasty.views if not view.populated] == ["unfilled"]
    assert Name("public", "Zähler'\"") in nasty.sequences and nasty.large_objects == 3
    assert [each.name for each in nasty.extensions] == ["plpgsql", "vector"]
    assert {"plpgsql", "vector"} <= nasty.available
    server = nasty.server
    assert server.identifier and server.oid and server.encoding == "UTF8" and server.owned
    assert not (server.superuser or server.standby or server.passes_policies)
    assert server.free_connections and 0 < server.free_connections < 100


def test_a_key_of_expressions_and_what_an_expression_hides(new_database: NewDatabase) -> None:
    database = new_database()
    database.run(
        "CREATE TABLE t (a text, b int, c int) PARTITION BY RANGE (lower(a), b)",
        "CREATE TABLE u (a text, b int)",
        "CREATE UNIQUE INDEX ON u (lower(a))",
        "CREATE UNIQUE INDEX ON u (a) WHERE b > 0",
        "CREATE UNIQUE INDEX ON u (b) INCLUDE (a)",
    )
    with database.connect() as connection:
        t, u = catalogue.read(connection).tables
    assert set(t.partition_key) == {"a", "b"}
    assert u.unique == (("b",),)
