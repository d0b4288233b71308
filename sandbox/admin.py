"""The sandbox's own door, `/_sandbox/`: what the tests, the demo and the git hook ask of it."""

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, body_of, invalid, platform_of, release_of
from sandbox.faults import Fault
from sandbox.outputs import Output
from sandbox.pg_programs import NoPostgres
from sandbox.pipelines import PIPELINE_NAME, STAGES, Coupling
from sandbox.pre_receive import VERDICT
from sandbox.pushes import Update
from sandbox.shell import ProgramFailed
from sandbox.state import NAME, SUCCEEDED, App, Release, Slug, now

STOP = web.AppKey("stop", asyncio.Event)


async def ping(request: web.Request) -> web.Response:
    return web.json_response({"directory": str(platform_of(request).places.directory)})


async def stop(request: web.Request) -> web.Response:
    request.app[STOP].set()
    return web.json_response({})


async def create_app(request: web.Request) -> web.Response:
    platform, body = platform_of(request), await body_of(request)
    name = body["name"]
    if not NAME.fullmatch(name) or name in platform.apps:
        raise invalid(f"{name} is taken, or no name for an app.")
    try:
        app = await platform.create_app(name, database=body["database"], config=body["config"])
    except (NoPostgres, ProgramFailed):
        del platform.apps[name]
        raise
    return web.json_response(_shown(app))


async def delete_app(request: web.Request) -> web.Response:
    platform = platform_of(request)
    if app := platform.find_app(request.match_info["app"]):
        await platform.delete_app(app)
    return web.json_response({})


async def show_app(request: web.Request) -> web.Response:
    return web.json_response(_shown(app_of(request)))


def _shown(app: App) -> dict[str, Any]:
    return {
        "name": app.name,
        "maintenance": app.maintenance,
        "config_vars": app.config_vars,
        "releases": [_release(app, release) for release in app.releases],
        "dynos": [{"name": d.name, "command": d.command} for d in app.dynos.values()],
        "formation": {line["type"]: line["quantity"] for line in answers.formation(app)},
        "attachments": {one.name: one.database.name for one in app.attachments},
    }


def _release(app: App, release: Release) -> dict[str, Any]:
    return {
        "version": release.version,
        "description": release.description,
        "status": release.status,
        "current": release is app.current,
        "commit": release.slug.commit if release.slug else None,
        "slug": release.slug.id if release.slug else None,
        "eligible_for_rollback": release.eligible_for_rollback,
        "output": release.output.text if release.output else None,
    }


async def set_config(request: web.Request) -> web.Response:
    """Config vars without a release: what a test wants to be there from the start."""
    app = app_of(request)
    app.seed_config_vars(await body_of(request))
    return web.json_response(app.config_vars)


async def add_releases(request: web.Request) -> web.Response:
    """Seed releases: `count` of them with one description, status and slug."""
    app, body = app_of(request), await body_of(request)
    commit = body.get("slug_commit")
    slug = None if body.get("without_slug") else app.current.slug
    if commit or body.get("process_types"):
        slug = Slug(commit, body.get("process_types") or {})
    for _ in range(body.get("count", 1)):
        version = app.latest.version + 1
        app.add(Release(version, body["description"], slug, dict(app.config_vars)))
        app.change(app.latest, **_changes(body))
    return web.json_response(_release(app, app.latest))


async def change_release(request: web.Request) -> web.Response:
    """What became of a release: it expired, is no longer eligible for a rollback, or is old."""
    app, body = app_of(request), await body_of(request)
    release = release_of(request, app)
    if release is app.current and body.get("status", SUCCEEDED) != SUCCEEDED:
        raise invalid("The current release is one that succeeded.")
    return web.json_response(_release(app, app.change(release, **_changes(body))))


def _changes(body: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if status := body.get("status"):
        changes["status"] = status
    if "eligible" in body:
        changes["ineligible"] = not body["eligible"]
    if days := body.get("days_ago"):
        at = now() - timedelta(days=days)
        changes |= {"created_at": at, "updated_at": at}
    return changes


async def create_pipeline(request: web.Request) -> web.Response:
    """A pipeline of apps that exist, each of them at a stage."""
    platform, body = platform_of(request), await body_of(request)
    couplings = []
    for name, stage in body["apps"].items():
        app = platform.find_app(name)
        if app is None or stage not in STAGES:
            raise invalid(f"{name}:{stage} is no app at a stage: {', '.join(STAGES)}.")
        couplings.append(Coupling(app, stage))
    if not PIPELINE_NAME.fullmatch(body["name"]):
        raise invalid(f"{body['name']} is no name for a pipeline.")
    platform.pipelines.create(body["name"], couplings)
    return web.json_response({})


async def arm(request: web.Request) -> web.Response:
    try:
        fault = Fault.from_json(await body_of(request))
    except (TypeError, ValueError) as wrong:
        raise invalid(str(wrong)) from wrong
    platform_of(request).faults.arm(request.match_info["app"], fault)
    return web.json_response({})


async def clear_faults(request: web.Request) -> web.Response:
    platform_of(request).faults.clear(request.match_info["app"])
    return web.json_response({})


async def journal(request: web.Request) -> web.Response:
    entries = platform_of(request).journal.entries(request.query.get("app"))
    return web.json_response([entry.as_json() for entry in entries])


async def clear_journal(request: web.Request) -> web.Response:
    platform_of(request).journal.clear(request.query.get("app"))
    return web.json_response({})


async def push(request: web.Request) -> web.StreamResponse:
    """The git hook's question: the build's lines as they come, then the verdict.

    The build belongs to the platform: it goes on when the hook and its client are gone.
    """
    platform, body = platform_of(request), await body_of(request)
    app = platform.find_app(body["app"])
    output = Output()
    response = web.StreamResponse()
    await response.prepare(request)
    if app is None:
        return response
    updates = [Update(*update) for update in body["updates"]]
    receiving = asyncio.create_task(platform.pushes.receive(app, updates, body["env"], output))
    receiving.add_done_callback(lambda _: output.close())
    async for chunk in output.follow():
        await response.write(chunk)
    await response.write(VERDICT + (b"0\n" if await receiving else b"1\n"))
    await response.write_eof()
    return response


ROUTES = [
    web.get("/_sandbox/ping", ping),
    web.post("/_sandbox/stop", stop),
    web.post("/_sandbox/push", push),
    web.get("/_sandbox/journal", journal),
    web.delete("/_sandbox/journal", clear_journal),
    web.post("/_sandbox/apps", create_app),
    web.get("/_sandbox/apps/{app}", show_app),
    web.delete("/_sandbox/apps/{app}", delete_app),
    web.patch("/_sandbox/apps/{app}/config-vars", set_config),
    web.post("/_sandbox/apps/{app}/releases", add_releases),
    web.patch("/_sandbox/apps/{app}/releases/{release}", change_release),
    web.post("/_sandbox/pipelines", create_pipeline),
    web.post("/_sandbox/apps/{app}/faults", arm),
    web.delete("/_sandbox/apps/{app}/faults", clear_faults),
]
