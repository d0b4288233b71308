"""Where copies are measured: two PostgreSQL servers, and generated data of any size."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.data.servers import ENV, Database, Server, binaries

VERSIONS = (16, 18)  # the source's, the target's
OPTIONS = ("shared_buffers=256MB", "max_wal_size=4GB", "autovacuum=on", "checkpoint_timeout=30min")
PROGRAMS = binaries(18)
ROWS_PER_GB = {"users": 560_000, "orders": 1_400_000, "events": 840_000}

TABLES = """
CREATE TYPE status AS ENUM ('new', 'paid', 'sent', 'lost');
CREATE TABLE users (
    id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, first_name text, last_name text,
    phone varchar(30), address text, born date, profile jsonb, created timestamptz NOT NULL
);
CREATE TABLE orders (
    id bigserial PRIMARY KEY, user_id bigint NOT NULL, status status NOT NULL,
    total numeric(10, 2), tags text[], ship_name text, created timestamptz NOT NULL
);
CREATE TABLE events (
    id bigserial PRIMARY KEY, user_id bigint, ip inet, payload text, at timestamptz NOT NULL
);
CREATE VIEW paying AS SELECT DISTINCT user_id FROM orders WHERE status <> 'new';
INSERT INTO users SELECT i, 'user' || i || '@corp' || i % 97 || '.com', 'First' || i % 1009,
    'Last' || i % 5003, '+49 170 ' || lpad((i::bigint * 7919 % 10000000)::text, 7, '0'),
    i || ' Long Street, Building ' || i % 53 || ', 12345 Some City', date '1960-01-01' + i % 18000,
    jsonb_build_object('contact', jsonb_build_object('email', 'own' || i || '@mail.com',
        'tel', '+4930' || i), 'prefs', jsonb_build_object('lang', 'de', 'beta', i % 2 = 0),
        'bio', repeat(md5(i::text), 3)), timestamptz '2024-01-01' + i * interval '1 second'
FROM generate_series(1, {users}) AS i;
INSERT INTO orders SELECT i, 1 + i * 31 % {users},
    (ARRAY['new', 'paid', 'sent', 'lost'])[1 + i % 4]::status, i % 100000 / 7.0,
    ARRAY['tag' || i % 10, 'b'], 'First' || i % 1009 || ' Last' || i % 5003,
    timestamptz '2024-01-01' + i * interval '1 second' FROM generate_series(1, {orders}) AS i;
INSERT INTO events SELECT i, 1 + i * 37 % {users}, '10.0.0.0'::inet + i % 16000000,
    repeat(md5(i::text), 8), timestamptz '2024-01-01' + i * interval '1 second'
FROM generate_series(1, {events}) AS i;
CREATE INDEX ON users (last_name, first_name);
CREATE INDEX ON users (created);
CREATE INDEX ON orders (user_id);
CREATE INDEX ON orders (created);
CREATE INDEX ON events (user_id);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;
ALTER TABLE events ADD FOREIGN KEY (user_id) REFERENCES users;
VACUUM ANALYZE;
"""
SCHEMA = """
CREATE TABLE t{number} (
    id bigserial PRIMARY KEY, name varchar(80) NOT NULL, parent bigint REFERENCES t{other},
    total numeric(10, 2) DEFAULT 0 CHECK (total >= 0), at timestamptz DEFAULT now(), note text,
    kind int, flag boolean DEFAULT false, doc jsonb, UNIQUE (name, kind)
)"""


@dataclass(frozen=True)
class Pair:
    """The two servers."""

    source: Server
    target: Server

    @contextmanager
    def emptied(self) -> Iterator[Database]:
        """A new database at the target, with all caches as before it and no write outstanding."""
        database = self.target.create()
        self.flush()
        try:
            yield database
        finally:
            self.target.drop(database)

    def flush(self) -> None:
        """Have nothing outstanding to write."""
        for server in (self.source, self.target):
            with server.admin() as admin:
                admin.execute("CHECKPOINT")

    def cpu(self) -> float:
        """Return the seconds of CPU that both servers have taken so far, in all processes."""
        return sum(cpu_seconds(_pid(server)) for server in (self.source, self.target))

    def filled(self, gigabytes: float) -> Database:
        """A database of about that size at the source."""
        rows = {name: int(number * gigabytes) for name, number in ROWS_PER_GB.items()}
        database = self.source.create()
        database.run(*_statements(TABLES.format(**rows)))
        return database

    def many_tables(self, number: int) -> Database:
        """A database of many tables without a row."""
        database = self.source.create()
        tables = (SCHEMA.format(number=each, other=max(each - 1, 0)) for each in range(number))
        database.run(*tables, "ANALYZE")
        return database


@contextmanager
def pair(folder: Path) -> Iterator[Pair]:
    """Start both servers; they end with the block."""
    servers = [Server(version, folder / f"pg{version}", *OPTIONS) for version in VERSIONS]
    try:
        for server in servers:
            server.make()
            server.start()
        yield Pair(*servers)
    finally:
        for server in servers:
            server.stop(at_once=True)


def cpu_seconds(pid: int) -> float:
    """Return the seconds of CPU of a process, of its children, and of those that have ended."""
    main = psutil.Process(pid)
    total = 0.0
    for process in (main, *main.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            if process.pid == pid:
                total += times.children_user + times.children_system
    return total


def size(database: Database) -> int:
    """How many bytes a database has."""
    return int(database.ask("SELECT pg_database_size(current_database())")[0][0])


def timed(*argvs: Sequence[object]) -> float:
    """Run programs, each one's output into the next one, and return how long they took."""
    begun = time.monotonic()
    running: list[subprocess.Popen[bytes]] = []
    for argv in argvs:
        last = len(running) == len(argvs) - 1
        running.append(
            subprocess.Popen(
                [str(word) for word in argv],
                env={**os.environ, **ENV},
                stdin=running[-1].stdout if running else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if last else subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
    codes = [each.wait() for each in running]
    # pg_restore of a newer version ends with 1 where it could not set a parameter: not here.
    assert not any(codes), [str(argv[0]) for argv in argvs]
    return time.monotonic() - begun


def _pid(server: Server) -> int:
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def _statements(text: str) -> list[str]:
    return [each for each in text.split(";\n") if each.strip()]
