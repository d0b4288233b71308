"""What git and Heroku answer, as plain values; pure, so that decisions can be made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """A release of an app. `at` is ISO 8601; `slug` is None before the first deployment.

    `status` is one of succeeded, failed, pending, expired; `current` marks the last that succeeded.
    """

    version: int
    status: str
    current: bool
    description: str
    slug: str | None
    by: str
    at: str
    eligible_for_rollback: bool = True


@dataclass(frozen=True)
class App:
    """An app as Heroku knows it; `url` is its web address, `buildpack` what last built it."""

    name: str
    maintenance: bool
    url: str
    buildpack: str = ""


@dataclass(frozen=True)
class Place:
    """Where a database URL leads, without its password: for comparing and for showing."""

    host: str
    port: int
    database: str
    user: str

    def __str__(self) -> str:
        """Return it as a person would name it."""
        return f"{self.database} at {self.host or 'localhost'}:{self.port}"


@dataclass(frozen=True)
class Build:
    """A try to make a slug of a commit. `status` is one of pending, succeeded, failed.

    `slug` and `release` are ids, None as long as there are none; `at` is ISO 8601.
    """

    id: str
    status: str
    commit: str | None
    slug: str | None
    release: str | None
    at: str


@dataclass(frozen=True)
class Dyno:
    """A dyno: `name` is "web.1" or "run.1234", `version` that of its release, `at` ISO 8601."""

    name: str
    type: str
    state: str
    command: str
    version: int
    at: str


@dataclass(frozen=True)
class Attachment:
    """An add-on as an app sees it: as `name` ("DATABASE"); `owner` is the app it belongs to.

    `addon` is the add-on's name, `plan` "heroku-postgresql:essential-0", empty where nobody said
    it; `config_vars` are the names of this app's config vars that come of it.
    """

    name: str
    addon: str
    owner: str
    addon_id: str = ""
    plan: str = ""
    config_vars: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcessType:
    """A line of the formation: `quantity` dynos of a `size` ("Basic") run the process type."""

    type: str
    quantity: int
    size: str


@dataclass(frozen=True)
class Coupling:
    """Where an app stands in a pipeline, by the pipeline's id; empty where it is in none."""

    pipeline: str = ""
    stage: str = ""


class ConfigVars(Mapping[str, str]):
    """Config vars by name. They are secrets: shown are their names only."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"ConfigVars({', '.join(sorted(self._values))})"


@dataclass(frozen=True)
class Commit:
    """A commit: full `sha`, `author` by name, `at` in seconds since 1970, `subject` line."""

    sha: str
    author: str
    at: int
    subject: str


@dataclass(frozen=True)
class Apart:
    """How far two commits are apart: commits only the one has, and only the other."""

    only_first: int
    only_second: int


@dataclass(frozen=True)
class Uncommitted:
    """What lies in the working tree and is in no commit: changed and untracked files, counted."""

    changed: int
    untracked: int


@dataclass(frozen=True)
class PushAnswer:
    """How a push ended: git's own verdict on the ref, where it came to one, and what it printed."""

    code: int
    flag: str  # of `git push --porcelain`: " ", "+", "*", "=" or "!"; "" where there is none
    summary: str
    errors: str
