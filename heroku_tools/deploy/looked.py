"""What a look finds: everything a deployment is decided on, as values (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.live import Running
from heroku_tools.deploy.road import Known
from heroku_tools.tools.answers import Apart, App, Release, Uncommitted


@dataclass(frozen=True)
class Upstream:
    """Where a promotion comes from: the environment, its app, and the release that runs there."""

    label: str
    app: str
    version: int


@dataclass(frozen=True)
class Wanted:
    """The commit that is wanted: as it was named, its full sha, and the ref it was found as.

    `beside` is origin's commit of a local branch, and `origin` compares the two; None where there
    is nothing to compare.
    `upstream` is where its slug is to be promoted from, None where it is pushed.
    """

    name: str
    sha: str
    ref: str
    ad_hoc: bool
    origin: Apart | None = None
    beside: str | None = None
    upstream: Upstream | None = None


@dataclass(frozen=True)
class Looked:
    """Everything a deployment is decided on."""

    app: App
    releases: tuple[Release, ...]
    running: Running
    live: Known | None
    head: Known | None
    wanted: Wanted
    changeset: Changeset
    release_phase: str | None
    uncommitted: Uncommitted

    @property
    def newest(self) -> int:
        """The version of the newest release, whatever became of it; 0 where there is none."""
        return self.releases[0].version if self.releases else 0
