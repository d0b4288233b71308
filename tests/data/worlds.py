"""Plain values of a small flow: uat gets the data of live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from heroku_tools.data.database.values import Column, Inventory, Name, Server, Table
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked, Side, Standing
from heroku_tools.settings import DeployPolicy, Environment
from heroku_tools.settings.masking import DataFrom, DataPolicy, Rule

POLICY = DataPolicy("app.conf.yaml:9")
AFTERWARDS = DataPolicy("app.conf.yaml:9", after="run")
EMAIL = Rule("email", "app.conf.yaml:11")


def environment(label: str, **more: Any) -> Environment:
    plain = Environment(
        label,
        f"my-{label}",
        "main",
        protected=False,
        deploy=DeployPolicy(),
        where="app.conf.yaml:2",
    )
    return replace(plain, **more)


LIVE = environment("live", protected=True)
UAT = environment("uat", data_from=DataFrom("live", "app.conf.yaml:6"))
LOCAL = environment("local", app_name="", data_from=DataFrom("live", "app.conf.yaml:7"))
FLOW = Flow(LIVE, UAT, POLICY, masked_already=False)


def column(name: str, base: str = "text", number: int = 1) -> Column:
    return Column(name, number, base, base, "b", "S", not_null=False)


def decided(name: str, *masked: str, **more: Any) -> DecidedTable:
    columns = [DecidedColumn(column("id", "int8"), Fate.HARMLESS)]
    columns += [DecidedColumn(column(each), Fate.MASK, EMAIL) for each in masked]
    table = Table(
        Name("public", name), 1, more.pop("kind", "r"), tuple(each.column for each in columns),
        rows=more.pop("rows", 1000), size=more.pop("size", 2_000_000),
    )  # fmt: skip
    return DecidedTable(table, tuple(columns), **more)


def server(**more: Any) -> Server:
    known = Server(
        version=160004, identifier=7, database="d", oid=1, encoding="UTF8", collation="C",
        user="u", superuser=False, standby=False, size=9_000_000, comment=None,
    )  # fmt: skip
    return replace(known, **more)


def side(label: str, *tables: Table, app: bool = True, **more: Any) -> Side:
    name = f"my-{label}" if app else ""
    return Side(
        label, name, "DATABASE" if app else "", "addon" if app else "", name,
        f"{label}.example.com/d", Inventory(server(**more), ("public",), tables),
    )  # fmt: skip


USERS, ORDERS = decided("users", "email", size=60_000_000), decided("orders")
SESSIONS = decided("sessions", skipped=True)
LOOKED = Looked(
    side("live", USERS.table, ORDERS.table, SESSIONS.table, size=3_000_000_000),
    Standing(side("uat", USERS.table), processes=("web=2", "worker=1")),
    (USERS, ORDERS, SESSIONS),
)
TO_LOCAL = replace(LOOKED, stands=Standing(side("local", USERS.table, app=False)))
IN_PLACE = replace(LOOKED, unmovable=("the role may not",))


def standing(looked: Looked = LOOKED, **more: Any) -> Looked:
    """The same, with the target standing otherwise."""
    return replace(looked, stands=replace(looked.stands, **more))
