"""Releases, slugs, and the streams of what release phases and builds write."""

import contextlib
from operator import attrgetter

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import (
    app_of,
    body_of,
    invalid,
    not_found,
    page_of,
    platform_of,
    release_of,
    streams_of,
)
from sandbox.outputs import Output
from sandbox.state import App, Release


async def listing(request: web.Request) -> web.Response:
    app = app_of(request)
    fields = {"version": attrgetter("version"), "id": attrgetter("id")}
    shown, page = page_of(request, app.releases, fields)
    body = [answers.release(app, one, streams_of(request)) for one in shown]
    return web.json_response(body, status=page.status, headers=page.headers)


async def info(request: web.Request) -> web.Response:
    app = app_of(request)
    shown = release_of(request, app)
    return web.json_response(answers.release(app, shown, streams_of(request)))


async def create(request: web.Request) -> web.Response:
    """A rollback to `release`, or a release of `slug`."""
    app = app_of(request)
    body = await body_of(request)
    made = _roll_back(request, app, body["release"]) if "release" in body else None
    if made is None:
        made = _deploy(request, app, str(body.get("slug")), body.get("description"))
    return web.json_response(answers.release(app, made, streams_of(request)), status=201)


def _roll_back(request: web.Request, app: App, identity: str) -> Release:
    to = app.find_release(str(identity))
    if to is None:
        raise not_found("release")
    if not to.eligible_for_rollback:
        raise invalid(f"Release v{to.version} is not eligible for rollback.")
    return platform_of(request).releases.roll_back(app, to)


def _deploy(request: web.Request, app: App, slug_id: str, description: str | None) -> Release:
    slug = app.find_slug(slug_id)
    if slug is None:
        raise not_found("slug")
    words = description or f"Deploy {(slug.commit or '')[:8]}"
    return platform_of(request).releases.deploy(app, slug, words)


async def slug(request: web.Request) -> web.Response:
    shown = app_of(request).find_slug(request.match_info["slug"])
    if shown is None:
        raise not_found("slug")
    return web.json_response(answers.slug(shown, f"{streams_of(request)}/slugs"))


async def stream(request: web.Request) -> web.StreamResponse:
    """The output of a release phase or a build, as it comes."""
    output = _output(app_of(request), request.match_info["of"])
    response = web.StreamResponse(headers={"Content-Type": "text/plain; charset=utf-8"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        async for chunk in output.follow():
            await response.write(chunk)
        await response.write_eof()
    return response


def _output(app: App, identity: str) -> Output:
    found = [r.output for r in app.releases if r.id == identity and r.output]
    found += [build.output] if (build := app.find_build(identity)) else []
    if not found:
        raise not_found("stream")
    return found[0]


ROUTES = [
    web.get("/apps/{app}/releases", listing),
    web.post("/apps/{app}/releases", create),
    web.get("/apps/{app}/releases/{release}", info),
    web.get("/apps/{app}/slugs/{slug}", slug),
    web.get("/streams/{app}/{of}", stream),
]
