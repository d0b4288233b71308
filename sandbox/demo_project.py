"""The demo's project: a small real Django application, with its commits, its apps and its visitors.

`make demo` plays with it, and so does the test that runs what README shows.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import psycopg

from sandbox.client import Sandbox

HERE = Path(__file__).parent
CHAPTERS = sorted((HERE / "guestbook").iterdir())  # "1 A guestbook": one folder, one commit
DAYS_AGO = (8, 2, 1)
LABELS = ("live", "uat", "dev")
AUTHOR = ("Ann Demo", "ann@example.com")
SALT = "5a17" * 16  # of the demo's masks; a real one is a secret
CONFIG = {"SECRET_KEY": "only for the demo", "DEBUG": "False"}
CONFIG_OF_DEV = {"THEME": "plain", "SUPPORT": "help@example.com"}
VISITORS = (
    ("Grace Hopper", "grace@navy.example", "A ship in port is safe."),
    ("Ada Lovelace", "ada@engine.example", "It weaves algebraical patterns."),
    ("Alan Turing", "alan@bletchley.example", "We can only see a short distance ahead."),
)


class Failed(Exception):
    """A command that makes the project failed; the message is what it said."""


@dataclass(frozen=True)
class Project:
    """The clone of the guestbook in a folder; its origin lies next to it."""

    sandbox: Sandbox
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        return self.sandbox.env() | {"MASKING_SALT": SALT}

    def set_up(self) -> None:
        """Bring all to where it was last week: the first commit everywhere, two more on dev."""
        for label in LABELS:
            self.sandbox.delete_app(app(label))
            config = CONFIG | (CONFIG_OF_DEV if label == "dev" else {})
            self.sandbox.create_app(app(label), database=True, config=config)
        self._commit_chapters()
        self._share()
        with ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(self._deploy_first, LABELS))
        self._visit()

    def _commit_chapters(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.run("git", "init", "--quiet", "--initial-branch=master")
        self.run("git", "config", "user.name", AUTHOR[0])
        self.run("git", "config", "user.email", AUTHOR[1])
        for chapter, days_ago in zip(CHAPTERS, DAYS_AGO, strict=True):
            shutil.copytree(chapter, self.folder, dirs_exist_ok=True)
            self.run("git", "add", "--all")
            date = (datetime.now(timezone.utc) - timedelta(days=days_ago)).isoformat()
            dated = self.env | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
            message = chapter.name.split(" ", 1)[1]
            self.run("git", "commit", "--quiet", "--message", message, env=dated)
            if chapter is CHAPTERS[0]:
                self.run("git", "checkout", "--quiet", "-b", "dev")

    def _share(self) -> None:
        """Give the project an origin, as a team has one: deployments take their turn there."""
        origin = str(self.folder.with_suffix(".git"))
        shutil.rmtree(origin, ignore_errors=True)
        self.run("git", "init", "--quiet", "--bare", origin)
        self.run("git", "remote", "add", "origin", origin)
        self.run("git", "push", "--quiet", "origin", "master", "dev")

    def _deploy_first(self, label: str) -> None:
        few = ("--no-maintenance", "--skip", "collectstatic")
        self.run("deploy", label, "--branch", "master", *few, "--yes", "--confirm", label)

    def _visit(self) -> None:
        with psycopg.connect(self.sandbox.database_url(app("live")), autocommit=True) as live:
            insert = "INSERT INTO guestbook_entry (name, email, text, written)"
            live.cursor().executemany(f"{insert} VALUES (%s, %s, %s, now())", VISITORS)
            live.execute("ANALYZE")

    def run(self, *argv: str, env: Mapping[str, str] | None = None) -> str:
        """Run a command in the project, and return what it said. Raises Failed."""
        done = subprocess.run(
            argv, cwd=self.folder, env=env or self.env, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise Failed(f"$ {shlex.join(argv)}{os.linesep}{done.stdout}{done.stderr}")
        return done.stdout


def app(label: str) -> str:
    """Return the name of an environment's app."""
    return f"guestbook-{label}"
