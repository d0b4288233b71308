"""What TAB completes."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from heroku_tools.cli import COMMANDS, heroku_tools
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.record import begun
from heroku_tools.journey.completing import versions_in
from tests.engine.records import RECORD
from tests.support import Repository

MAP = """\
environments:
    - {label: live, app_name: my-app, branch: main, deploy: {tag: "{environment}/{version}"}}
    - {label: dev, app_name: my-app-dev, branch: main, config_vars: {DEBUG: on, SENTRY: x}}
commands: {migrate: python manage.py migrate, warm: ./warm}
"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository.make(tmp_path / "clone", dict(os.environ), {"app.conf.yaml": MAP})
    for tag in ("live/v7", "live/v12", "dev/v9", "v1"):
        repository.git("tag", tag)
    repository.git("branch", "feature/x")
    journal = Journal(repository.folder / ".git", "live")
    journal.append(begun(replace(RECORD, before=replace(RECORD.before, version=3))))
    monkeypatch.chdir(repository.folder)
    return repository


def completed(line: str) -> list[str]:
    *words, incomplete = line.split(" ")
    shell = ShellComplete(heroku_tools, {}, "heroku-tools", "_HEROKU_TOOLS_COMPLETE")
    return [item.value for item in shell.get_completions(words, incomplete)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("deploy ", ["live", "dev"]),
        ("deploy l", ["live"]),
        ("status live ", ["dev"]),
        ("check ", ["live", "dev"]),
        ("history ", ["live", "dev"]),
        ("deploy dev --branch f", ["feature/x"]),
        ("deploy dev --run ", ["migrate", "warm"]),
        ("deploy live --confirm ", ["live", "dev"]),
        ("config dev --only ", ["DEBUG", "SENTRY"]),
        ("rollback live ", ["v12", "v7", "v3"]),
        ("rollback nope ", []),
        ("deploy dev --dry", ["--dry-run"]),
        ("completion z", ["zsh"]),
        ("hist", ["history"]),
    ],
)
def test_what_fits(
    clone: Repository, monkeypatch: pytest.MonkeyPatch, line: str, words: list[str]
) -> None:
    def nobody_asks(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", nobody_asks)
    assert completed(line) == words


@pytest.mark.parametrize("broken", ["environments: [", ""])
def test_nothing_fits_and_nothing_is_said(
    clone: Repository, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    clone.write({"app.conf.yaml": broken})
    assert completed("deploy ") == []
    assert completed("rollback live ") == []
    assert capsys.readouterr() == ("", "")


def test_outside_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert completed("deploy ") == []
    assert completed("deploy x --branch ") == []
    assert sorted(completed("")) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("{environment}/{version}", {"v7"}),
        ("{version}", {"v1"}),
        ("{app}-{version}", {"v8"}),
        ("r.{version}-{commit}", {"v3"}),
    ],
)
def test_versions_in_tags(pattern: str, found: set[str]) -> None:
    tags = ["live/v7", "dev/v9", "v1", "my-app-v8", "r.v3-0123abcd", "rxv4-0", "live/v"]
    assert versions_in(tags, pattern, "live", "my-app") == found
