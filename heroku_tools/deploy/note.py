"""The release note, made from what is deployed (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from heroku_tools.console import count, printable
from heroku_tools.deploy.changeset import FEW, Changeset, Patterns, matching
from heroku_tools.deploy.looked import Looked
from heroku_tools.settings import Command
from heroku_tools.tools.answers import Commit

MOST = FEW  # commits and migrations that are named
MIGRATIONS = ("/migrations/",)


def automatic(label: str, looked: Looked, commands: tuple[Command, ...], who: str) -> str:
    """Write the note: a title, who and from where to where, the commits, the migrations."""
    changeset, wanted = looked.changeset, looked.wanted.sha[:8]
    parts = [
        f"Deploy {_what(changeset, wanted)} to {label} ({looked.app.name})",
        f"By {who}, {_span(looked, wanted)}.",
        listed("Commits", commits(changeset.commits), changeset.commit_count),
        _migrations(changeset, commands),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def migrating(commands: tuple[Command, ...]) -> Patterns:
    """Return the patterns that the migrate command goes by, or else those of migrations folders."""
    own = next((each.when.patterns for each in commands if each.name == "migrate"), ())
    return own or MIGRATIONS


def migrations(changeset: Changeset, commands: tuple[Command, ...]) -> list[str]:
    """Return those of a changeset that has all its files."""
    found = (path for each in migrating(commands) for path in matching(each, changeset.files))
    return list(dict.fromkeys(map(printable, found)))


def _migrations(changeset: Changeset, commands: tuple[Command, ...]) -> str:
    hits = changeset.hits(migrating(commands))
    return listed("Migrations", [printable(path) for path in hits.files], hits.count)


def _what(changeset: Changeset, wanted: str) -> str:
    return count(changeset.commit_count, "commit") if changeset.commits else wanted


def _span(looked: Looked, wanted: str) -> str:
    release = looked.running.release
    if release is None or looked.running.nothing:
        return f"the first deployment, of {wanted}"
    live = looked.live.abbreviated if looked.live else "an unknown commit"
    return f"from {live} (v{release.version}) to {wanted}"


def commits(found: Sequence[Commit]) -> list[str]:
    """Return a line for each commit."""
    return [
        f"{each.sha[:8]}  {printable(each.subject)}  ({printable(each.author)})" for each in found
    ]


def listed(title: str, lines: list[str], total: int | None = None) -> str:
    """Return lines under a title, so many at most; nothing where there are none.

    `total`: how many there are, where that is not all of the lines.
    """
    if not lines:
        return ""
    total = len(lines) if total is None else total
    more = [f"... and {total - MOST:,} more"] if total > MOST else []
    return "\n".join([title, *(f"  {line}" for line in (*lines[:MOST], *more))])
