"""Which commit is live, and where Heroku's git is: read from the app's releases (pure).

The live commit is that of the release marked `current`, which after a rollback is not the newest
deploy. Releases name a commit by 8 digits in their description; those that name none (a rollback, a
config change) share the slug of one that does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heroku_tools.tools.answers import Build, Release

_RETRY = re.compile(r"^(Retry of v\d+: )+")
_DEPLOY = re.compile(r"^Deploy ([0-9a-f]{7,40})$")
_PROMOTE = re.compile(r"^Promote \S+ v\d+ ([0-9a-f]{7,40})$")
_BRINGS_CODE = re.compile(r"^(Deploy|Deployed|Promote) ")


@dataclass(frozen=True)
class Running:
    """What runs: the current release, and the abbreviated commit of its slug where it is known.

    `release` is None, or without a slug, where nothing was ever deployed. Containers have no slug
    either: `code` says that a release brought some.
    """

    release: Release | None
    abbreviated: str | None
    code: bool = False

    @property
    def nothing(self) -> bool:
        """Whether no code runs at all: the next deployment is the first."""
        return self.release is None or (self.release.slug is None and not self.code)

    @property
    def version(self) -> int | None:
        """The version of what runs; None where nothing does."""
        return self.release.version if self.release and not self.nothing else None

    @property
    def in_words(self) -> str:
        """What runs: "runs v3", or "has no code"."""
        return (
            f"runs v{self.release.version}" if self.release and not self.nothing else "has no code"
        )


def running(releases: Sequence[Release]) -> Running:
    """Find what runs among releases, newest first."""
    current = next((release for release in releases if release.current), None)
    if current is None:
        return Running(None, None)
    return Running(current, commit_of(current, releases), _has_code(current, releases))


def _has_code(current: Release, releases: Sequence[Release]) -> bool:
    earlier = [each for each in releases if each.version <= current.version]
    return any(
        each.status == "succeeded" and _BRINGS_CODE.match(_RETRY.sub("", each.description))
        for each in earlier
    )


def commit_of(release: Release, releases: Sequence[Release]) -> str | None:
    """Return the abbreviated commit of a release: its own, or that of one with the same slug."""
    own = _named(release)
    if own or release.slug is None:
        return own
    kin = (_named(other) for other in releases if other.slug == release.slug)
    return next((commit for commit in kin if commit), None)


def git_head(releases: Sequence[Release]) -> str | None:
    """Return the abbreviated commit git judges a fast-forward against: the newest push's.

    A push whose release phase failed counts; a promotion does not touch Heroku's git.
    """
    pushed = (_DEPLOY.match(release.description) for release in releases)
    return next((match.group(1) for match in pushed if match), None)


def built_last(builds: Sequence[Build]) -> str | None:
    """Return the full commit of the newest build that succeeded: a push that git accepted."""
    return next((build.commit for build in builds if build.status == "succeeded"), None)


def settled(releases: Sequence[Release], asked: int) -> bool:
    """Say whether these releases tell what runs, or whether more than the `asked` for may help."""
    if len(releases) < asked:
        return True
    return running(releases).abbreviated is not None


def _named(release: Release) -> str | None:
    description = _RETRY.sub("", release.description)
    match = _DEPLOY.match(description) or _PROMOTE.match(description)
    return match.group(1) if match else None
