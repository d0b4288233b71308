"""What every request to the API passes: the journal, the faults, the key, the errors."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import Refused, body_of, platform_of
from sandbox.strike import answered

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

UNLOGGED = ("/_sandbox/", "/streams/")
NO_ENDPOINT = (
    "The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs."
    " `POST`), and did you specify your intended version with the `Accept` header?"
)
NOISE = ("TERM", "COLUMNS", "LINES")  # what the CLI sends of its terminal


@web.middleware
async def journalled(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note the request, let a fault strike it, note how it ended."""
    if request.path.startswith(UNLOGGED):
        return await handler(request)
    platform = platform_of(request)
    app = _app_name(request)
    asked = f"{request.method} {request.path}"
    what = f"{asked}{await _shown_body(request)}"
    number = platform.journal.open("api", app, what)
    fault = platform.faults.meet(app, "request", asked, what)

    async def respond(*, loud: bool) -> web.StreamResponse:  # noqa: ARG001
        return await handler(request)

    response, status = await answered(fault, request, respond, refuse=_broken)
    platform.journal.close(number, status)
    return response


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say in Heroku's JSON what went wrong."""
    try:
        return await handler(request)
    except Refused as refusal:
        return web.json_response(refusal.answer, status=refusal.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return web.json_response(answers.error("not_found", NO_ENDPOINT), status=404)


@web.middleware
async def authenticated(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nobody in who does not know this sandbox's key; streams are secret by their URL."""
    key = f"Bearer {platform_of(request).key}"
    if request.path.startswith("/streams/") or request.headers.get("Authorization") == key:
        return await handler(request)
    raise Refused(401, "unauthorized", "Invalid credentials provided.")


def _broken(status: int) -> web.Response:
    words = "The sandbox was told to fail this request."
    kind = {429: "rate_limit", 503: "service_unavailable"}.get(status, "told_to_fail")
    headers = {"Retry-After": "1"} if status == 429 else {}
    return web.json_response(answers.error(kind, words), status=status, headers=headers)


def _app_name(request: web.Request) -> str | None:
    parts = request.path.split("/")
    if len(parts) < 3 or parts[1] != "apps":
        return None
    app = platform_of(request).find_app(parts[2])
    return app.name if app else parts[2]


async def _shown_body(request: web.Request) -> str:
    if not request.can_read_body:
        return ""
    try:
        body = await body_of(request)
    except Refused:
        return " (no JSON)"
    if isinstance(body.get("env"), dict):
        env = {k: v for k, v in body["env"].items() if k not in NOISE}
        body = {**body, "env": env} if env else {k: v for k, v in body.items() if k != "env"}
    return f" {json.dumps(body, sort_keys=True)}" if body else ""
