"""What Heroku remembers of an app: releases, slugs, builds, dynos and config vars."""

import asyncio
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sandbox.databases import Place
from sandbox.outputs import Output

NAME = re.compile(r"[a-z][a-z0-9-]{1,28}[a-z0-9]")
SUCCEEDED, FAILED, PENDING, EXPIRED = "succeeded", "failed", "pending", "expired"


def now() -> datetime:
    return datetime.now(timezone.utc)


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Slug:
    """What a build made: a checkout on disk (none for a seeded slug) and its process types."""

    commit: str | None
    process_types: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    virtualenv: Path | None = None
    size: int = 0
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Release:
    """One line of `heroku releases`: a slug and the config vars it runs with."""

    version: int
    description: str
    slug: Slug | None
    config_vars: Mapping[str, str]
    status: str = SUCCEEDED
    output: Output | None = None
    ineligible: bool = False
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)

    @property
    def eligible_for_rollback(self) -> bool:
        return self.status == SUCCEEDED and self.slug is not None and not self.ineligible


@dataclass(frozen=True)
class Build:
    """One try to make a slug of a commit."""

    commit: str
    output: Output
    status: str = PENDING
    slug_id: str | None = None
    release_id: str | None = None
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)


@dataclass
class Dyno:
    """A one-off dyno or the dyno of a release phase, from its creation to its end."""

    name: str
    type: str
    command: str
    release: Release
    env: Mapping[str, str] = field(default_factory=dict)
    tty: bool = False
    state: str = "starting"
    secret: str | None = None
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)

    def becomes(self, state: str) -> None:
        self.state, self.updated_at = state, now()


@dataclass(frozen=True)
class Database:
    """A PostgreSQL add-on; `owner` is the app it belongs to and is billed to, by name."""

    name: str
    owner: str
    plan: str
    place: Place
    follows: "Database | None" = None
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Attachment:
    """An add-on as an app sees it: its URL is the config var NAME_URL."""

    name: str
    database: Database
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)

    @property
    def config_var(self) -> str:
        return f"{self.name}_URL"


@dataclass
class App:
    """One app and everything that belongs to it."""

    name: str
    maintenance: bool = False
    config_vars: dict[str, str] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    builds: list[Build] = field(default_factory=list)
    dynos: dict[str, Dyno] = field(default_factory=dict)
    quantities: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    push_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def current(self) -> Release:
        """The last release that succeeded: what the app runs."""
        return next(r for r in reversed(self.releases) if r.status == SUCCEEDED)

    @property
    def latest(self) -> Release:
        return self.releases[-1]

    @property
    def addon_config_vars(self) -> dict[str, str]:
        return {one.config_var: one.database.place.url for one in self.attachments}

    @property
    def slug_folders(self) -> set[Path]:
        slugs = (release.slug for release in self.releases)
        return {slug.folder for slug in slugs if slug and slug.folder}

    def add(self, release: Release) -> Release:
        self.releases.append(release)
        return release

    def settle(self, release: Release, status: str) -> Release:
        """Replace a pending release by what became of it."""
        return self.change(release, status=status, updated_at=now())

    def change(self, release: Release, **changes: Any) -> Release:
        at = next(n for n, known in enumerate(self.releases) if known.id == release.id)
        self.releases[at] = replace(self.releases[at], **changes)
        return self.releases[at]

    def seed_config_vars(self, config_vars: Mapping[str, str]) -> None:
        """Put config vars in place as if they had always been there: no release."""
        self.config_vars = {**self.config_vars, **config_vars}
        self.change(self.current, config_vars={**self.current.config_vars, **config_vars})

    def note(self, build: Build) -> Build:
        """Add a build, or replace it by its newer self."""
        if any(known.id == build.id for known in self.builds):
            self.builds = [build if known.id == build.id else known for known in self.builds]
        else:
            self.builds.append(build)
        return build

    def find_release(self, identity: str) -> Release | None:
        """The release with this id or version."""
        return next((r for r in self.releases if identity in (r.id, str(r.version))), None)

    def find_build(self, identity: str) -> Build | None:
        return next((build for build in self.builds if build.id == identity), None)

    def find_slug(self, identity: str) -> Slug | None:
        slugs = (release.slug for release in reversed(self.releases))
        return next((slug for slug in slugs if slug and slug.id == identity), None)

    def find_attachment(self, name: str) -> Attachment | None:
        """The attachment of this name; that of its config var will do."""
        wanted = (name.upper(), name.upper().removesuffix("_URL"))
        return next((one for one in self.attachments if one.name in wanted), None)

    def find_dyno(self, identity: str) -> Dyno | None:
        return next((d for d in self.dynos.values() if identity in (d.id, d.name)), None)


def with_changes(
    current: Mapping[str, str], changes: Mapping[str, str | None]
) -> tuple[dict[str, str], str | None]:
    """The config vars after `changes` (None unsets) and the release's words, None for no change."""
    wanted = {k: v for k, v in {**current, **changes}.items() if v is not None}
    if wanted == current:
        return wanted, None
    put = [key for key in changes if key in wanted and current.get(key) != wanted[key]]
    gone = [key for key in changes if key in current and key not in wanted]
    return wanted, _words(put, gone)


def _words(put: Sequence[str], gone: Sequence[str]) -> str:
    parts = [f"{verb} {', '.join(keys)}" for verb, keys in (("Set", put), ("Remove", gone)) if keys]
    return f"{' and '.join(parts)} config vars"
