"""Add-ons and their attachments."""

import re
from typing import Any

from aiohttp import web

from sandbox.api import addon_answers
from sandbox.api.requests import Refused, app_of, body_of, invalid, not_found, platform_of
from sandbox.pg_programs import DEFAULT_VERSION
from sandbox.plans import DEFAULT_PLAN, SERVICE
from sandbox.state import App, Attachment, Database

Both = tuple[App, Attachment]
NAME = re.compile(r"[A-Z][A-Z0-9_]*")


async def listing(request: web.Request) -> web.Response:
    return web.json_response([_addon(request, one) for one in platform_of(request).addons.every()])


async def of_app(request: web.Request) -> web.Response:
    """Those of the app, and those of others that are attached to it."""
    found = platform_of(request).addons.of(app_of(request))
    return web.json_response([_addon(request, one) for one in found])


async def info(request: web.Request) -> web.Response:
    return web.json_response(_addon(request, addon_of(request)))


async def create(request: web.Request) -> web.Response:
    """A new database; `config` may name a version, and the database to follow."""
    app, body = app_of(request), await body_of(request)
    service, _, plan = _identity(body.get("plan")).partition(":")
    if service != SERVICE:
        raise not_found("plan")
    config = body.get("config") or {}
    made = await platform_of(request).addons.create(
        app,
        plan=plan or DEFAULT_PLAN,
        version=int(config.get("version", DEFAULT_VERSION)),
        attachment=_name((body.get("attachment") or {}).get("name")),
        follow=_followed(request, app, config.get("follow")),
    )
    return web.json_response(_addon(request, made.database), status=201)


async def delete(request: web.Request) -> web.Response:
    database = addon_of(request)
    answer = _addon(request, database)
    await platform_of(request).addons.delete(database)
    return web.json_response(answer)


async def attachments(request: web.Request) -> web.Response:
    return _shown(request, list(platform_of(request).addons.attachments()))


async def attachments_of_app(request: web.Request) -> web.Response:
    app = app_of(request)
    return _shown(request, [(app, one) for one in app.attachments])


async def attachments_of_addon(request: web.Request) -> web.Response:
    found = platform_of(request).addons.attachments(addon_of(request))
    return _shown(request, list(found))


async def attachment(request: web.Request) -> web.Response:
    return web.json_response(_attachment(request, _attachment_of(request)))


async def resolve(request: web.Request) -> web.Response:
    """What a person means by the name of a database: a question, though it is asked with POST."""
    platform, body = platform_of(request), await body_of(request)
    app = platform.find_app(str(body["app"])) if body.get("app") else None
    if app is None and body.get("app"):
        raise not_found("app")
    found = platform.addons.resolve(app, str(body.get("addon_attachment")))
    if not found:
        raise not_found("add on attachment")
    return _shown(request, found)


async def attach(request: web.Request) -> web.Response:
    """Attach an add-on; to put out another of this name, `confirm` must name the app."""
    platform, body = platform_of(request), await body_of(request)
    app = platform.find_app(_identity(body.get("app")))
    if app is None:
        raise not_found("app")
    database = platform.addons.find(_identity(body.get("addon")))
    if database is None:
        raise not_found("add on")
    name = _name(body.get("name"))
    if name and app.find_attachment(name) and body.get("confirm") != app.name:
        raise Refused(423, "confirmation_required", f"{name} is taken on {app.name}.")
    made = platform.addons.attach(app, database, name)
    return web.json_response(_attachment(request, (app, made)), status=201)


async def detach(request: web.Request) -> web.Response:
    both = _attachment_of(request)
    answer = _attachment(request, both)
    platform_of(request).addons.detach(*both)
    return web.json_response(answer)


def addon_of(request: web.Request) -> Database:
    """The add-on that the path names. Raises Refused."""
    if found := platform_of(request).addons.find(request.match_info["addon"]):
        return found
    raise not_found("add on")


def _attachment_of(request: web.Request) -> Both:
    word = request.match_info["attachment"]
    if "app" in request.match_info:
        app = app_of(request)
        found = next((one for one in app.attachments if word in (one.id, one.name)), None)
        both = (app, found) if found else None
    else:
        both = platform_of(request).addons.find_attachment(word)
    if both is None:
        raise not_found("add on attachment")
    return both


def _addon(request: web.Request, database: Database) -> dict[str, Any]:
    addons = platform_of(request).addons
    return addon_answers.addon(addons.owner(database), database, addons.config_vars(database))


def _attachment(request: web.Request, both: Both) -> dict[str, Any]:
    app, shown = both
    owner = platform_of(request).addons.owner(shown.database)
    included = request.headers.get("Accept-Inclusion", "")
    return addon_answers.attachment(app, shown, owner, included=included)


def _shown(request: web.Request, found: list[Both]) -> web.Response:
    return web.json_response([_attachment(request, both) for both in found])


def _followed(request: web.Request, app: App, word: str | None) -> Database | None:
    if word is None:
        return None
    addons = platform_of(request).addons
    found = addons.find(word) or next((a.database for _, a in addons.resolve(app, word)), None)
    if found is None:
        raise invalid(f"{word} is no database to follow.")
    return found


def _identity(thing: Any) -> str:
    """The id or name in `"x"`, `{"id": "x"}` or `{"name": "x"}`."""
    if isinstance(thing, dict):
        return str(thing.get("id") or thing.get("name"))
    return str(thing)


def _name(name: Any) -> str | None:
    if name is not None and not (isinstance(name, str) and NAME.fullmatch(name)):
        raise invalid("Name must be capital letters, digits and underscores.")
    return name


ROUTES = [
    web.get("/addons", listing),
    web.get("/addons/{addon}", info),
    web.get("/addons/{addon}/addon-attachments", attachments_of_addon),
    web.get("/apps/{app}/addons", of_app),
    web.post("/apps/{app}/addons", create),
    web.get("/apps/{app}/addons/{addon}", info),
    web.delete("/apps/{app}/addons/{addon}", delete),
    web.get("/apps/{app}/addon-attachments", attachments_of_app),
    web.get("/apps/{app}/addon-attachments/{attachment}", attachment),
    web.get("/addon-attachments", attachments),
    web.post("/addon-attachments", attach),
    web.get("/addon-attachments/{attachment}", attachment),
    web.delete("/addon-attachments/{attachment}", detach),
    web.post("/actions/addon-attachments/resolve", resolve),
]
