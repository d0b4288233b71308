"""What every request to the API passes: the journal, the faults, the key, the errors."""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.api import answers
from sandbox.api.concerns import apps_concerned
from sandbox.api.requests import Refused, body_of, platform_of
from sandbox.pg_programs import NoPostgres
from sandbox.shell import ProgramFailed
from sandbox.strike import answered

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NO_ENDPOINT = (
    "The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs."
    " `POST`), and did you specify your intended version with the `Accept` header?"
)
SECRET = ("from_url", "to_url")  # passwords of databases
NOISE = ("TERM", "COLUMNS", "LINES")  # what the CLI sends of its terminal


@web.middleware
async def journalled(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note the request, let a fault strike it, note how it ended; streams are not noted."""
    if request.path.startswith("/_sandbox/"):
        return await handler(request)
    platform = platform_of(request)
    asked = f"{request.method} {request.path}"
    what = f"{asked}{await _shown_body(request)}"
    apps = await apps_concerned(request)
    number = None
    if not request.path.startswith("/streams/"):
        number = platform.journal.open("api", next(iter(apps), None), what, also=apps[1:])
    fault = platform.faults.meet(apps, "request", asked, what)

    async def respond(*, loud: bool) -> web.StreamResponse:  # noqa: ARG001
        return await handler(request)

    response, status = await answered(fault, request, respond, refuse=_broken)
    if number:
        platform.journal.close(number, status)
    return response


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say in Heroku's JSON what went wrong."""
    try:
        return await handler(request)
    except Refused as refusal:
        return web.json_response(refusal.answer, status=refusal.status)
    except (NoPostgres, ProgramFailed) as failure:
        return web.json_response(answers.error("no_postgres", str(failure)), status=503)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return web.json_response(answers.error("not_found", NO_ENDPOINT), status=404)


@web.middleware
async def authenticated(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nobody in who does not know this sandbox's key; streams are secret by their URL."""
    key = platform_of(request).key
    basic = b64encode(f":{key}".encode()).decode()  # how the CLI asks for credentials of databases
    known = request.headers.get("Authorization") in (f"Bearer {key}", f"Basic {basic}")
    if known or request.path.startswith("/streams/"):
        return await handler(request)
    raise Refused(401, "unauthorized", "Invalid credentials provided.")


def _broken(status: int) -> web.Response:
    words = "The sandbox was told to fail this request."
    kind = {429: "rate_limit", 503: "service_unavailable"}.get(status, "told_to_fail")
    headers = {"Retry-After": "1"} if status == 429 else {}
    return web.json_response(answers.error(kind, words), status=status, headers=headers)


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
    body = {k: "..." if k in SECRET else v for k, v in body.items()}
    return f" {json.dumps(body, sort_keys=True)}" if body else ""
