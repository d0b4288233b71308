"""Dynos and the formation."""

from typing import Any

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, body_of, invalid, not_found, platform_of
from sandbox.dynos import Order


async def listing(request: web.Request) -> web.Response:
    app = app_of(request)
    alive = [answers.dyno(app, one) for one in app.dynos.values()]
    return web.json_response([*answers.formation_dynos(app), *alive])


async def info(request: web.Request) -> web.Response:
    app, wanted = app_of(request), request.match_info["dyno"]
    if shown := app.find_dyno(wanted):
        return web.json_response(answers.dyno(app, shown))
    for dyno in answers.formation_dynos(app):
        if wanted in (dyno["id"], dyno["name"]):
            return web.json_response(dyno)
    raise not_found("dyno")


async def create(request: web.Request) -> web.Response:
    """A one-off dyno with the current release; it starts when its client attaches."""
    app, platform = app_of(request), platform_of(request)
    order = _order(await body_of(request))
    dyno = platform.dynos.create(app, app.current, order)
    if dyno.secret is None:
        platform.rendezvous.start_detached(app, dyno)
    url = f"rendezvous://127.0.0.1:{platform.ports.rendezvous}/{dyno.secret}"
    answer = answers.dyno(app, dyno, url if dyno.secret else None)
    return web.json_response(answer, status=201)


def _order(body: dict[str, Any]) -> Order:
    command, env = body.get("command"), body.get("env") or {}
    if not isinstance(command, str) or not isinstance(env, dict):
        raise invalid("A dyno needs a command.")
    return Order(
        command,
        type=body.get("type") or "run",
        env={key: str(value) for key, value in env.items() if value is not None},
        tty=bool(body.get("attach")) and not body.get("force_no_tty"),
        attach=bool(body.get("attach")),
    )


async def restart(request: web.Request) -> web.Response:
    """Restarting is nothing here: no web dyno runs, and one-off dynos are not restarted."""
    app_of(request)
    return web.json_response({}, status=202)


async def formation(request: web.Request) -> web.Response:
    return web.json_response(answers.formation(app_of(request)))


async def scale(request: web.Request) -> web.Response:
    """Remember how many dynos of each process type are wanted, and of which size."""
    app = app_of(request)
    known = {line["type"]: line["quantity"] for line in answers.formation(app)}
    updates = (await body_of(request)).get("updates", [])
    if any(change.get("type") not in known for change in updates):
        raise not_found("process type")
    for change in updates:
        kind = change["type"]
        app.quantities[kind] = _quantity(change, known[kind])
        if size := change.get("size") or change.get("dyno_size"):
            app.sizes[kind] = size if isinstance(size, str) else size["name"]
    return web.json_response(answers.formation(app))


def _quantity(change: dict[str, Any], before: int) -> int:
    wanted = str(change.get("quantity", before))
    return max(0, before + int(wanted) if wanted.startswith(("+", "-")) else int(wanted))


ROUTES = [
    web.get("/apps/{app}/dynos", listing),
    web.post("/apps/{app}/dynos", create),
    web.delete("/apps/{app}/dynos", restart),
    web.get("/apps/{app}/dynos/{dyno}", info),
    web.delete("/apps/{app}/dynos/{dyno}", restart),
    web.delete("/apps/{app}/formations/{type}", restart),
    web.get("/apps/{app}/formation", formation),
    web.patch("/apps/{app}/formation", scale),
]
