"""Plain values that the tables of decisions are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.live import git_head, running
from heroku_tools.deploy.looked import Looked, Wanted
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.deploy.road import Known
from heroku_tools.settings import Command, DeployPolicy, Environment, Rerun, Settings, When
from heroku_tools.tools.answers import Apart, App, Commit, Release, Uncommitted

A, B, C = ("a" * 40, "b" * 40, "c" * 40)
AT = "2026-11-13T16:05:00Z"


def release(
    version: int,
    description: str,
    slug: str | None = None,
    *,
    status: str = "succeeded",
    current: bool = False,
    eligible: bool = True,
) -> Release:
    return Release(version, status, current, description, slug, "ann@example.com", AT, eligible)


def deployed(
    version: int, sha: str, *, status: str = "succeeded", current: bool = False
) -> Release:
    return release(version, f"Deploy {sha[:8]}", f"slug-{sha[0]}", status=status, current=current)


FRESH = (
    release(2, "Enable Logplex", current=True),
    release(1, "Initial release"),
)

MIGRATE = Command(
    "migrate", "python manage.py migrate", When(patterns=("/migrations/",)), True, Rerun.ASK
)
STATIC = Command(
    "collectstatic", "python manage.py collectstatic", When(patterns=("/static/",)), False,
    Rerun.SAFE,
)  # fmt: skip
CACHE = Command("clear-cache", "python manage.py clear_cache", When(always=True), False, Rerun.SAFE)
LOAD = Command("load", "python manage.py loaddata", When(), False, Rerun.ASK)
COMMANDS = (MIGRATE, STATIC, LOAD)

DEV = Environment("dev", "my-app", "main", False, DeployPolicy(), "app.conf.yaml:3")
SETTINGS = Settings(Path("app.conf.yaml"), (DEV,), COMMANDS)

COMMITS = (Commit(B, "Ann", 1_700_000_000, "Mend it"), Commit("d" * 40, "Bob", 1, "Add a thing"))


def known(sha: str | None, apart: Apart | None = None, *, digits: str | None = None) -> Known:
    return Known(digits or (sha or "f" * 40)[:8], sha, apart)


def looked(
    releases: tuple[Release, ...] = (deployed(3, A, current=True), *FRESH),
    *,
    wanted: str = B,
    files: tuple[str, ...] = (),
    live_found: bool = True,
) -> Looked:
    """What is seen where `releases` are the app's, and the wanted commit is one ahead of the live
    one, and Heroku's git is at the live one."""
    what = running(releases)
    names = {sha[:8]: sha for sha in (A, B, C)}

    def found(name: str | None) -> Known | None:
        if name is None:
            return None
        sha = names[name] if live_found else None
        same = sha == wanted
        return Known(name, sha, None if sha is None else Apart(0, 0 if same else 1))

    live, head = found(what.abbreviated), found(git_head(releases))
    changeset = Changeset(COMMITS, files, first=what.nothing)
    if live is not None and live.sha == wanted:
        changeset = Changeset()
    elif not what.nothing and (live is None or live.sha is None):
        changeset = Changeset(known=False)
    return Looked(
        App("my-app", False, "https://my-app.example.com/"),
        releases,
        what,
        live,
        head,
        Wanted("main", wanted, "refs/heads/main", ad_hoc=False),
        changeset,
        None,
        Uncommitted(0, 0),
    )


def proposal(
    seen: Looked | None = None, settings: Settings = SETTINGS, **typed: object
) -> Proposal:
    options = replace(Options("dev"), **typed)  # type: ignore[arg-type]
    environment = settings.environments[0]
    asked = overrides(options, settings)
    return propose(settings, environment, options, asked, seen or looked())
