"""The Data API: databases, their credentials, and transfers; and the archives of backups."""

from typing import Any

from aiohttp import web

from sandbox.api import data_answers
from sandbox.api.addons import addon_of
from sandbox.api.requests import app_of, body_of, invalid, not_found, platform_of
from sandbox.state import Database
from sandbox.transfers import Transfer

MOMENT = 1.0  # seconds


async def info(request: web.Request) -> web.Response:
    database, platform = addon_of(request), platform_of(request)
    facts = await platform.databases.facts(database.place)
    followers = platform.addons.followers(database)
    return web.json_response(data_answers.database(database, facts, followers))


async def wait_status(request: web.Request) -> web.Response:
    addon_of(request)
    return web.json_response({"waiting?": False, "message": "available"})


async def reset(request: web.Request) -> web.Response:
    database, body = _writable(addon_of(request)), await body_of(request)
    extensions = tuple(str(name) for name in body.get("extensions") or ())
    await platform_of(request).databases.reset(database.place, extensions)
    return web.json_response({"message": "Reset successful."})


async def credentials(request: web.Request) -> web.Response:
    return web.json_response([data_answers.credential(addon_of(request).place)])


async def credential(request: web.Request) -> web.Response:
    if request.match_info["credential"] != "default":
        raise not_found("credential")
    return web.json_response(data_answers.credential(addon_of(request).place))


async def back_up(request: web.Request) -> web.Response:
    database = addon_of(request)
    made = platform_of(request).transfers.back_up(database, _name(request, database))
    return await _begun(request, made)


async def restore(request: web.Request) -> web.Response:
    """From a backup that this sandbox took: nothing else is fetched."""
    database, transfers = _writable(addon_of(request)), platform_of(request).transfers
    url = str((await body_of(request)).get("backup_url"))
    backup = transfers.find(url.rpartition("/")[2])
    if backup is None or not backup.succeeded or backup.file is None:
        raise invalid("The backup cannot be read.")
    return await _begun(request, transfers.restore(database, _name(request, database), backup))


async def copy(request: web.Request) -> web.Response:
    """From one database of the sandbox to another: the path names either of them."""
    addon_of(request)
    body = await body_of(request)
    source, target = _by_url(request, body.get("from_url")), _by_url(request, body.get("to_url"))
    names = str(body.get("from_name")), str(body.get("to_name"))
    made = platform_of(request).transfers.copy(
        (source.place, names[0]), (_writable(target), names[1])
    )
    return await _begun(request, made)


async def listing(request: web.Request) -> web.Response:
    found = platform_of(request).transfers.of(app_of(request).name)
    return web.json_response([_shown(request, one) for one in found])


async def transfer(request: web.Request) -> web.Response:
    return web.json_response(_shown(request, _transfer(request)))


async def public_url(request: web.Request) -> web.Response:
    shown = _transfer(request)
    if not shown.file:
        raise not_found("transfer")
    return web.json_response({"url": _url(request, shown), "expires_at": None})


async def cancel(request: web.Request) -> web.Response:
    shown = _transfer(request)
    platform_of(request).transfers.cancel(shown)
    return web.json_response(_shown(request, shown))


async def delete(request: web.Request) -> web.Response:
    shown = _transfer(request)
    platform_of(request).transfers.delete(shown)
    return web.json_response(_shown(request, shown))


async def download(request: web.Request) -> web.StreamResponse:
    """The archive, for whoever knows its secret address."""
    found = platform_of(request).transfers.find(request.match_info["transfer"])
    if found is None or found.file is None or not found.file.exists():
        raise web.HTTPNotFound
    return web.FileResponse(found.file)


async def _begun(request: web.Request, made: Transfer) -> web.Response:
    await platform_of(request).transfers.settle(made, MOMENT)
    return web.json_response(_shown(request, made), status=201)


def _shown(request: web.Request, shown: Transfer) -> dict[str, Any]:
    verbose = request.query.get("verbose") == "true"
    return data_answers.transfer(shown, _url(request, shown), verbose=verbose)


def _url(request: web.Request, shown: Transfer) -> str:
    return f"https://127.0.0.1:{platform_of(request).ports.git}/backups/{shown.id}"


def _transfer(request: web.Request) -> Transfer:
    identity = request.match_info["transfer"]
    if found := platform_of(request).transfers.find(identity, app_of(request).name):
        return found
    raise not_found("transfer")


def _name(request: web.Request, database: Database) -> str:
    """By which its own app knows the database, as the CLI shows it."""
    names = [
        name.removesuffix("_URL") for name in platform_of(request).addons.config_vars(database)
    ]
    return next(iter(names), database.name).removeprefix("HEROKU_POSTGRESQL_")


def _by_url(request: web.Request, url: Any) -> Database:
    for database in platform_of(request).addons.every():
        if database.place.url == url:
            return database
    raise invalid("Only databases of this sandbox can be copied.")


def _writable(database: Database) -> Database:
    if database.follows:
        raise invalid("A follower is read-only.")
    return database


ROUTES = [
    web.get("/client/v11/databases/{addon}", info),
    web.get("/client/v11/databases/{addon}/wait_status", wait_status),
    web.put("/client/v11/databases/{addon}/reset", reset),
    web.post("/client/v11/databases/{addon}/backups", back_up),
    web.post("/client/v11/databases/{addon}/restores", restore),
    web.post("/client/v11/databases/{addon}/transfers", copy),
    web.get("/client/v11/apps/{app}/transfers", listing),
    web.get("/client/v11/apps/{app}/transfers/{transfer}", transfer),
    web.delete("/client/v11/apps/{app}/transfers/{transfer}", delete),
    web.post("/client/v11/apps/{app}/transfers/{transfer}/actions/public-url", public_url),
    web.post("/client/v11/apps/{app}/transfers/{transfer}/actions/cancel", cancel),
    web.get("/postgres/v0/databases/{addon}/credentials", credentials),
    web.get("/postgres/v0/databases/{addon}/credentials/{credential}", credential),
]
ARCHIVES = [web.get("/backups/{transfer}", download)]
