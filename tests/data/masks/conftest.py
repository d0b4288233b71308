"""One database for all tests of masks: they only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.data.servers import Database, Server

TABLES = (
    """CREATE TABLE person (
        id bigint PRIMARY KEY, email text UNIQUE, login varchar(30), mail30 varchar(30),
        tel varchar(20), site text, first text NOT NULL, last varchar(5), name varchar(12),
        town text, street varchar(40), born date, seen timestamptz, at timestamp, token uuid,
        token_text text, hex_text char(32), ip inet, net cidr, ip_text text, secret bytea,
        account bigint, small int, tags text[], mails varchar(40)[])""",
    r"""INSERT INTO person SELECT i, 'Person' || i || '@mail.com', 'login' || i,
        'p' || i || '@mail.com', '+49 170 ' || i, 'https://a.com/' || i, 'Heinz', 'Braun',
        'Heinz Braun', 'Hamburg', 'Elbchaussee ' || i, date '1970-01-01' + i,
        timestamptz '2020-05-06 07:08:09Z' + i * interval '1 day',
        timestamp '2020-05-06 07:08:09' + i * interval '1 day', md5(i::text)::uuid,
        upper(md5(i::text)::uuid::text), md5(i::text), inet '10.0.0.0' + i,
        set_masklen(inet '10.1.0.0' + i * 256, 24), '10.0.0.' || i, ('\x' || md5(i::text))::bytea,
        10 ^ (i % 15), i, ARRAY['tag' || i, NULL, 'other'], ARRAY['a' || i || '@b.com', 'c@d.com']
        FROM generate_series(1, 200) AS i""",
    "INSERT INTO person (id, first) VALUES (201, 'Nobody')",
    "UPDATE person SET ip = '2a00::1/64', ip_text = '2a00::1', tags = '{}' WHERE id = 7",
    "UPDATE person SET email = 'grün@ÄÖ.de' WHERE id = 8",
    "UPDATE person SET email = 'PERSON9@mail.COM' WHERE id = 10",
    "UPDATE person SET email = lower(email) WHERE id > 100",
    """CREATE TABLE orders (
        id int PRIMARY KEY, person_id int, ship_name text, bought date, sent date,
        mail varchar(100), tel text)""",
    """INSERT INTO orders SELECT i, nullif(i % 5, 0), 'Heinz', date '2021-01-01' + i,
        date '2021-01-11' + i, 'Person' || i || '@mail.com', '+49 170 ' || i
        FROM generate_series(1, 100) AS i""",
)


@pytest.fixture
def people18(pg18: Server) -> Iterator[Database]:
    """The same on PostgreSQL 18."""
    database = pg18.create()
    database.run(*TABLES)
    yield database
    pg18.drop(database)


@pytest.fixture(scope="session")
def people(pg16: Server) -> Iterator[Database]:
    """Two tables of people: `person` has 200 full rows and an empty one, its id 201."""
    database = pg16.create()
    database.run(*TABLES)
    yield database
    pg16.drop(database)
