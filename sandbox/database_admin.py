"""The sandbox's own door to databases, their servers and the formation: what tests ask of it."""

from typing import Any

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, body_of, invalid, not_found, platform_of
from sandbox.postgres import ENDINGS, Server
from sandbox.state import App, Attachment
from sandbox.transfers import Transfer


async def create(request: web.Request) -> web.Response:
    app, body = app_of(request), await body_of(request)
    leader = _attached(app, body["follows"]).database if body["follows"] else None
    made = await platform_of(request).addons.create(
        app,
        plan=body["plan"],
        version=body["version"],
        attachment=body["name"],
        follow=leader,
    )
    return web.json_response(_shown(request, made))


async def attach(request: web.Request) -> web.Response:
    app, body, platform = app_of(request), await body_of(request), platform_of(request)
    of = platform.find_app(body["of"])
    if of is None:
        raise not_found("app")
    database = _attached(of, body["attachment"]).database
    made = platform.addons.attach(app, database, body["name"])
    return web.json_response({"config_var": made.config_var})


async def detach(request: web.Request) -> web.Response:
    app = app_of(request)
    platform_of(request).addons.detach(app, _attached(app, request.match_info["attachment"]))
    return web.json_response({})


async def show(request: web.Request) -> web.Response:
    attachment = _attached(app_of(request), request.match_info["attachment"])
    return web.json_response(_shown(request, attachment))


def _attached(app: App, name: str) -> Attachment:
    if found := app.find_attachment(name):
        return found
    raise not_found("add on attachment")


def _shown(request: web.Request, attachment: Attachment) -> dict[str, Any]:
    database = attachment.database
    place = database.place
    server = platform_of(request).databases.server(place.server)
    return {
        "url": place.url,
        "superuser_url": server.url(place.database),
        "addon": database.name,
        "id": database.id,
        "plan": database.plan,
        "owner": database.owner,
        "version": place.version,
        "server": place.server,
        "database": place.database,
        "user": place.user,
        "port": place.port,
    }


async def scale(request: web.Request) -> web.Response:
    """Quantities without a request to the API: what a test wants to be there from the start."""
    app, wanted = app_of(request), await body_of(request)
    known = {line["type"] for line in answers.formation(app)}
    if unknown := set(wanted) - known:
        raise invalid(f"{', '.join(sorted(unknown))}: no process types of {app.name}.")
    app.quantities |= wanted
    return web.json_response(app.quantities)


async def transfers(request: web.Request) -> web.Response:
    found = platform_of(request).transfers.of(app_of(request).name)
    return web.json_response([_transfer(one) for one in found])


def _transfer(shown: Transfer) -> dict[str, Any]:
    return {
        "kind": shown.kind,
        "name": f"{shown.kind[0]}{shown.num:03}",
        "finished": shown.finished_at is not None,
        "succeeded": shown.succeeded if shown.finished_at else None,
        "file": str(shown.file) if shown.file else None,
        "from_name": shown.from_name,
        "to_name": shown.to_name,
    }


async def show_server(request: web.Request) -> web.Response:
    server = _server(request)
    return web.json_response({"port": server.port, "log": str(server.log)})


async def configure(request: web.Request) -> web.Response:
    await _server(request).configure(await body_of(request))
    return web.json_response({})


async def stop(request: web.Request) -> web.Response:
    how = (await body_of(request)).get("how", "fast")
    if how not in ENDINGS:
        raise invalid(f"{how} is no way to end a server: {', '.join(ENDINGS)}.")
    await _server(request).stop(how)
    return web.json_response({})


async def catch_up(request: web.Request) -> web.Response:
    version = _server(request).version
    await platform_of(request).databases.catch_up(version)
    return web.json_response({})


async def start(request: web.Request) -> web.Response:
    await _server(request).start()
    return web.json_response({})


def _server(request: web.Request) -> Server:
    return platform_of(request).databases.server(request.match_info["server"])


ROUTES = [
    web.post("/_sandbox/apps/{app}/databases", create),
    web.post("/_sandbox/apps/{app}/attachments", attach),
    web.get("/_sandbox/apps/{app}/attachments/{attachment}", show),
    web.delete("/_sandbox/apps/{app}/attachments/{attachment}", detach),
    web.get("/_sandbox/apps/{app}/transfers", transfers),
    web.patch("/_sandbox/apps/{app}/formation", scale),
    web.get("/_sandbox/postgres/{server}", show_server),
    web.patch("/_sandbox/postgres/{server}", configure),
    web.post("/_sandbox/postgres/{server}/stop", stop),
    web.post("/_sandbox/postgres/{server}/start", start),
    web.post("/_sandbox/postgres/{server}/catch-up", catch_up),
]
