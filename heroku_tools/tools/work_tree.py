"""What lies in the work tree, and which remotes the clone knows."""

from __future__ import annotations

import os

from heroku_tools.errors import LookFailed
from heroku_tools.tools import git as git_tool
from heroku_tools.tools import process
from heroku_tools.tools.git import Git

LARGEST = 1_000_000  # bytes of a file that is read


def files(git: Git) -> tuple[str, ...]:
    """Return the paths from the top that git knows or would take. Raises LookFailed."""
    words = ("ls-files", "--cached", "--others", "--exclude-standard", "-z")
    return tuple(path for path in _ask(git, *words).split("\0") if path)


def text_of(git: Git, path: str) -> str:
    """Return the content of a small file; what cannot be read has none."""
    try:
        with (git.top / path).open("rb") as handle:
            return handle.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def remotes(git: Git) -> tuple[tuple[str, str], ...]:
    """Return the clone's remotes: name and URL."""
    said = _ask(git, "config", "--null", "--get-regexp", r"^remote\..*\.url$", none=1)
    pairs = (entry.partition("\n") for entry in said.split("\0") if entry)
    return tuple((key.removeprefix("remote.").removesuffix(".url"), url) for key, _, url in pairs)


def tags(git: Git) -> tuple[str, ...]:
    """Return the names of the clone's tags."""
    said = _ask(git, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags")
    return tuple(said.splitlines())


def _ask(git: Git, *words: str, none: int = 0) -> str:
    """Ask git; the exit code `none` says that there is nothing."""
    env = git_tool.environment(os.environ)
    answer = process.ask(("git", *words), env=env, cwd=git.top)
    if answer.code not in (0, none):
        raise LookFailed(f"`git {words[0]}` failed: {answer.errors.strip()}")
    return answer.text
