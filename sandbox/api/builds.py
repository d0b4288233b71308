"""Builds: those under way, those that made a release, those that were rejected."""

from operator import attrgetter

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, not_found, page_of, streams_of
from sandbox.state import Build


async def listing(request: web.Request) -> web.Response:
    """The oldest first, unless a Range says otherwise."""
    app = app_of(request)
    shown, page = page_of(request, app.builds, {"created_at": _born, "id": attrgetter("id")})
    body = [answers.build(app, one, streams_of(request)) for one in shown]
    return web.json_response(body, status=page.status, headers=page.headers)


def _born(build: Build) -> str:
    return build.created_at.isoformat()


async def info(request: web.Request) -> web.Response:
    app = app_of(request)
    shown = app.find_build(request.match_info["build"])
    if shown is None:
        raise not_found("build")
    return web.json_response(answers.build(app, shown, streams_of(request)))


ROUTES = [
    web.get("/apps/{app}/builds", listing),
    web.get("/apps/{app}/builds/{build}", info),
]
