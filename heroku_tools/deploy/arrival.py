"""What became of a push and of its release: verdicts on what git and Heroku said (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from heroku_tools.deploy.live import commit_of
from heroku_tools.tools.answers import PushAnswer, Release


class Push(str, Enum):
    """How a push ended; only for REFUSED and NOTHING_NEW is it certain that nothing changed."""

    ACCEPTED = "accepted"
    NOTHING_NEW = "nothing new"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Arrival(str, Enum):
    """What became of a release."""

    AWAITED = "awaited"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Seen:
    """A release that holds the commit, and what became of it; none yet while it is awaited."""

    arrival: Arrival
    release: Release | None = None


# git says so before anything is sent; a failure later on is reported as "RPC failed" instead.
NOT_REACHED = ("unable to access", "Authentication failed", "could not read Username", "not found")


def judge_push(answer: PushAnswer) -> Push:
    """Judge by git's own verdict on the ref, else by whether it got as far as sending."""
    if answer.flag == "!":
        lost = "remote failure" in answer.summary or "failed to report" in answer.summary
        return Push.UNKNOWN if lost else Push.REFUSED
    if answer.flag == "=":
        return Push.NOTHING_NEW
    if answer.code == 0:
        return Push.ACCEPTED
    said = _said_by_git(answer)
    sent = "RPC failed" in said or "remote end hung up" in said
    reached = not any(words in said for words in NOT_REACHED)
    return Push.UNKNOWN if sent or reached else Push.REFUSED


def _said_by_git(answer: PushAnswer) -> str:
    """Leave out what Heroku said: a build may well print "not found"."""
    lines = answer.errors.splitlines()
    return "\n".join(line for line in lines if not line.startswith("remote:"))


def judge_release(
    releases: Sequence[Release], commit: str, after: int, slug: str | None = None
) -> Seen:
    """Judge the newest release after version `after` that holds a commit (full sha), or a slug.

    `releases` are newest first. One that has succeeded counts more than a newer one that has not:
    that was made by somebody else. A later release of other code has REPLACED it.
    """
    later = [release for release in releases if release.version > after]
    held = [each for each in later if _holds(each, releases, commit, slug)]
    if not held:
        return Seen(Arrival.AWAITED)
    release = next((each for each in held if each.status == "succeeded"), held[0])
    return Seen(_became(release, releases), release)


def _holds(release: Release, releases: Sequence[Release], commit: str, slug: str | None) -> bool:
    """A known slug tells for certain; the release that says its commit may be long ago."""
    if slug is not None:
        return release.slug == slug
    return commit.startswith(commit_of(release, releases) or "?")


def _became(release: Release, releases: Sequence[Release]) -> Arrival:
    if release.status == "pending":
        return Arrival.PENDING
    if release.status != "succeeded":
        return Arrival.FAILED
    current = next((each for each in releases if each.current), release)
    replaced = current.version > release.version and current.slug != release.slug
    return Arrival.REPLACED if replaced else Arrival.SUCCEEDED
