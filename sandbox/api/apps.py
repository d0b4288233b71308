"""Apps and the account they belong to."""

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, body_of, invalid, platform_of
from sandbox.state import NAME, new_id, now


async def account(request: web.Request) -> web.Response:
    return web.json_response(answers.account(platform_of(request).started_at))


async def authorizations(_: web.Request) -> web.Response:
    return web.json_response([])


async def listing(request: web.Request) -> web.Response:
    apps = sorted(platform_of(request).apps.values(), key=lambda app: app.name)
    return web.json_response([answers.app_info(app) for app in apps])


async def create(request: web.Request) -> web.Response:
    platform = platform_of(request)
    name = (await body_of(request)).get("name") or f"sandbox-{new_id()[:8]}"
    if not NAME.fullmatch(name):
        raise invalid("Name must start with a letter, and can only contain letters and dashes.")
    if name in platform.apps:
        raise invalid(f"Name {name} is already taken")
    return web.json_response(answers.app_info(await platform.create_app(name)), status=201)


async def info(request: web.Request) -> web.Response:
    return web.json_response(answers.app_info(app_of(request)))


async def update(request: web.Request) -> web.Response:
    """Maintenance is what can be changed."""
    app = app_of(request)
    maintenance = (await body_of(request)).get("maintenance", app.maintenance)
    if not isinstance(maintenance, bool):
        raise invalid("Maintenance must be true or false.")
    app.maintenance, app.updated_at = maintenance, now()
    return web.json_response(answers.app_info(app))


async def delete(request: web.Request) -> web.Response:
    app = app_of(request)
    answer = answers.app_info(app)
    await platform_of(request).delete_app(app)
    return web.json_response(answer)


async def collaborators(request: web.Request) -> web.Response:
    return web.json_response([answers.collaborator(app_of(request))])


ROUTES = [
    web.get("/account", account),
    web.get("/oauth/authorizations", authorizations),
    web.get("/apps", listing),
    web.get("/users/{user}/apps", listing),
    web.post("/apps", create),
    web.get("/apps/{app}", info),
    web.patch("/apps/{app}", update),
    web.delete("/apps/{app}", delete),
    web.get("/apps/{app}/collaborators", collaborators),
]
