"""What the rooms of the API share: the platform, the app asked for, the body, the errors."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from aiohttp import web

from sandbox.api import answers
from sandbox.api.ranges import BadRange, Page, Range, cut
from sandbox.platform import Platform
from sandbox.state import App, Release

Item = TypeVar("Item")
PLATFORM = web.AppKey("platform", Platform)


class Refused(Exception):
    """An answer other than yes, with Heroku's words."""

    def __init__(self, status: int, kind: str, message: str, **more: str) -> None:
        super().__init__(message)
        self.status = status
        self.answer = answers.error(kind, message, more)


def not_found(resource: str) -> Refused:
    return Refused(404, "not_found", f"Couldn't find that {resource}.", resource=resource)


def invalid(message: str) -> Refused:
    return Refused(422, "invalid_params", message)


def platform_of(request: web.Request) -> Platform:
    return request.app[PLATFORM]


def app_of(request: web.Request) -> App:
    """The app that the path names. Raises Refused."""
    if app := platform_of(request).find_app(request.match_info["app"]):
        return app
    raise not_found("app")


def release_of(request: web.Request, app: App) -> Release:
    if release := app.find_release(request.match_info["release"]):
        return release
    raise not_found("release")


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object in the request; nothing is an empty one. Raises Refused."""
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "bad_request", "Unable to parse the JSON in the request body.")
    return body


def page_of(
    request: web.Request,
    items: Sequence[Item],
    fields: Mapping[str, Callable[[Item], int | str]],
) -> tuple[list[Item], Page]:
    """The part of a list that the Range header asks for. Raises Refused."""
    try:
        wanted = Range.parse(request.headers.get("Range"), fields=tuple(fields))
    except BadRange as bad:
        raise Refused(416, "range_not_satisfiable", f"Invalid Range: {bad}") from bad
    return cut(items, wanted, fields[wanted.by])


def streams_of(request: web.Request) -> str:
    """Where outputs are read."""
    return f"http://127.0.0.1:{platform_of(request).ports.api}/streams"
