"""Which release a rollback may go back to, and which it goes to by itself (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from heroku_tools.deploy.live import commit_of, running
from heroku_tools.errors import UsageFailed
from heroku_tools.tools.answers import Release

NAMED = 8  # eligible versions that a message names
_ROLLBACK = re.compile(r"^Rollback to v(\d+)$")


def eligible(releases: Sequence[Release]) -> tuple[Release, ...]:
    """Return the releases that can be released again, newest first; the one that runs is none."""
    return tuple(release for release in releases if not _why_not(release))


def ran_before(releases: Sequence[Release]) -> Release | None:
    """Return the newest eligible release with other code that ran before the one that runs now.

    Releases that only changed config vars hold the same code; one that failed never ran.
    """
    current = running(releases).release
    if current is None:
        return None
    earlier = (each for each in eligible(releases) if each.version < current.version)
    return next((each for each in earlier if not same_code(each, current, releases)), None)


def same_code(one: Release, other: Release, releases: Sequence[Release]) -> bool:
    """Say whether two releases hold the same code: the same slug, or slugs of the same commit."""
    commit = commit_of(one, releases)
    return one.slug == other.slug or (commit is not None and commit == commit_of(other, releases))


def version_of(typed: str) -> int:
    """Read "v12" or "12". Raises UsageFailed."""
    match = re.fullmatch(r"[vV]?([0-9]{1,9})", typed.strip())
    if match is None:
        raise UsageFailed(f"`{typed}` is no release; one is called v12, or 12")
    return int(match.group(1))


def named(releases: Sequence[Release], version: int) -> Release:
    """Return the release of a version. Raises UsageFailed where it cannot be gone back to."""
    found = next((each for each in releases if each.version == version), None)
    why_not = _why_not(found) if found else f"there is no release v{version}"
    if found is None or why_not:
        raise UsageFailed(f"{why_not}; nothing was touched", hint=choices(releases))
    return found


def choices(releases: Sequence[Release]) -> str:
    """Say which releases can be gone back to."""
    versions = [f"v{release.version}" for release in eligible(releases)]
    if not versions:
        return "There is none to go back to."
    more = f" and {len(versions) - NAMED} more" if len(versions) > NAMED else ""
    return f"These can be gone back to: {', '.join(versions[:NAMED])}{more}"


def undone_by(current: Release) -> int | None:
    """Return the version that what runs now went back to, where it is a rollback itself."""
    match = _ROLLBACK.match(current.description)
    return int(match.group(1)) if match else None


def _why_not(release: Release) -> str:
    """Why a release cannot be gone back to; empty where it can."""
    name = f"v{release.version} ({release.description})"
    if release.current:
        return f"{name} is what runs now"
    if release.status == "expired":
        return f"{name} has expired: Heroku does not keep it any more"
    if release.status == "pending":
        return f"{name} is being released right now"
    if release.status != "succeeded":
        return f"{name} has failed: it never ran"
    if release.slug is None:
        return f"{name} holds no slug that could run"
    if not release.eligible_for_rollback:
        return f"{name} is not eligible for a rollback any more, says Heroku"
    return ""
