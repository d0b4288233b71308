"""An origin, and clones of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from heroku_tools.tools.git import Git
from tests.support import Repository, run


@dataclass(frozen=True)
class Origin:
    """A bare repository that clones are made of, and that can be made difficult."""

    folder: Path

    def clone(self, name: str) -> Git:
        """A clone by the person of that name."""
        folder = self.folder.parent / name
        run(os.environ, "git", "clone", "-q", str(self.folder), str(folder))
        repository = Repository(folder, dict(os.environ))
        repository.git("config", "user.email", f"{name}@example.com")
        return Git.open(folder, os.environ)

    def git(self, *words: str) -> str:
        return Repository(self.folder, dict(os.environ)).git(*words)

    def before_a_push(self, script: str) -> None:
        """Have a push do this first; it is refused where that fails."""
        self._hook("pre-receive", script)

    def after_a_push(self, script: str) -> None:
        """Have a push do this when it is done: what it says then is lost."""
        self._hook("post-receive", script)

    def _hook(self, name: str, script: str) -> None:
        hook = self.folder / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)

    def open_again(self) -> None:
        for hook in (self.folder / "hooks").iterdir():
            hook.unlink()

    @property
    def locks(self) -> str:
        """The refs of the locks, with the first line of what each says."""
        layout = "--format=%(refname:lstrip=3) %(subject)"
        return self.git("for-each-ref", layout, "refs/heroku-tools")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    folder = tmp_path / "origin.git"
    run(os.environ, "git", "init", "-q", "--bare", str(folder))
    return Origin(folder)


NOBODY_MAY_LOCK = """\
while read old new ref; do
    case "$ref" in refs/heroku-tools/*) exit 1;; esac
done"""
