"""What values look like, by the word of a real PostgreSQL."""

# ruff: noqa: E501 - the table has a case in each line
from __future__ import annotations

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Name
from heroku_tools.data.rules.detectors import detect, question
from heroku_tools.errors import LookFailed
from tests.data.conftest import NewDatabase
from tests.data.servers import Database

HEX = "0123456789abcdef0123456789abcdef"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
VALUES = [
    ("write to Jane.Roe+x@mail.Acme.co.uk, please", "email"),
    ('{"contact": {"email": "j@acme.org"}}', "email"),
    ("a@example.com, b@sub.example.org, c@host.test, d@localhost", ""),
    ("no@body", ""),
    ("call +49 30 1234567 today", "phone"),
    ("0049 (0) 170 123 45 67", "phone"),
    ("030/1234567", "phone"),
    ("(212) 555-0123", "phone"),
    ("212.555.0123", "phone"),
    ("2024-01-05 12:30:01, order 20240105, 3.14159265358979", ""),
    ("DE89 3704 0044 0532 0130 00", "iban"),
    ("GB82WEST12345698765432", "iban"),
    ("GB82WEST12345698765433", ""),
    ("4111 1111 1111 1111", "card"),
    ("378282246310005", "card"),
    ("4111 1111 1111 1112", ""),
    ("5500-0000-0000-0004.", "card"),
    ("sk_live_0123456789abcdefABCDEF", "token"),
    (f"Bearer {JWT}", "token"),
    (f"x={HEX}", "token"),
    ("0" * 32, ""),
    ("aB3" * 14, "token"),
    ("tok_8f3a9c0d1e2f3a4b5c6d", "token"),
    ("auth_group_permissions_group_id_permission_id_0cd325b0_uniq", ""),
    ("TheVeryLongNameOfAClassForOauth2", ""),
    ("a-long-slug-of-a-title-in-2024-with-many-words", ""),
    ("pbkdf2_sha256$600000$salt$hash", "token"),
    ("6f1b2c3d-0000-4000-8000-00000000abcd", ""),
    ("from 203.0.113.9:80", "ip"),
    ("2001:db8:85a3:0:0:8a2e:370:7334", "ip"),
    ("fe80:1:2::8a2e:7334", "ip"),
    ("version 1.2.3, 999.1.1.1, 12:30:45, 1.2.3.4.5", ""),
    ("", ""),
]  # fmt: skip
TYPES = """CREATE TABLE kinds (
    id int PRIMARY KEY, j jsonb, tags text[], search tsvector, raw bytea, host inet, "odd ""name" text, nothing text,
    wide varchar(40), net cidr
)"""


@pytest.fixture(scope="module")
def filled(pg16: object) -> Database:
    from tests.data.servers import Server

    assert isinstance(pg16, Server)
    database = pg16.create()
    columns = ", ".join(f"c{n} text" for n in range(len(VALUES)))
    with database.connect() as connection:
        connection.execute(f"CREATE TABLE looks (id int PRIMARY KEY, {columns})")
        marks = ", ".join(["%s"] * len(VALUES))
        connection.execute(f"INSERT INTO looks VALUES (1, {marks})", [value for value, _ in VALUES])
    return database


def looks(database: Database) -> dict[str, tuple[str, ...]]:
    with database.connect() as connection:
        tables = catalogue.read(connection).tables
        found = detect(
            connection, [(table, column) for table in tables for column in table.columns]
        )
    return {column: kinds for (_, column), kinds in found.items()}


def test_what_values_look_like(filled: Database) -> None:
    found = looks(filled)
    told = {value: ", ".join(found.get(f"c{n}", ())) for n, (value, _) in enumerate(VALUES)}
    assert told == dict(VALUES)


def test_every_type_of_value(database: Database) -> None:
    database.run(
        TYPES,
        """INSERT INTO kinds VALUES (1, '{"a": ["x@acme.org"]}', '{a,+49 30 1234567}', to_tsvector('simple', 'jo@acme.org'),
            convert_to('\u00e9 jo@acme.org', 'UTF8'), '10.1.2.3', 'jo@acme.org', NULL, '4111111111111111', '10.0.0.0/8')""",
    )
    assert looks(database) == {
        "j": ("email",),
        "tags": ("phone",),
        "search": ("email",),
        "raw": ("email",),
        "host": ("ip",),
        'odd "name': ("email",),
        "wide": ("card",),
        "net": ("ip",),
    }


def test_a_large_table_is_sampled(database: Database) -> None:
    database.run(
        "CREATE TABLE big (id int, t text) WITH (fillfactor = 10)",
        "INSERT INTO big SELECT g, CASE WHEN g % 5 = 0 THEN 'p' || g || '@acme.org' ELSE 'x' END FROM generate_series(1, 20000) g",
        "ANALYZE big",
    )  # fmt: skip
    with database.connect() as connection:
        (table,) = catalogue.read(connection).tables
        asked = question(table, table.columns[1:])
        assert "TABLESAMPLE SYSTEM (" in asked and "LIMIT 1000" in asked
        found = detect(connection, [(table, table.columns[1])])
    assert found == {(Name("public", "big"), "t"): ("email",)}


def test_partitions_are_looked_into(database: Database) -> None:
    database.run(
        "CREATE TABLE p (id int, t text) PARTITION BY LIST (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
        "INSERT INTO p VALUES (1, 'a@acme.org')",
    )
    with database.connect() as connection:
        root = next(each for each in catalogue.read(connection).tables if each.kind == "p")
        assert detect(connection, [(root, root.columns[1])]) == {(root.name, "t"): ("email",)}


def test_what_may_not_be_read_is_left_out(new_database: NewDatabase) -> None:
    database = new_database()
    database.run(
        "CREATE TABLE shut (t text)",
        "CREATE TABLE open (t text)",
        "INSERT INTO open VALUES ('a@acme.org')",
        "REVOKE ALL ON shut FROM current_user",
    )
    with database.connect() as connection:
        tables = catalogue.read(connection).tables
        found = detect(connection, [(table, table.columns[0]) for table in tables])
        assert found == {(Name("public", "open"), "t"): ("email",)}
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_a_lost_connection_is_told(database: Database) -> None:
    database.run("CREATE TABLE t (t text)")
    with database.connect() as connection:
        tables = catalogue.read(connection).tables
        with database.server.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(LookFailed):
            detect(connection, [(tables[0], tables[0].columns[0])])
