"""Where the news of an environment go (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from heroku_tools.engine.notify import Place
from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import Environment


def places(environment: Environment, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """Return where the news of an environment go.

    Raises SettingsFailed for a variable that is not there, or holds no URL.
    """
    found = tuple(Place(each.where, each.value(environ)) for each in environment.notify)
    for source, place in zip(environment.notify, found, strict=True):
        if "://" not in place.url:
            raise SettingsFailed(
                f"{place.where}: the environment variable `{source.env}` holds no URL",
                hint="It takes a URL of apprise, which begins with the name of a service.",
            )
    return found
