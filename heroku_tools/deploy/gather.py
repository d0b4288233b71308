"""Gathering what lies between two commits as git tells it, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from heroku_tools.deploy.changeset import FEW, Changeset, Count, Patterns
from heroku_tools.tools.answers import Commit
from heroku_tools.tools.git import Git
from heroku_tools.tools.git_answers import checked, commit
from heroku_tools.tools.running import Running


@dataclass(frozen=True)
class Wish:
    """What is wanted of a changeset: the files of these patterns, and `whole`: every one named."""

    patterns: tuple[Patterns, ...] = ()
    whole: bool = False


class Gathering:
    """A changeset that git is telling of."""

    def __init__(self, wish: Wish) -> None:
        self._whole = wish.whole
        self._commits: list[Commit] = []
        self._passed = 0
        self._files: list[str] = []
        self._count = Count(wish.patterns)
        self._telling: tuple[Running, ...] = ()

    @contextmanager
    def under_way(self, git: Git, base: str | None, wanted: str) -> Iterator[Gathering]:
        """Have git tell what `wanted` has and `base` has not, all where that is None."""
        with (
            git.start_commits(base, wanted, take=self._take_commits) as log,
            git.start_files(base, wanted, take=self._take_files) as diff,
        ):
            self._telling = (log, diff)
            yield self

    def changeset(self, *, first: bool) -> Changeset:
        """Wait for the end. Raises LookFailed."""
        for each in self._telling:
            checked(each.wait())
        return Changeset(
            tuple(self._commits),
            tuple(self._files),
            first=first,
            more_commits=self._passed - len(self._commits),
            tally=self._count.tally,
        )

    def _take_commits(self, rows: Sequence[str]) -> None:
        self._passed += len(rows)
        self._commits += map(commit, self._kept(rows, len(self._commits)))

    def _take_files(self, paths: Sequence[str]) -> None:
        self._count.take(paths)
        self._files += self._kept(paths, len(self._files))

    def _kept(self, rows: Sequence[str], already: int) -> Sequence[str]:
        return rows if self._whole else rows[: FEW - already]
