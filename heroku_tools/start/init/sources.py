"""Environments from a pipeline, and from git remotes (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from heroku_tools.start.init.draft import Place, unique

# The labels for the stages of a pipeline, in the order in which they are listed.
STAGES = {"production": "live", "staging": "uat", "development": "dev", "test": "test"}
_REMOTE = re.compile(
    r"^(?:https://(?:[^@/]+@)?git\.heroku\.com/|(?:ssh://)?git@heroku\.com[:/])([a-z0-9_-]+)\.git/?$"
)


def from_pipeline(raw: Any) -> tuple[Place, ...]:
    """Read what `heroku pipelines:info --json` says; review apps come and go, and are left out.

    Production gets what staging runs. Raises LookupError or TypeError for an odd answer.
    """
    apps = [(str(each["name"]), str(each["pipelineCoupling"]["stage"])) for each in raw["apps"]]
    ordered = [(app, stage) for wanted in STAGES for app, stage in apps if stage == wanted]
    staging = [app for app, stage in apps if stage == "staging"]
    places = unique([Place(STAGES[stage], app) for app, stage in ordered])
    upstream = next((each.label for each in places if [each.app] == staging), "")
    return tuple(
        Place(each.label, each.app, promote_from=upstream if stage == "production" else "")
        for each, (_, stage) in zip(places, ordered, strict=True)
    )


def from_remotes(remotes: Iterable[tuple[str, str]]) -> tuple[Place, ...]:
    """Read git remotes (name, URL): those that point at Heroku are apps, called as the remote is.

    `heroku` is what the CLI calls the only one: the one that people use.
    """
    found: dict[str, str] = {}
    for name, url in remotes:
        match = _REMOTE.match(url)
        if match and match.group(1) not in found.values():
            found[name] = match.group(1)
    return unique([Place("live" if name == "heroku" else name, app) for name, app in found.items()])
