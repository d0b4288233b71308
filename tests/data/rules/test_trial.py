"""Masks tried on real rows: what a parser cannot see."""

from __future__ import annotations

from typing import Any

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.rules.trial import try_out
from heroku_tools.data.selecting import select
from heroku_tools.errors import LookFailed
from heroku_tools.settings.masking import DataPolicy
from heroku_tools.tools import postgres
from tests.data.rules.tables import rule, rules
from tests.data.servers import Database, Server

SALT = "0123456789abcdef" * 4
SCHEMA = (
    "CREATE DOMAIN upper_case AS text CHECK (VALUE = upper(VALUE))",
    """CREATE TABLE users (
        id int PRIMARY KEY, email text CHECK (email LIKE '%@acme.org') NO INHERIT, name text,
        code upper_case, born date, total int GENERATED ALWAYS AS (id + 1) STORED,
        CONSTRAINT sum CHECK (total > 0), CONSTRAINT old CHECK (born < '2020-01-01'))""",
    "INSERT INTO users SELECT g, 'u' || g || '@acme.org', 'x', 'X', '1990-01-01'"
    " FROM generate_series(1, 9) g",
    "ALTER TABLE users ADD CONSTRAINT later CHECK (name = 'x') NOT VALID",
)
NO_EMAIL = (
    "f:1: masked rows of `users` would break its CHECK ((email ~~ '%@acme.org'::text)) NO INHERIT"
)
CASES = [
    ({"name": "full_name"}, ()),
    ({"email": "email"}, (NO_EMAIL,)),
    ({"email": rule("sql", text="'a' || id || '@acme.org'"), "born": "shift_days"}, ()),
    (
        {"name": rule("sql", text="(1 / (id - 5))::text")},
        ("f:1: masked rows of `users` cannot be made: division by zero (22012)",),
    ),
    (
        {"code": "hash"},
        (
            "f:1: masked rows of `users` cannot be made: value for domain upper_case violates "
            'check constraint "upper_case_check"',
        ),
    ),
    (
        {"born": rule("fixed", text="2021-01-01")},
        ("f:1: masked rows of `users` would break its CHECK ((born < '2020-01-01'::date))",),
    ),
]


@pytest.fixture(scope="module")
def filled(pg16: Server) -> Database:
    database = pg16.create()
    database.run(*SCHEMA)
    return database


@pytest.mark.parametrize(("mask", "problems"), CASES)
def test_masks_on_rows(filled: Database, mask: dict[str, Any], problems: tuple[str]) -> None:
    with postgres.connect(filled.url, application="test", source=True, salt=SALT) as connection:
        decisions = decide(
            DataPolicy("f:1", mask=(rules("users", **mask),)), catalogue.read(connection)
        )
        assert decisions.problems == ()
        assert try_out(connection, decisions.tables, select) == problems


def test_a_lost_connection_is_told(filled: Database) -> None:
    with postgres.connect(filled.url, application="test", source=True, salt=SALT) as connection:
        policy = DataPolicy("f:1", mask=(rules("users", name="null"),))
        decisions = decide(policy, catalogue.read(connection))
        with filled.server.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(LookFailed):
            try_out(connection, decisions.tables, select)
