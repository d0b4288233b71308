"""By which road the wanted commit gets onto the app, or why it must not (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from heroku_tools.deploy.live import commit_of
from heroku_tools.tools.answers import Apart, Release


class Kind(str, Enum):
    """The roads there are."""

    UP_TO_DATE = "up-to-date"
    PUSH = "push"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    RETRY = "retry"


@dataclass(frozen=True)
class Known:
    """A commit that Heroku names: its 8 digits, and the full sha where the clone has it."""

    abbreviated: str
    sha: str | None
    apart: Apart | None = None  # commits only it has, and only the wanted one


@dataclass(frozen=True)
class Road:
    """How to get there.

    `version`: the release to promote, to go back to or to retry; `slug`: what it holds, where that
    will arrive as it is; `upstream`: the app it is promoted from; `notes`: warnings.
    """

    kind: Kind
    force: bool = False
    version: int | None = None
    notes: tuple[str, ...] = ()
    upstream: str | None = None
    slug: str | None = None


@dataclass(frozen=True)
class NoRoad:
    """Why the wanted commit is not deployed, and what to do instead."""

    message: str
    hint: str


def find(
    *,
    label: str,
    app: str,
    again: str,
    wanted: str,
    live: Known | None,
    head: Known | None,
    releases: Sequence[Release],
    force: bool,
) -> Road | NoRoad:
    """Find the road for a full sha; `again` is how this deployment is typed.

    `live` is None where nothing runs or its commit has no name; `head`, the commit Heroku's git is
    at, is None before the first push.
    """
    if live and live.sha == wanted:
        return Road(Kind.UP_TO_DATE)
    if head and head.sha == wanted:
        return _again(app, wanted, releases)
    if live and _behind(live) and not force:
        return _live_is_ahead(label, live)
    return _push(again, live, head, force=force)


def promoted(*, wanted: str, live: Known | None, upstream: str, version: int) -> Road:
    """Find the road of a promotion: `version` of the app `upstream` holds the full sha `wanted`."""
    if live and live.sha == wanted:
        return Road(Kind.UP_TO_DATE)
    return Road(Kind.PROMOTE, version=version, notes=_gone(live), upstream=upstream)


def _again(app: str, wanted: str, releases: Sequence[Release]) -> Road | NoRoad:
    """Heroku's git has the commit, yet another one runs: a push would release nothing."""
    newest = releases[0]
    holds = [each for each in releases if wanted.startswith(commit_of(each, releases) or "?")]
    if newest in holds and newest.status == "pending":
        return NoRoad(
            f"v{newest.version} is being released right now, with the very commit you want",
            f"Wait for it; follow it with: heroku releases:output --app={app}",
        )
    if newest in holds and newest.status == "failed":
        return Road(Kind.RETRY, version=newest.version, slug=newest.slug)
    for release in holds:
        if release.status == "succeeded" and release.eligible_for_rollback:
            notes = _restored(release, releases)
            return Road(Kind.ROLLBACK, version=release.version, notes=notes, slug=release.slug)
    return NoRoad(
        f"Heroku's git already has {wanted[:8]}, but no release of it that could run again",
        "Give it a new commit: git commit --allow-empty -m 'Release again'",
    )


def _restored(release: Release, releases: Sequence[Release]) -> tuple[str, ...]:
    """A rollback brings the config vars of that time back as well: say which changes go."""
    later = [each for each in releases if each.version > release.version]
    lost = [each for each in later if "config vars" in each.description]
    if not lost:
        return ()
    names = ", ".join(f"v{each.version} ({each.description})" for each in lost[:3])
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return (f"v{release.version} brings its config vars back too; undone: {names}{more}",)


def _push(again: str, live: Known | None, head: Known | None, *, force: bool) -> Road | NoRoad:
    gone = _gone(live)
    if head is None:
        return Road(Kind.PUSH, notes=gone)
    if head.apart is None:
        note = f"Heroku's git is at {head.abbreviated}, which is nowhere to be found"
        return Road(Kind.PUSH, force=force, notes=(*gone, f"{note}: it may refuse the push"))
    if head.apart.only_first == 0:
        return Road(Kind.PUSH, notes=gone)
    if force:
        return Road(Kind.PUSH, force=True, notes=gone)
    return NoRoad(
        f"Heroku's git is at {head.abbreviated}, which has {_commits(head.apart.only_first)} that "
        f"the wanted one has not: a push would be refused",
        f"Merge them, or, if they may go: {again} --force",
    )


def _gone(live: Known | None) -> tuple[str, ...]:
    if live is None or live.apart is None or live.apart.only_first == 0:
        return ()
    number = live.apart.only_first
    verb = "is" if number == 1 else "are"
    return (f"{_commits(number)} of what runs now {verb} not in the wanted one, and will be gone",)


def _behind(live: Known) -> bool:
    return live.apart is not None and live.apart.only_second == 0 and live.apart.only_first > 0


def _live_is_ahead(label: str, live: Known) -> NoRoad:
    assert live.apart is not None  # `_behind` said so
    return NoRoad(
        f"{label} runs {live.abbreviated}, which is {_commits(live.apart.only_first)} ahead of the "
        "wanted one: a colleague has deployed since",
        "Bring your branch up to date with: git pull",
    )


def _commits(number: int) -> str:
    return "1 commit" if number == 1 else f"{number} commits"
