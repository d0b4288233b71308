"""What a person should know before they agree, though nothing forbids it (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from heroku_tools.console import count
from heroku_tools.deploy.looked import Looked, Wanted
from heroku_tools.settings import Environment
from heroku_tools.tools.answers import App, Release, Uncommitted


def warnings(looked: Looked, environment: Environment) -> tuple[str, ...]:
    """Return the warnings, the ones about the app first."""
    found = (
        _unknown(looked),
        *about_the_app(looked.app, looked.releases),
        _another_branch(looked.wanted, environment),
        _origin(looked.wanted),
        _uncommitted(looked.uncommitted),
    )
    return tuple(warning for warning in found if warning)


def _unknown(looked: Looked) -> str:
    if looked.running.nothing or (looked.live and looked.live.sha):
        return ""
    return "the live commit is unknown: every command that might be needed will run"


def about_the_app(app: App, releases: Sequence[Release]) -> tuple[str, ...]:
    """Return the warnings that concern whatever is released on the app."""
    found = (*(_newest(release) for release in releases[:1]), _closed(app))
    return tuple(warning for warning in found if warning)


def _newest(release: Release) -> str:
    what = f"v{release.version} ({release.description})"
    if release.status == "pending":
        return f"{what} is being released right now"
    if release.status in ("failed", "expired"):
        return f"the newest release, {what}, has {release.status}"
    return ""


def _closed(app: App) -> str:
    return f"{app.name} is in maintenance already" if app.maintenance else ""


def _another_branch(wanted: Wanted, environment: Environment) -> str:
    if not wanted.ad_hoc:
        return ""
    return f"{environment.label} gets `{wanted.name}` instead of `{environment.branch}`"


def _origin(wanted: Wanted) -> str:
    if wanted.origin is None:
        return ""
    ahead, behind = wanted.origin.only_first, wanted.origin.only_second
    said = [f"{count(ahead, 'commit')} ahead of"] if ahead else []
    said += [f"{count(behind, 'commit')} behind"] if behind else []
    return f"`{wanted.name}` is {' and '.join(said)} origin/{wanted.name}"


def _uncommitted(found: Uncommitted) -> str:
    said = [f"{count(found.changed, 'changed file')}"] if found.changed else []
    said += [f"{count(found.untracked, 'untracked file')}"] if found.untracked else []
    return f"not committed, so not deployed: {' and '.join(said)}" if said else ""
