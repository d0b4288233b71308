"""The Data API, as the real CLI asks it: info, backups, restores, copies, and what goes wrong."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from heroku_tools.tools import heroku as cli
from heroku_tools.tools import pg_words
from sandbox.client import Sandbox
from tests.sandbox.helpers import asked
from tests.sandbox.test_databases import rows
from tests.support import Done, heroku, run


@dataclass(frozen=True)
class Pair:
    """An app with a database of PostgreSQL 16 that holds something, and one of 18 that is empty."""

    sandbox: Sandbox
    up: str
    down: str

    def heroku(self, *words: str) -> Done:
        return heroku(self.sandbox.env(), *words)

    def tool(self, argv: cli.Argv) -> Done:
        """What heroku-tools types, as the real CLI takes it."""
        return run(self.sandbox.env(), *argv)

    def copy(self) -> Done:
        return self.tool(cli.pg_copy(self.up, "DATABASE", self.down, "DATABASE"))

    def arrived(self) -> list[tuple[object, ...]]:
        there = "SELECT to_regclass('kept') IS NOT NULL"
        url = self.sandbox.database_url(self.down)
        return rows(url, "SELECT * FROM kept") if rows(url, there) == [(True,)] else []


@pytest.fixture
def pair(sandbox: Sandbox, app: str, app_name: str) -> Iterator[Pair]:
    down = f"{app_name}-d"
    sandbox.create_app(down)
    url = sandbox.create_database(app, version=16)
    sandbox.create_database(down, version=18)
    rows(url, "CREATE TABLE kept AS SELECT 7 AS n, 'é'::text AS word")
    yield Pair(sandbox, app, down)
    for name in (app, down):
        sandbox.clear_faults(name)
    sandbox.delete_app(down)


def test_a_database_is_shown_and_asked(pair: Pair) -> None:
    pair.sandbox.create_database(pair.up, name="READS", follows="DATABASE", plan="standard-0")
    shown = pair.heroku("pg:info", f"--app={pair.up}").stdout
    first, second = shown.split("=== READS_URL")
    assert "=== DATABASE_URL" in first
    assert "Tables:                1/4000 " in first
    info = pg_words.database(first)
    assert (info.plan, info.status, info.following) == ("Essential 0", "Available", "")
    assert (info.size_limit, info.connection_limit) == (2**30, 20)
    assert 2**20 < info.size < 2**26
    assert pg_words.database(second).following == "DATABASE"
    one = pair.heroku("pg:psql", "DATABASE", f"--app={pair.up}", "--command=SELECT word FROM kept")
    assert "é" in one.stdout
    url = pair.heroku("pg:credentials:url", "DATABASE", f"--app={pair.up}").stdout
    assert pair.sandbox.database_url(pair.up) in url


def test_a_backup_is_taken_verified_and_restored(pair: Pair) -> None:
    captured = pair.tool(cli.capture_backup(pair.up, "DATABASE"))
    assert pg_words.captured(captured.stderr) == "b001"
    backup = pg_words.backup(pair.tool(cli.backup_info(pair.up, "b001")).stdout)
    assert (backup.name, backup.database, backup.succeeded) == ("b001", "DATABASE", True)
    rows(pair.sandbox.database_url(pair.up), "DROP TABLE kept")
    assert pair.tool(cli.restore_backup(pair.up, "b001", "DATABASE")).returncode == 0
    assert rows(pair.sandbox.database_url(pair.up), "SELECT * FROM kept") == [(7, "é")]
    listed = pair.heroku("pg:backups", f"--app={pair.up}").stdout
    assert [name in listed for name in ("b001", "r002")] == [True, True]
    assert pair.heroku("pg:reset", f"--app={pair.up}", f"--confirm={pair.up}").returncode == 0
    gone = "SELECT to_regclass('kept') IS NULL"
    assert rows(pair.sandbox.database_url(pair.up), gone) == [(True,)]


def test_a_backup_told_to_fail(pair: Pair) -> None:
    pair.sandbox.fault(pair.up, on="transfer", action="fail")
    captured = pair.tool(cli.capture_backup(pair.up, "DATABASE"))
    assert captured.returncode != 0
    assert pg_words.captured(captured.stderr) == "b001"
    backup = pg_words.backup(pair.tool(cli.backup_info(pair.up, "b001")).stdout)
    assert (backup.finished, backup.succeeded) == (True, False)


def test_a_copy_between_apps(pair: Pair) -> None:
    rows(pair.sandbox.database_url(pair.down), "CREATE TABLE lost (n int)")
    assert "Copying... done" in pair.copy().stderr
    assert pair.arrived() == [(7, "é")]
    there = "SELECT to_regclass('lost') IS NULL"
    assert rows(pair.sandbox.database_url(pair.down), there) == [(True,)]


def test_a_lost_answer_makes_the_cli_copy_twice(pair: Pair) -> None:
    lost = "POST /client/v11/databases/*/transfers*"
    pair.sandbox.fault(pair.down, lost, action="drop-after")
    assert pair.copy().returncode == 0
    assert [one["name"] for one in pair.sandbox.transfers(pair.down)] == ["c001", "c002"]
    assert "password" not in str(pair.sandbox.journal(pair.down))


def test_a_copy_told_to_fail_leaves_nothing_where_it_was_to_go(pair: Pair) -> None:
    rows(pair.sandbox.database_url(pair.down), "CREATE TABLE kept (n int, word text)")
    pair.sandbox.fault(pair.down, f"copy {pair.down} *", on="transfer", action="fail")
    failed = pair.copy()
    assert failed.returncode != 0
    assert "the transfer was told to fail" in failed.stderr
    assert pair.arrived() == []


def test_a_backup_goes_on_without_the_cli(pair: Pair) -> None:
    pair.sandbox.fault(pair.up, on="transfer", action="hang")
    argv = cli.capture_backup(pair.up, "DATABASE")
    with subprocess.Popen(argv, env=pair.sandbox.env(), stderr=subprocess.DEVNULL) as client:
        begun = pair.sandbox.wait_for(lambda: asked(pair.sandbox, pair.up, "transfer"), seconds=60)
        client.kill()
    assert begun == [f"backup {pair.up} {pair.sandbox.database(pair.up)['addon']}"]
    assert pair.sandbox.transfers(pair.up)[0]["succeeded"] is None
    info = pair.tool(cli.backup_info(pair.up, "b001")).stdout
    assert pg_words.backup(info).finished is False
    pair.sandbox.clear_faults(pair.up)
    assert pair.sandbox.wait_for(lambda: pair.sandbox.transfers(pair.up)[0]["succeeded"])
