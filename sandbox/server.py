"""The server process: four doors on loopback, opened together and closed together."""

import asyncio
import contextlib
import os
import shutil
import signal
import ssl

from aiohttp import web

from sandbox import admin, database_admin, git_http
from sandbox.address import Address, Ports
from sandbox.api import (
    addons,
    apps,
    builds,
    config_vars,
    data,
    dynos,
    middlewares,
    pipelines,
    releases,
)
from sandbox.api.requests import PLATFORM
from sandbox.certificates import server_context
from sandbox.environment import furnish
from sandbox.places import Places
from sandbox.platform import Platform

ROOMS = (
    apps, config_vars, releases, builds, dynos, pipelines, addons, data, admin, database_admin,
)  # fmt: skip
LOOPBACK = "127.0.0.1"
LARGEST_BODY = 64 * 1024 * 1024


def serve(places: Places, starter: int | None = None) -> None:
    """Serve until SIGTERM, SIGINT or the admin door says stop, or until the starter is gone."""
    asyncio.run(_serve(places, starter))


async def _serve(places: Places, starter: int | None) -> None:
    _sweep(places)
    platform = Platform(places)
    await platform.databases.clean()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as doors:
        platform.ports = await _open(platform, stop, doors)
        furnish(places, platform.ports, platform.key)
        Address.announce(places, platform.key, platform.ports)
        leash = asyncio.create_task(_follow(starter, stop))
        await stop.wait()
        leash.cancel()
        places.address.unlink(missing_ok=True)
        await platform.stop()


async def _follow(starter: int | None, stop: asyncio.Event) -> None:
    """Stop when the process that started this one is gone."""
    while starter in (None, os.getppid()):
        await asyncio.sleep(1)
    stop.set()


def _sweep(places: Places) -> None:
    """Apps live as long as their server: what an earlier one left is of no use."""
    places.directory.mkdir(parents=True, exist_ok=True)
    for folder in (places.apps, places.slugs, places.dynos, places.backups):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


async def _open(platform: Platform, stop: asyncio.Event, doors: contextlib.AsyncExitStack) -> Ports:
    tls = server_context(platform.places)
    meet = await asyncio.start_server(platform.rendezvous.meet, LOOPBACK, 0, ssl=tls)
    doors.callback(meet.close)
    return Ports(
        api=await _site(_api(platform, stop), doors),
        git=await _site(_git(platform), doors, tls),
        rendezvous=meet.sockets[0].getsockname()[1],
        particleboard=await _site(_particleboard(), doors),
    )


def _api(platform: Platform, stop: asyncio.Event) -> web.Application:
    layers = (middlewares.explained, middlewares.authenticated)
    application = web.Application(
        middlewares=(middlewares.journalled, *layers), client_max_size=LARGEST_BODY
    )
    application[PLATFORM] = platform
    application[admin.STOP] = stop
    for room in ROOMS:
        application.add_routes(room.ROUTES)
    return application


def _git(platform: Platform) -> web.Application:
    application = web.Application()
    application[PLATFORM] = platform
    application.add_routes([*data.ARCHIVES, *git_http.routes()])
    return application


def _particleboard() -> web.Application:
    """Who asks whether the account is behind with its payments hears that it is not."""

    async def nothing(_: web.Request) -> web.Response:
        return web.json_response({})

    application = web.Application()
    application.add_routes([web.get("/{anything:.*}", nothing)])
    return application


async def _site(
    application: web.Application,
    doors: contextlib.AsyncExitStack,
    tls: ssl.SSLContext | None = None,
) -> int:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    doors.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, LOOPBACK, 0, ssl_context=tls).start()
    return int(runner.addresses[0][1])
