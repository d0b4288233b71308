"""Config vars: every change is a release."""

import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.api.requests import app_of, body_of, invalid, platform_of, release_of
from sandbox.state import App, with_changes

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LARGEST = 32 * 1024


async def info(request: web.Request) -> web.Response:
    return web.json_response(app_of(request).config_vars)


async def of_release(request: web.Request) -> web.Response:
    return web.json_response(dict(release_of(request, app_of(request)).config_vars))


async def update(request: web.Request) -> web.Response:
    """One request, one release; a request that changes nothing makes none."""
    app = app_of(request)
    changes = await body_of(request)
    _check(app, changes)
    wanted, words = with_changes(app.config_vars, changes)
    if sum(len(f"{key}{value}".encode()) for key, value in wanted.items()) > LARGEST:
        raise invalid("Config vars must be at most 32 kB together.")
    if words:
        platform_of(request).releases.configure(app, wanted, words)
    return web.json_response(app.config_vars)


def _check(app: App, changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if not KEY.fullmatch(key) or key.startswith(("__", "HEROKU_")):
            raise invalid(f"{key} is not a valid config var name.")
        if not isinstance(value, str | None):
            raise invalid(f"The value of {key} must be a string.")
    for key, value in app.addon_config_vars.items():
        if changes.get(key, value) != value:
            raise invalid(f"Cannot overwrite attachment values {key}.")


ROUTES = [
    web.get("/apps/{app}/config-vars", info),
    web.patch("/apps/{app}/config-vars", update),
    web.get("/apps/{app}/releases/{release}/config-vars", of_release),
]
