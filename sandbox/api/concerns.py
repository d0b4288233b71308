"""Which apps a request concerns: whose journal shows it, and whose faults can strike it."""

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from sandbox.api.requests import Refused, body_of, platform_of
from sandbox.platform import Platform


async def apps_concerned(request: web.Request) -> tuple[str, ...]:
    """Names of apps, the first one first; an app that is not there is named as it was asked for."""
    kind, _, rest = request.path.strip("/").partition("/")
    platform = platform_of(request)
    if kind in ("apps", "streams"):
        identity = rest.partition("/")[0]
        app = platform.find_app(identity)
        return (app.name if app else identity,) if identity else ()
    words = (*rest.split("/"), *request.query.values())
    named = [name for word in words for name in _apps_of(platform, word)]
    named += [app.name for one in await _ids(request) if (app := platform.find_app(one))]
    if kind == "client":  # the Data API's paths name apps too
        named += [app.name for word in words if (app := platform.find_app(word))]
    return tuple(dict.fromkeys(named))


def _apps_of(platform: Platform, word: str) -> Iterator[str]:
    """The apps of what a word of the path stands for: a pipeline, a promotion, an add-on, ..."""
    pipelines, addons = platform.pipelines, platform.addons
    if together := pipelines.find(word) or pipelines.find_promotion(word):
        yield from (app.name for app in together.apps)
    elif coupled := pipelines.find_coupling(word):
        yield coupled[1].app.name
    elif database := addons.find(word):
        yield database.owner
    elif attached := addons.find_attachment(word):
        yield attached[0].name


async def _ids(request: web.Request) -> list[str]:
    """Every string in the body."""
    try:
        return list(_strings(await body_of(request)))
    except Refused:
        return []


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
