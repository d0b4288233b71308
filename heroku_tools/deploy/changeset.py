"""What lies between the live commit and the wanted one: commits and files (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from heroku_tools.tools.answers import Commit

FEW = 50  # commits, and files of a pattern, that are named at most where not all are shown

Patterns = tuple[str, ...]


@dataclass(frozen=True)
class Hits:
    """The files that patterns mean: how many, and by pattern the first FEW, in their order."""

    count: int = 0
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def patterns(self) -> Patterns:
        """The patterns that mean any."""
        return tuple(self.named)

    @property
    def files(self) -> tuple[str, ...]:
        """The first of them, each once."""
        return tuple(dict.fromkeys(path for paths in self.named.values() for path in paths))


@dataclass(frozen=True)
class Tally:
    """What was counted of files as they passed: all of them, by folder, and by patterns."""

    total: int
    folders: Mapping[str, int]
    hits: Mapping[Patterns, Hits]


@dataclass(frozen=True)
class Changeset:
    """Commits (newest first, merges left out) and changed paths from the repository's root.

    `known` is False where the live commit is not known: then both are empty and mean nothing.
    `first` says that nothing is live yet: then they are all there is. Of a large one only the first
    commits and files may be here: there are `more_commits`, and the `tally` knows all files.
    """

    commits: tuple[Commit, ...] = ()
    files: tuple[str, ...] = ()
    known: bool = True
    first: bool = False
    more_commits: int = 0
    tally: Tally | None = None

    @property
    def commit_count(self) -> int:
        """How many commits there are."""
        return len(self.commits) + self.more_commits

    @property
    def counted(self) -> Tally:
        """What there is to know of all files, but their hits."""
        return self.tally or Count(()).take(self.files).tally

    def hits(self, patterns: Patterns) -> Hits:
        """Return the files that patterns mean."""
        if self.tally and patterns in self.tally.hits:
            return self.tally.hits[patterns]
        return Count([patterns]).take(self.files).tally.hits[patterns]


class Count:
    """Counts files as they pass, a few at a time, and keeps none but the first."""

    def __init__(self, wanted: Iterable[Patterns]) -> None:
        """`wanted`: what hits will be asked for."""
        self._total = 0
        self._folders: Counter[str] = Counter()
        self._hits = {patterns: _Hits(patterns) for patterns in wanted}

    def take(self, paths: Sequence[str]) -> Count:
        """Count more of them."""
        self._total += len(paths)
        folders = Counter([path.rpartition("/")[0] for path in paths])
        for folder, count in folders.items():
            self._folders[_shown(folder)] += count
        for hits in self._hits.values():
            hits.take(paths)
        return self

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        found = {patterns: hits.found for patterns, hits in self._hits.items()}
        return Tally(self._total, dict(self._folders), found)


class _Hits:
    def __init__(self, patterns: Patterns) -> None:
        self._count = 0
        self._named: dict[str, list[str]] = {pattern: [] for pattern in patterns}

    def take(self, paths: Sequence[str]) -> None:
        found = {pattern: matching(pattern, paths) for pattern in self._named}
        self._count += len(set().union(*found.values()))
        for pattern, named in self._named.items():
            named += found[pattern][: FEW - len(named)]

    @property
    def found(self) -> Hits:
        named = {pattern: tuple(paths) for pattern, paths in self._named.items() if paths}
        return Hits(self._count, named)


def matching(pattern: str, files: Sequence[str]) -> tuple[str, ...]:
    """Return the files a pattern means.

    A plain pattern is looked for in "/" + path. One with `*` or `?` is a glob that may begin at any
    folder and reaches to the end of the path; its `*` also stands for "/".
    """
    if "*" in pattern or "?" in pattern:
        glob = "*/" + pattern.removeprefix("/")
        return tuple(path for path in files if fnmatchcase("/" + path, glob))
    if pattern not in "/" + "\n/".join(files):  # of 100,000 files mostly none, which is soon seen
        return ()
    return tuple(path for path in files if pattern in "/" + path)


def digest(folders: Mapping[str, int], *, most: int = 6) -> tuple[tuple[str, int], ...]:
    """Return folders with the number of changed files in each, the fullest first.

    Beyond `most` rows the rest is summed up as "...".
    """
    rows = sorted(folders.items(), key=lambda row: (-row[1], row[0]))
    if len(rows) <= most:
        return tuple(rows)
    return (*rows[: most - 1], ("...", sum(count for _, count in rows[most - 1 :])))


def _shown(folder: str) -> str:
    """A folder is named no deeper than two levels."""
    return "/".join(folder.split("/", 2)[:2]) + "/" if folder else "./"
