"""One-off dynos and the dynos of release phases: where and with what their commands run."""

import asyncio
import random
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.places import Places
from sandbox.program import Command, Program, start
from sandbox.state import App, Dyno, Release, new_id

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
STALE_AFTER = 60.0  # seconds a dyno waits for the client that asked for it


@dataclass(frozen=True)
class Order:
    """What a client asks of a new dyno."""

    command: str
    type: str = "run"
    env: Mapping[str, str] | None = None
    tty: bool = False
    attach: bool = False


class Dynos:
    """Makes dynos, starts their programs, and ends them all when the sandbox stops."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._programs: dict[Program, str] = {}
        self._waiting: dict[str, tuple[App, Dyno]] = {}

    def create(self, app: App, release: Release, order: Order) -> Dyno:
        """A dyno that has not started; with `attach` it waits for its client."""
        secret = secrets.token_hex(16) if order.attach else None
        dyno = Dyno(
            name=_free_name(app, order.type),
            type=order.type,
            command=order.command,
            release=release,
            env=dict(order.env or {}),
            tty=order.tty,
            secret=secret,
        )
        app.dynos[dyno.id] = dyno
        if secret:
            self._waiting[secret] = (app, dyno)
            asyncio.get_running_loop().call_later(STALE_AFTER, self._expire, secret)
        return dyno

    def claim(self, secret: str) -> tuple[App, Dyno] | None:
        """The dyno whose client has come; each can be claimed once."""
        return self._waiting.pop(secret, None)

    def _expire(self, secret: str) -> None:
        if claimed := self.claim(secret):
            app, dyno = claimed
            app.dynos.pop(dyno.id, None)

    @asynccontextmanager
    async def running(self, app: App, dyno: Dyno, line: str) -> AsyncIterator[Program]:
        """The program of a dyno in a copy of the slug, which vanishes with the dyno."""
        folder = await asyncio.to_thread(self._checkout, dyno.release)
        env = self._env(dyno, folder)
        program = await start(Command(line, folder, env, tty=dyno.tty, reads=bool(dyno.secret)))
        dyno.becomes("up")
        self._programs[program] = app.name
        try:
            yield program
            await program.wait()
        finally:
            program.signal(signal.SIGKILL)
            self._programs.pop(program, None)
            app.dynos.pop(dyno.id, None)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def stop(self, app: App | None = None) -> None:
        """End the dynos of an app, or all of them."""
        for program, name in self._programs.items():
            if app is None or name == app.name:
                program.signal(signal.SIGKILL)

    def _checkout(self, release: Release) -> Path:
        folder = self._places.dynos / new_id()
        if release.slug and release.slug.folder:
            shutil.copytree(release.slug.folder, folder, symlinks=True)
        else:
            folder.mkdir(parents=True)
        return folder

    def _env(self, dyno: Dyno, folder: Path) -> dict[str, str]:
        slug = dyno.release.slug
        virtualenv = f"{slug.virtualenv / 'bin'}:" if slug and slug.virtualenv else ""
        return {
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            **dyno.release.config_vars,
            **dyno.env,
            "PATH": f"{virtualenv}{self._places.bin}:{SYSTEM_PATH}",
            "HOME": str(folder),
            "PWD": str(folder),
            "DYNO": dyno.name,
            "PORT": str(random.randrange(3000, 60000)),
        }


def process_line(command: str, release: Release) -> str:
    """The shell line of a command; a leading process type stands for its Procfile line."""
    first, space, rest = command.partition(" ")
    types = release.slug.process_types if release.slug else {}
    return f"{types[first]}{space}{rest}" if first in types else command


def _free_name(app: App, kind: str) -> str:
    taken = {dyno.name for dyno in app.dynos.values()}
    names = (f"{kind}.{random.randrange(1000, 10000)}" for _ in iter(int, 1))
    return next(name for name in names if name not in taken)
