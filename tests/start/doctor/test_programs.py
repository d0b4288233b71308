"""Programs, and how old they may be."""

from __future__ import annotations

import pytest

from heroku_tools.start.doctor.finding import Level
from heroku_tools.start.doctor.programs import GIT, HEROKU, PG_DUMP, Program, judge, version_in


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("git version 2.39.5\n", (2, 39, 5)),
        ("git version 2.39.5 (Apple Git-154)", (2, 39, 5)),
        ("heroku/11.10.0 linux-x64 node-v20.19.5", (11, 10, 0)),
        ("pg_dump (PostgreSQL) 16.4 (Debian 16.4-1.pgdg120+2)", (16, 4)),
        ("psql (PostgreSQL) 17beta1", None),
        ("", None),
    ],
)
def test_versions(said: str, version: tuple[int, ...] | None) -> None:
    assert version_in(said) == version


@pytest.mark.parametrize(
    ("program", "said", "copies", "level", "words"),
    [
        (GIT, "git version 2.39.5", False, Level.FINE, "git 2.39.5"),
        (GIT, "git version 2.20.1", False, Level.TO_DO, "git 2.20.1 is older than 2.29"),
        (GIT, None, False, Level.TO_DO, "git is not on the PATH"),
        (GIT, "who knows", False, Level.FINE, "git"),
        (HEROKU, "heroku/11.10.0 linux-x64", False, Level.FINE, "heroku 11.10.0"),
        (HEROKU, "heroku/10.1.0 linux-x64", False, Level.NOTE, "is done; releases are looked at"),
        (HEROKU, "heroku/7.59.0 linux-x64", False, Level.TO_DO, "older than 9"),
        (PG_DUMP, None, False, Level.NOTE, "only data needs it"),
        (PG_DUMP, None, True, Level.TO_DO, "pg_dump is not on the PATH"),
        (PG_DUMP, "pg_dump (PostgreSQL) 15.1", False, Level.NOTE, "older than 16"),
        (PG_DUMP, "pg_dump (PostgreSQL) 15.1", True, Level.TO_DO, "older than 16"),
    ],
)
def test_judged(program: Program, said: str | None, copies: bool, level: Level, words: str) -> None:
    found = judge(program, said, promotes=True, copies=copies)
    assert (found.level, words in found.said) == (level, True)
    assert bool(found.advice) is (level is not Level.FINE)
