"""One PostgreSQL server of the sandbox: started, restarted, asked, ended."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from sandbox.pg_programs import NoPostgres, as_somebody, binary, environment
from sandbox.places import write_private
from sandbox.shell import ask, succeeds

HOST = "localhost"  # only for this name the heroku CLI does not insist on TLS
PATIENCE = 60.0
LINE_PREFIX = "log_line_prefix=%m [%p] %q%u@%d %a "
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
ENDINGS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Server:
    """A server of one version on 127.0.0.1; its port and its data outlive a restart.

    With a leader it is a hot standby: it shows what the leader holds, and only reads.
    """

    def __init__(self, folder: Path, version: int, leader: "Server | None" = None) -> None:
        self.version = version
        self.folder = folder
        self._leader = leader
        self.log = folder / "server.log"
        self.port = 0
        self._password: str = leader._password if leader else secrets.token_hex(16)
        self._process: Process | None = None
        self._alone = asyncio.Lock()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    async def start(self) -> None:
        """Let it run; nothing if it does. Raises NoPostgres, ProgramFailed."""
        async with self._alone:
            if self._process and self._process.returncode is None:
                return
            if not self.data.exists():
                await self._make_data()
            self.port = self.port or _free_port()
            self._process = await self._launch()
            await self._ready(self._process)

    async def stop(self, how: str = "fast") -> None:
        """End it: "fast", "immediate" (as in a crash), or "smart"."""
        async with self._alone:
            if self._process and self._process.returncode is None:
                self._process.send_signal(ENDINGS[how])
                await self._process.wait()
            self._process = None

    async def configure(self, settings: Mapping[str, str]) -> None:
        """Change settings that need no restart; new sessions have them when this returns."""
        changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()]
        await self.sql(*changes, "SELECT pg_reload_conf()")
        shown = f"SELECT {', '.join(f'current_setting({name!r})' for name in settings)}"
        wanted = "|".join(settings.values())

        async def taken() -> bool:
            return await self.sql(shown) == wanted

        await until(taken, "PostgreSQL did not take its new settings")

    async def sql(self, *statements: str, database: str = "postgres") -> str:
        """What the server's owner is answered, columns parted by "|". Raises ProgramFailed."""
        words = [word for statement in statements for word in ("-c", statement)]
        quiet = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
        where = {"PGUSER": "postgres", "PGDATABASE": database, "PGPASSWORD": self._password}
        psql: tuple[str | Path, ...] = (self.binary("psql"), *quiet, *words)
        return (await ask(psql, env={**environment(), **self.address, **where})).strip()

    def url(self, database: str, user: str = "postgres", password: str = "") -> str:
        """The URL of a database; without a user that of the server's owner."""
        secret = password or self._password
        return f"postgres://{user}:{secret}@{HOST}:{self.port}/{database}"

    @property
    def address(self) -> dict[str, str]:
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self.port)}

    def binary(self, name: str) -> Path:
        return binary(name, self.version)

    async def clean(self) -> None:
        """End what a sandbox of the same folder may have left running."""
        if (self.data / "postmaster.pid").exists():
            stop = (self.binary("pg_ctl"), "-D", self.data, "-m", "immediate", "stop")
            await succeeds((*as_somebody(), *stop), env=environment())

    async def _launch(self) -> Process:
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        options = [w for setting in (*settings, LINE_PREFIX, *FAST) for w in ("-c", setting)]
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *as_somebody(), self.binary("postgres"), "-D", self.data, *options,
                env=environment(), stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    async def _make_data(self) -> None:
        self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        await (self._copy(self._leader) if self._leader else self._make_cluster())

    async def _copy(self, leader: "Server") -> None:
        await leader.start()
        words = ("-D", self.data, "-U", "postgres", "--write-recovery-conf", "--checkpoint=fast")
        await ask(
            (*as_somebody(), self.binary("pg_basebackup"), *words, "--no-sync"),
            env={**environment(), **leader.address, "PGPASSWORD": self._password},
        )

    async def _make_cluster(self) -> None:
        password_file = self.folder / "password"
        write_private(password_file, self._password)
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        await ask(
            (
                *as_somebody(), self.binary("initdb"), "-D", self.data, "-U", "postgres",
                "--encoding=UTF8", f"--locale={locale}", "--auth=scram-sha-256",
                f"--pwfile={password_file}", "--no-sync", "--no-instructions",
            ),
            env=environment(),
        )  # fmt: skip

    async def _ready(self, process: Process) -> None:
        look = (self.binary("pg_isready"), "-q")
        failed = f"PostgreSQL {self.version} did not start: {self.log}"

        async def answers() -> bool:
            if process.returncode is not None:
                raise NoPostgres(failed)
            return await succeeds(look, env={**environment(), **self.address})

        await until(answers, failed)


async def until(look: Callable[[], Awaitable[bool]], problem: str) -> None:
    """Look again and again. Raises NoPostgres when it takes too long."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not await look():
        if asyncio.get_running_loop().time() > deadline:
            raise NoPostgres(problem)
        await asyncio.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
