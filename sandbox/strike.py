"""How a fault strikes a request: refused, held, or its connection lost."""

from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from sandbox.faults import Armed


class Respond(Protocol):
    """Does what is asked; unless `loud`, without sending anything yet."""

    async def __call__(self, *, loud: bool) -> web.StreamResponse: ...


async def answered(
    struck: Armed | None,
    request: web.Request,
    respond: Respond,
    *,
    refuse: Callable[[int], web.Response],
) -> tuple[web.StreamResponse, int | None]:
    """The response and its status; None when the client gets no answer."""
    if struck is None:
        response = await respond(loud=True)
        return response, response.status
    action, status = struck.fault.action, struck.fault.status
    if action in ("hang", "slow"):
        await struck.hold()
    if action.endswith("-after"):
        await respond(loud=False)
    if action in ("fail", "fail-after"):
        return refuse(status), status
    if action == "hang-after":
        await struck.hold()
    if action == "slow":
        response = await respond(loud=True)
        return response, response.status
    return _lost(request), None


def _lost(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
