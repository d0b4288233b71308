"""What lies in the work tree, and which tags the clone knows."""

from __future__ import annotations

from heroku_tools.tools.git import Git
from heroku_tools.tools.git_answers import fields, lines

LARGEST = 1_000_000  # bytes of a file that is read


def files(git: Git) -> tuple[str, ...]:
    """Return the paths from the top that git knows or would take. Raises LookFailed."""
    return tuple(fields(git.ask("ls-files", "--cached", "--others", "--exclude-standard", "-z")))


def text_of(git: Git, path: str) -> str:
    """Return the content of a small file; what cannot be read has none."""
    try:
        with (git.top / path).open("rb") as handle:
            return handle.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def tags(git: Git) -> tuple[str, ...]:
    """Return the names of the clone's tags. Raises LookFailed."""
    return tuple(lines(git.ask("for-each-ref", "--format=%(refname:strip=2)", "refs/tags")))
