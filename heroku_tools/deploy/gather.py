"""Gathering what lies between two commits as git tells it, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from heroku_tools.deploy.changeset import FEW, Changeset, Count, Patterns
from heroku_tools.tools.answers import Apart, Commit
from heroku_tools.tools.git import Git
from heroku_tools.tools.git_answers import ahead, checked, one_of_both, plain
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
        self._plain = self._left = self._right = 0
        self._files: list[str] = []
        self._count = Count(wish.patterns)
        self._telling: tuple[Running, ...] = ()

    @contextmanager
    def under_way(self, git: Git, base: str | None, wanted: str) -> Iterator[Gathering]:
        """Have git tell what `wanted` has and `base` has not, all where that is None."""
        with (
            git.start_both(base, wanted, take=self._take_commits) as log,
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
            more_commits=self._plain - len(self._commits),
            tally=self._count.tally,
        )

    @property
    def apart(self) -> Apart:
        """How far the two commits are apart, once the changeset is known; merges count here."""
        return Apart(self._left, self._right)

    def _take_commits(self, rows: Sequence[str]) -> None:
        right = ahead(rows)
        ours = plain(right)
        self._plain += len(ours)
        self._left += len(rows) - len(right)
        self._right += len(right)
        self._commits += map(one_of_both, self._kept(ours, len(self._commits)))

    def _take_files(self, paths: Sequence[str]) -> None:
        self._count.take(paths)
        self._files += self._kept(paths, len(self._files))

    def _kept(self, rows: Sequence[str], already: int) -> Sequence[str]:
        return rows if self._whole else rows[: FEW - already]
