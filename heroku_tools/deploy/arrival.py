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
    sent = "RPC failed" in answer.errors or "remote end hung up" in answer.errors
    reached = not any(words in answer.errors for words in NOT_REACHED)
    return Push.UNKNOWN if sent or reached else Push.REFUSED


def judge_release(releases: Sequence[Release], commit: str, after: int) -> Seen:
    """Judge the newest release after version `after` that holds a commit (full sha).

    `releases` are newest first. A later release of other code has REPLACED it.
    """
    later = [release for release in releases if release.version > after]
    for release in later:
        held = commit_of(release, releases)
        if held and commit.startswith(held):
            return Seen(_became(release, releases), release)
    return Seen(Arrival.AWAITED)


def _became(release: Release, releases: Sequence[Release]) -> Arrival:
    if release.status == "pending":
        return Arrival.PENDING
    if release.status != "succeeded":
        return Arrival.FAILED
    current = next((each for each in releases if each.current), release)
    return Arrival.SUCCEEDED if current.slug == release.slug else Arrival.REPLACED
