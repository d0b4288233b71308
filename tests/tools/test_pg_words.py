"""What the CLI says of databases and backups, read; the real CLI says it in tests/sandbox."""

from __future__ import annotations

import pytest

from heroku_tools.tools import pg_words
from heroku_tools.tools.pg_words import Backup, DatabaseInfo

INFO = """\
=== DATABASE_URL, HEROKU_POSTGRESQL_PINK_URL

Plan:                  Standard 0
Status:                Available
Data Size:             {size}
Tables:                12
PG Version:            16.4
Connections:           {connections}
Connection Pooling:    Available
Maintenance window:    Mondays 23:00 to Tuesdays 03:00 UTC
Add-on:                postgresql-round-1

"""


@pytest.mark.parametrize(
    ("size", "bytes_", "limit"),
    [
        ("8.50 MB / 1 GB (0.83%) (In compliance)", 8_912_896, 2**30),
        ("9.3 MB/64.0 GB (0.01%)", 9_751_756, 64 * 2**30),
        ("1.50 GB", 1_610_612_736, None),
        ("0 bytes", 0, None),
    ],
)
def test_sizes(size: str, bytes_: int, limit: int | None) -> None:
    info = pg_words.database(INFO.format(size=size, connections="3/120"))
    assert (info.size, info.size_limit) == (bytes_, limit)


@pytest.mark.parametrize(("said", "read"), [("3/120", (3, 120)), ("7", (7, None))])
def test_connections(said: str, read: tuple[int, int | None]) -> None:
    info = pg_words.database(INFO.format(size="1 GB", connections=said))
    assert (info.connections, info.connection_limit) == read


def test_whom_it_follows() -> None:
    text = INFO.format(size="1 GB", connections="1/20")
    plain = DatabaseInfo("Standard 0", "Available", "16.4", 2**30, None, 1, 20, "")
    assert pg_words.database(text) == plain
    follower = pg_words.database(text.replace("Tables:   ", "Following: PINK\nTables:   "))
    assert follower.following == "PINK"


BACKUP = """\
=== Backup b012

Database:         DATABASE
Started at:       2026-11-29 01:41:26 +0000
{ended}Status:           {status}
Type:             Manual

=== Backup Logs

2026-11-29 01:41:26 +0000 Status: of no matter here
"""


@pytest.mark.parametrize(
    ("status", "finished", "succeeded"),
    [
        ("Completed", True, True),
        ("Finished with 2 warnings", True, True),
        ("Failed", True, False),
        ("Canceled", True, False),
        ("Running", False, False),
        ("Pending", False, False),
    ],
)
def test_a_backup(status: str, finished: bool, succeeded: bool) -> None:
    ended = "2026-11-29 01:42:00 +0000" if finished else ""
    line = f"Finished at:      {ended}\n" if finished else ""
    backup = pg_words.backup(BACKUP.format(status=status, ended=line))
    assert backup == Backup("b012", "DATABASE", status, ended)
    assert (backup.finished, backup.succeeded) == (finished, succeeded)


@pytest.mark.parametrize("text", ["", "=== Backup b012\n", "Status:  Completed\n", "{}"])
def test_no_backup(text: str) -> None:
    with pytest.raises(ValueError):
        pg_words.backup(text)


@pytest.mark.parametrize("text", ["", "=== DATABASE_URL\n\nPlan:   Essential 0\n", "{}"])
def test_no_database(text: str) -> None:
    with pytest.raises(ValueError):
        pg_words.database(text)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Starting backup of postgresql-x-1... done\nBacking up DATABASE to b001... done\n",
            "b001",
        ),
        ("Starting backup of postgresql-x-1... done\nBacking up PINK to b1042... !\n", "b1042"),
        ("Starting backup of postgresql-x-1... !\n", None),
        ("", None),
    ],
)
def test_which_backup_it_was(said: str, name: str | None) -> None:
    assert pg_words.captured(said) == name
