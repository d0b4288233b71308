"""Fixtures: PostgreSQL servers that a whole run shares, and databases of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.data.servers import Database, Server

NewDatabase = Callable[..., Database]


def _running(version: int, factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(version, factory.mktemp(f"pg{version}"))
    server.make()
    server.start()
    yield server
    server.stop(at_once=True)


@pytest.fixture(scope="session")
def pg16(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """PostgreSQL 16, one per process of the test run."""
    yield from _running(16, tmp_path_factory)


@pytest.fixture(scope="session")
def pg18(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """PostgreSQL 18, one per process of the test run."""
    yield from _running(18, tmp_path_factory)


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Make a database: `new_database()` is an empty one, on 16; `new_database(18, "nasty")`.

    "nasty" and "django" are the schemas of nasty.sql and django.sql, with their rows.
    """
    made: list[Database] = []

    def new(version: int = 16, schema: str = "") -> Database:
        server: Server = request.getfixturevalue(f"pg{version}")
        made.append(server.like(schema) if schema else server.create())
        return made[-1]

    yield new
    for database in made:
        database.server.drop(database)


@pytest.fixture
def database(new_database: NewDatabase) -> Database:
    """An empty database on PostgreSQL 16, and the role that owns it."""
    return new_database()
