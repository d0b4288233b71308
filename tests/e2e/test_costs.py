"""What each journey costs: how many programs it starts, and how many requests it makes."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.scene import DOOR, Result, Scene

# As a person's shell finds it: told, then run.
WATCHED = """\
#!/bin/sh
echo "{name} $1" >> "{told}"
exec "{path}" "$@"
"""
MIGRATION = {"blog/migrations/0002_tags.py": "x"}
SETTINGS = "config_vars: {GREETING: hello}\n"

pytestmark = pytest.mark.skipif(DOOR != "api", reason="the CLI is a process for each question")


@dataclass(frozen=True)
class Watched:
    """A scene in which every start of git and heroku is told."""

    scene: Scene
    told: Path

    def run(self, *argv: str) -> Result:
        self.told.write_text("")
        return self.scene.command(*argv)

    @property
    def git(self) -> int:
        return sum(line.startswith("git ") for line in self.told.read_text().splitlines())

    @property
    def heroku(self) -> list[str]:
        lines = self.told.read_text().splitlines()
        return [line.split()[1] for line in lines if line.startswith("heroku ")]

    @property
    def requests(self) -> int:
        return sum(
            not entry.what.startswith(("push", "build", "run", "git-"))
            for entry in self.scene.sandbox.journal(self.scene.app)
        )


@pytest.fixture
def watched(scene: Scene, tmp_path: Path) -> Watched:
    told, bin_ = tmp_path / "told", tmp_path / "bin"
    bin_.mkdir()
    path = scene.env["PATH"]
    for name in ("git", "heroku"):
        found = shutil.which(name, path=path)
        shim = bin_ / name
        shim.write_text(WATCHED.format(name=name, told=told, path=found))
        shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    origin = tmp_path / "origin.git"
    scene.git("init", "--quiet", "--bare", str(origin))
    scene.git("remote", "add", "origin", str(origin))
    file = scene.folder / "app.conf.yaml"
    scene.commit("tags", MIGRATION | {"app.conf.yaml": file.read_text() + SETTINGS})
    scene.git("push", "--quiet", "origin", "dev")
    scene.extra["PATH"] = f"{bin_}{os.pathsep}{path}"
    return Watched(scene, told)


def without_a_key(watched: Watched, home: Path) -> None:
    """Be logged in instead."""
    env = watched.scene.env
    key, host = env["HEROKU_API_KEY"], env["HEROKU_HOST"].removeprefix("http://")
    (home / ".netrc").write_text(f"machine {host}\n  login a@b.c\n  password {key}\n")
    watched.scene.extra |= {"HEROKU_API_KEY": "", "HOME": str(home)}


# By journey: how many times git is started, and how many requests are made.
LOOKS = {
    ("deploy", "dev", "--dry-run"): (9, 3),
    ("heroku-tools", "config", "dev", "--check"): (3, 5),
    ("heroku-tools", "status"): (11, 9),  # its three environments are of one app here
}


@pytest.mark.parametrize("argv", LOOKS)
def test_a_look_with_a_key_starts_no_heroku(watched: Watched, argv: tuple[str, ...]) -> None:
    watched.run(*argv)
    assert watched.heroku == []
    assert (watched.git, watched.requests) == LOOKS[argv]


@pytest.mark.parametrize("argv", LOOKS)
def test_a_look_without_a_key_starts_one(
    watched: Watched, argv: tuple[str, ...], tmp_path: Path
) -> None:
    without_a_key(watched, tmp_path)
    watched.run(*argv)
    assert watched.heroku == ["auth:token"]  # which asks git something itself
    assert watched.requests == LOOKS[argv][1]


def test_a_deployment_starts_heroku_for_its_acts_only(watched: Watched) -> None:
    done = watched.run("deploy", "dev", "--yes")
    assert done.code == 0, done.text
    assert Counter(watched.heroku) == Counter({"maintenance:on": 1, "run": 1, "maintenance:off": 1})
    journal = watched.scene.folder / ".git/heroku-tools/dev.jsonl"
    closed = json.loads(journal.read_text().splitlines()[-1])
    assert (closed["event"], closed["asked"]["heroku"]) == ("closed", 3)
    # The look (3), the look again (2), the release (1 or more); the rest is the CLI's.
    assert 6 <= closed["asked"]["requests"] < watched.requests
