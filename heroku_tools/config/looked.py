"""What a look at an app's config vars finds (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.config.diff import Sides
from heroku_tools.tools.answers import Release


@dataclass(frozen=True)
class Looked:
    """The two sides, and the app's releases, newest first.

    `phase` is the command of the release phase that a change will run: empty where there is none,
    None where nobody can know. `in_one_request`: the Platform API is open to us.
    """

    app: str
    sides: Sides
    releases: tuple[Release, ...]
    phase: str | None
    in_one_request: bool

    @property
    def newest(self) -> int:
        """The version of the newest release; 0 where there is none."""
        return self.releases[0].version if self.releases else 0

    @property
    def current(self) -> Release | None:
        """The release that runs."""
        return next((release for release in self.releases if release.current), None)

    @property
    def has_code(self) -> bool:
        """Whether anything runs that a change would restart."""
        return bool(self.current and self.current.slug)
