"""Which pg_dump is taken, and what it is told in its environment rather than its argv."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from heroku_tools.errors import ProgramMissing
from heroku_tools.tools import pg_programs


def program(folder: Path, says: str) -> Path:
    folder.mkdir()
    made = folder / "pg_dump"
    made.write_text(f"#!/bin/sh\necho '{says}'\n")
    made.chmod(stat.S_IRWXU)
    return made


def test_the_oldest_that_is_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = [
        program(tmp_path / "a", "pg_dump (PostgreSQL) 19.1"),
        program(tmp_path / "b", "pg_dump (PostgreSQL) 15.3 (Debian 15.3-1)"),
        program(tmp_path / "c", "pg_dump (PostgreSQL) 17.9"),
        program(tmp_path / "d", "nonsense"),
    ]
    monkeypatch.setattr(pg_programs, "candidates", lambda name: programs)
    assert pg_programs.pg_program("pg_dump", at_least=15) == programs[1]
    assert pg_programs.pg_program("pg_dump", at_least=16) == programs[2]
    with pytest.raises(ProgramMissing, match=r"20 or newer is needed, and the newest.* here is 19"):
        pg_programs.pg_program("pg_dump", at_least=20)


def test_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_programs, "candidates", lambda name: ())
    with pytest.raises(ProgramMissing, match="there is no pg_dump here"):
        pg_programs.pg_program("pg_dump", at_least=16)


def test_the_wheel_has_one_of_18(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pg_programs, "FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [pg_programs.major(each) for each in pg_programs.candidates("pg_dump")] == [16, 18]


def test_the_environment_holds_what_argv_must_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICE", "other")
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    url = "postgres://u:s%40cret@h.example.com:6432/d?options=-c%20work_mem%3D7MB&sslrootcert=x.pem"
    env = pg_programs.environment(url, application="heroku-tools r1", options="-c lock_timeout=5s")
    assert {name: value for name, value in env.items() if name.startswith("PG")} == {
        "PGHOST": "h.example.com", "PGPORT": "6432", "PGUSER": "u", "PGPASSWORD": "s@cret",
        "PGDATABASE": "d", "PGSSLMODE": "require", "PGSSLROOTCERT": "x.pem",
        "PGCONNECT_TIMEOUT": "15", "PGCLIENTENCODING": "UTF8", "PGAPPNAME": "heroku-tools r1",
        "PGOPTIONS": "-c work_mem=7MB -c lock_timeout=5s",
    }  # fmt: skip
