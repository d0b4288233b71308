"""What lies between the live commit and the wanted one: commits and files (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from heroku_tools.tools.answers import Commit


@dataclass(frozen=True)
class Changeset:
    """Commits (newest first, merges left out) and changed paths from the repository's root.

    `known` is False where the live commit is not known: then both are empty and mean nothing.
    `first` says that nothing is live yet: then they are all there is.
    """

    commits: tuple[Commit, ...] = ()
    files: tuple[str, ...] = ()
    known: bool = True
    first: bool = False


def matching(pattern: str, files: Sequence[str]) -> tuple[str, ...]:
    """Return the files a pattern means.

    A plain pattern is looked for in "/" + path. One with `*` or `?` is a glob that may begin at any
    folder and reaches to the end of the path; its `*` also stands for "/".
    """
    if "*" in pattern or "?" in pattern:
        glob = "*/" + pattern.removeprefix("/")
        return tuple(path for path in files if fnmatchcase("/" + path, glob))
    return tuple(path for path in files if pattern in "/" + path)


def digest(files: Sequence[str], *, most: int = 6) -> tuple[tuple[str, int], ...]:
    """Return folders with the number of changed files in each, the fullest first.

    A folder is named no deeper than two levels; beyond `most` rows the rest is summed up as "...".
    """
    counts = Counter(_folder(path) for path in files)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if len(rows) <= most:
        return tuple(rows)
    return (*rows[: most - 1], ("...", sum(count for _, count in rows[most - 1 :])))


def _folder(path: str) -> str:
    folders = path.split("/")[:-1]
    return "/".join(folders[:2]) + "/" if folders else "./"
