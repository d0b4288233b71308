"""Small tools for tests: real git repositories, and the real CLI and git as a person runs them."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Env = Mapping[str, str]
Done = subprocess.CompletedProcess[str]
PATIENCE = 60


def run(env: Env, *argv: str, cwd: Path | None = None, stdin: str | None = None) -> Done:
    """Run a program to its end, whatever its exit code; nobody is at the keyboard."""
    return subprocess.run(
        argv, env=dict(env), cwd=cwd, input=stdin or "", capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


def heroku(env: Env, *words: str, stdin: str | None = None) -> Done:
    """Run the real heroku CLI."""
    return run(env, "heroku", *words, stdin=stdin)


def remote(app: str) -> str:
    """Where Heroku keeps an app's git repository."""
    return f"https://git.heroku.com/{app}.git"


@dataclass(frozen=True)
class Repository:
    """A git repository in a folder, and the environment in which git works on it."""

    folder: Path
    env: Env

    @classmethod
    def make(cls, folder: Path, env: Env, files: Mapping[str, str] | None = None) -> "Repository":
        """A new repository on branch main, with one commit if there are `files`."""
        folder.mkdir(parents=True, exist_ok=True)
        repository = cls(folder, env)
        repository.git("init", "--quiet", "--initial-branch=main")
        if files:
            repository.commit(files)
        return repository

    def git(self, *words: str) -> str:
        """Run git and return what it says; a failure is an error of the test."""
        done = run(self.env, "git", *words, cwd=self.folder)
        assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
        return done.stdout.strip()

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: Mapping[str, str], message: str = "A change") -> str:
        """Write files and commit them; the commit's full name."""
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def push(self, app: str, refspec: str = "HEAD:refs/heads/main", *options: str) -> Done:
        """Push to Heroku; the exit code is for the test to look at."""
        return run(self.env, "git", "push", *options, remote(app), refspec, cwd=self.folder)
