"""The SELECT of a table: on real tables of odd kinds."""

from __future__ import annotations

import re

import pytest

from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Column, Name, Table
from heroku_tools.data.masks.select import preview, select
from heroku_tools.tools import postgres
from tests.data.masks.helpers import SALT, decided, email, load_once, masked, rule
from tests.data.servers import Database

ID = Column("id", 1, "bigint", "int8", "b", "N", not_null=True)
MAIL = Column("mail", 2, "text", "text", "b", "S", not_null=False)
TABLE = Table(Name("public", "person"), 1, "r", (ID, MAIL), 10, 10, key=("id",))


def test_nothing_is_computed_for_what_is_not_masked() -> None:
    plain = select(decided(TABLE, {}), names=load_once())
    assert plain == 'SELECT "id", "mail" FROM ONLY "public"."person"'
    hashed = select(decided(TABLE, {"mail": rule("hash")}), names=load_once())
    assert "OFFSET" not in hashed and ')::text AS "mail" FROM ONLY' in hashed
    assert select(decided(TABLE, {"mail": rule("null")}), names=load_once()).startswith(
        'SELECT "id", (NULL)::text AS "mail" FROM ONLY'
    )


def test_rows() -> None:
    found = select(decided(TABLE, {}, "a OR b"), names=load_once(), rows="ctid < '(5,0)'")
    assert found.endswith(""" WHERE (a OR b) AND (ctid < '(5,0)')""")
    assert preview(decided(TABLE, {}), names=load_once()).endswith(" LIMIT 5")


def test_the_salt_is_not_in_the_text() -> None:
    found = select(decided(TABLE, {"mail": rule("email")}), names=load_once())
    assert "current_setting('heroku_tools.salt')" in found and SALT not in found


def test_one_digest_for_a_row() -> None:
    columns = (ID, *(Column(name, 2, "text", "text", "b", "S", not_null=False) for name in "abc"))
    table = Table(Name("public", "person"), 1, "r", columns, 10, 10, key=("id",))
    rules = {"a": rule("full_name"), "b": rule("address"), "c": rule("city")}
    found = select(decided(table, rules), names=load_once())
    assert len(re.findall("int8send", found)) == 1 and found.count("OFFSET 0") == 1


ODD = (
    'CREATE SCHEMA "Öd "',
    """CREATE TABLE "Öd "."Person 'x" (
        "~0" int, "e mail" text, "order" text, "Person 'x" text, gone int,
        loud text GENERATED ALWAYS AS (upper("e mail")) STORED)""",
    """ALTER TABLE "Öd "."Person 'x" DROP COLUMN gone""",
    """INSERT INTO "Öd "."Person 'x" SELECT i % 2, 'a' || i / 2 || '@b.c', 'x', 'y'
        FROM generate_series(0, 19) AS i""",
    "CREATE TABLE parent (id int PRIMARY KEY, mail text)",
    "CREATE TABLE child () INHERITS (parent)",
    "INSERT INTO parent VALUES (1, 'a@b.c')",
    "INSERT INTO child VALUES (2, 'd@e.f')",
    "CREATE TABLE part (id int, name text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
    "CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (100)",
    "CREATE TABLE part2 (name text, id int NOT NULL)",
    "ALTER TABLE part ATTACH PARTITION part2 FOR VALUES FROM (100) TO (200)",
    "INSERT INTO part SELECT i, 'Heinz' FROM generate_series(0, 199) AS i",
    "CREATE TABLE nothing ()",
    "INSERT INTO nothing DEFAULT VALUES",
    "CREATE DOMAIN mail AS varchar(60) CHECK (VALUE LIKE '%@%')",
    "CREATE TYPE mood AS ENUM ('sad', 'happy')",
    """CREATE TABLE typed (a int, b text, mail mail, mood mood, at timestamptz, doc json,
        n numeric(5,1), PRIMARY KEY (a, b))""",
    """INSERT INTO typed SELECT i / 2, 'b' || i % 2, 'a@b.c', 'sad', now(), '{"a": 1}', 1234.5
        FROM generate_series(0, 19) AS i""",
)


@pytest.fixture
def odd(database: Database) -> Database:
    database.run(*ODD)
    return database


def test_odd_tables(odd: Database) -> None:
    how = {"e mail": rule("email"), "order": rule("full_name")}
    rows = masked(odd, "Öd .Person 'x", how)
    assert len(rows) == 20 and {len(row) for row in rows} == {4}
    assert {row[1] for row in rows} == {email(f"a{place}@b.c") for place in range(10)}
    assert len({row[2] for row in rows}) > 15, "without a key, a row goes by all it holds"
    own = {"e mail": rule("sql", text="""\"Person 'x\".\"Person 'x\" || loud""")}
    assert masked(odd, "Öd .Person 'x", own)[0][1] == "yA0@B.C"
    assert masked(odd, "parent", {"mail": rule("email")}) == [(1, email("a@b.c"))]
    assert masked(odd, "child", {"mail": rule("email")}) == [(2, email("d@e.f"))]
    assert masked(odd, "nothing", {}) == [()]


def test_partitions_are_masked_as_their_topmost_table(odd: Database) -> None:
    before = masked(odd, "part1", {"name": rule("first_name")}) + [
        (number, name) for name, number in masked(odd, "part2", {"name": rule("first_name")})
    ]
    odd.run(
        "CREATE TABLE part_(LIKE part); INSERT INTO part_ SELECT * FROM part",
        "DROP TABLE part",
        "CREATE TABLE part (id int PRIMARY KEY, name text)",
        "INSERT INTO part SELECT * FROM part_",
    )
    assert sorted(before) == sorted(masked(odd, "part", {"name": rule("first_name")}))


def test_types_conditions_and_rows(odd: Database) -> None:
    rules = {
        "mail": rule("when", condition="typed.a = 1", then=rule("keep"), otherwise=rule("email")),
        "mood": rule("fixed", text="happy"),
        "at": rule("null"),
        "doc": rule("fixed", text="{}"),
        "n": rule("number"),
    }
    rows = masked(odd, "typed", rules, only="a > 0", rows="ctid >= '(0,0)'")
    assert {row[2] for row in rows if row[0] == 1} == {"a@b.c"}
    assert {row[2] for row in rows if row[0] > 1} == {email("a@b.c")}
    assert {(row[3], row[4], str(row[5])) for row in rows} == {("happy", None, "{}")}
    assert len(rows) == 18 and len({row[6] for row in rows}) > 10


def test_a_binary_copy_takes_exactly_the_types(odd: Database) -> None:
    """The server refuses a binary COPY whose types are others; a second database is the judge."""
    rules = {
        "mail": rule("email"), "mood": rule("fixed", text="happy"), "at": rule("shift_days"),
        "doc": rule("json", paths=(("a", rule("number")),)), "n": rule("number"),
    }  # fmt: skip
    odd.run("CREATE TABLE target (LIKE typed)")
    with postgres.connect(odd.url, application="test", salt=SALT, source=True) as connection:
        table = catalogue.read(connection).table(Name("public", "typed"))
        assert table
        query = select(decided(table, rules), names=load_once())
        with connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy:
            data = b"".join(map(bytes, copy))
    with (
        odd.connect() as connection,
        connection.cursor().copy("COPY target FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(data)
    assert odd.ask("SELECT count(*), count(DISTINCT n) > 10 FROM target") == [(20, True)]


def test_another_version_masks_alike(people: Database, people18: Database) -> None:
    rules = {
        "email": rule("email"), "tel": rule("phone"), "first": rule("first_name"),
        "street": rule("address"), "born": rule("shift_days"), "ip": rule("ip"),
        "token": rule("uuid"), "account": rule("number"), "tags": rule("hash"),
    }  # fmt: skip
    assert masked(people, "person", rules) == masked(people18, "person", rules)
