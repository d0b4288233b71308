"""This machine: real programs; who is logged in, by what the CLI says; what the file counts on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from heroku_tools.journey.side_by_side import side_by_side
from heroku_tools.settings import load
from heroku_tools.start.doctor.finding import Level, Section
from heroku_tools.start.doctor.machine import _login, file, machine
from heroku_tools.tools.git import Git
from heroku_tools.tools.process import Finished
from tests.support import Repository

MAP = """\
environments:
    - {label: live, app_name: my-app, branch: main}
hooks: {before: ./bin/there, after: ./bin/none, failed: [git, status]}
notify: [!env NEWS_URL, "json://localhost"]
"""


@pytest.fixture
def git(tmp_path: Path) -> Git:
    repository = Repository.make(tmp_path / "clone", dict(os.environ))
    repository.commit({"app.conf.yaml": MAP, "bin/there": "#!/bin/sh\n"})
    (repository.folder / "bin/there").chmod(0o755)
    return Git.open(repository.folder, os.environ)


def test_what_the_file_counts_on(git: Git) -> None:
    found = file(load(git.top / "app.conf.yaml"), git, {})
    assert [(each.level, each.said.split(" (")[0]) for each in found.findings[2:]] == [
        (
            Level.NOTE,
            "this clone has no origin: nothing keeps two people from deploying at the same moment",
        ),
        (Level.TO_DO, "the environment variable NEWS_URL is not set, and deploy needs it"),
        (Level.TO_DO, "the hook ./bin/none cannot be run"),
    ]
    assert "live" in found.findings[1].said  # protected, although the file does not say so
    assert len(file(load(git.top / "app.conf.yaml"), git, {"NEWS_URL": "x"}).findings) == 4


def test_the_salt_is_one(git: Git) -> None:
    salted = f"{MAP}data: {{salt: !env SALT, mask: {{users: {{email: email}}}}}}\n"
    (git.top / "app.conf.yaml").write_text(salted)
    settings, news = load(git.top / "app.conf.yaml"), {"NEWS_URL": "x"}
    for salt, said in (
        ({}, ["the environment variable SALT is not set, and data needs it"]),
        ({"SALT": "s3cret"}, ["the salt is not 64 hexadecimal digits"]),
        ({"SALT": "5a17" * 16}, []),
    ):
        found = file(settings, git, news | salt).findings
        told = [
            each.said for each in found if each.level is Level.TO_DO and "hook" not in each.said
        ]
        assert [any(words in one for one in told) for words in said] == [True] * len(told)
        assert "s3cret" not in "".join(told)


def test_without_the_heroku_cli(git: Git) -> None:
    found: dict[str, Section] = {}
    looks = {"machine": machine(load(git.top / "app.conf.yaml"), None, os.environ)}
    side_by_side(looks, found.__setitem__)
    said = [each.said for each in found["machine"].findings]
    assert said[0].startswith("git 2.")
    assert said[1] == "heroku is not on the PATH"


@pytest.mark.parametrize(
    ("code", "out", "err", "level", "words"),
    [
        (0, b"ann@example.com\n", b"", Level.FINE, "logged in as ann@example.com"),
        (0, b"", b"", Level.TO_DO, ""),
        (100, b"", " ›   Error: not logged in\n".encode(), Level.TO_DO, "login"),
        (2, b"", " ›   Error: Invalid credentials provided.\n".encode(), Level.TO_DO, "login"),
    ],
)
def test_login(code: int, out: bytes, err: bytes, level: Level, words: str) -> None:
    found = _login(Finished(("heroku", "auth:whoami"), code, out, err))
    assert (found.level, words in found.said) == (level, True)
