"""A project with two databases without an app: data flows from `origin` to `local`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.data.servers import Database, binaries
from tests.data.whole import Whole, whole

HERE = Path(__file__).parent
PATIENCE = 300  # seconds for one run, whatever the machine is busy with
YES = ("local", "--yes", "--confirm", "local")
SALT = "5a17" * 16
SETTINGS = """\
environments:
    - {label: origin, database_url: !env ORIGIN_URL}
    - {label: local, database_url: !env LOCAL_URL, data_from: origin}
"""
NO_MASK = "data: {mask: none}\n"
AS_IT_WAS = "local holds the data that it held before; nothing needs to be done."


@dataclass(frozen=True)
class Ended:
    """How a run ended: -9 is kill -9."""

    code: int
    said: str


@dataclass
class Project:
    """`before` is all that the target was; `local_url` the way to it, which may be a relay's."""

    folder: Path
    origin: Database
    local: Database
    origin_url: str = ""
    local_url: str = ""
    data: str = NO_MASK
    before: Whole | None = field(default=None, repr=False)

    def set_up(self) -> Project:
        self.folder.mkdir()
        self._programs.mkdir()
        heroku = self._programs / "heroku"  # it must be there, and nothing asks it
        heroku.write_text("#!/bin/sh\nexit 99\n")
        heroku.chmod(0o755)
        for words in (("init", "-q"), ("config", "user.name", "Ann"),
                      ("config", "user.email", "ann@example.com")):  # fmt: skip
            subprocess.run(["git", *words], cwd=self.folder, env=self.env, check=True)
        self.settings(self.data)
        self.before = whole(self.local)
        with self.local.server.admin() as admin:  # a crash lets sequences jump that are not flushed
            admin.execute("CHECKPOINT")
        return self

    def settings(self, data: str) -> None:
        (self.folder / "app.conf.yaml").write_text(SETTINGS + data)

    @property
    def env(self) -> dict[str, str]:
        path = (self._programs, binaries(18), os.environ.get("PATH", os.defpath))
        return {
            **os.environ, "PATH": os.pathsep.join(map(str, path)), "MASKING_SALT": SALT,
            "HEROKU_API_KEY": "no-key",
            "ORIGIN_URL": self.origin_url or self.origin.url,
            "LOCAL_URL": self.local_url or self.local.url,
        }  # fmt: skip

    @property
    def _programs(self) -> Path:
        return self.folder.with_name("programs")

    def run(self, *words: str) -> Ended:
        """Run `heroku-tools data`."""
        done = subprocess.run(
            [sys.executable, "-m", "heroku_tools", "data", *words], cwd=self.folder, env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=PATIENCE,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout)

    @contextmanager
    def led(self, *words: str) -> Iterator[Led]:
        """Run it from step to step."""
        told, tells = os.pipe()
        hears, heard = os.pipe()
        log = self.folder.with_name("said")
        with log.open("w") as said:
            running = subprocess.Popen(
                [sys.executable, "-m", "tests.never_lost.victim", str(tells), str(hears), "data",
                 *words],
                cwd=self.folder, env={**self.env, "PYTHONPATH": str(Path(__file__).parents[2])},
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, pass_fds=(tells, hears),
            )  # fmt: skip
        os.close(tells)
        os.close(hears)
        try:
            yield Led(running, told, heard, log)
        finally:
            with suppress(ProcessLookupError):
                running.kill()
            running.wait(PATIENCE)
            os.close(told)
            os.close(heard)

    def superuser(self, side: str, statements: tuple[str, ...]) -> None:
        """Run statements as who may all, in one session; {target} is the target's name."""
        database = self.origin if side == "origin" else self.local
        with database.server.admin(database.name) as admin:
            admin.execute(f"SET ROLE {database.role}")
            for each in statements:
                if "session_replication_role" in each:
                    admin.execute("RESET ROLE")
                admin.execute(each.replace("{target}", self.local.name).encode())

    def accepted(self) -> bool:
        """Whether the database itself says that the new data is proved."""
        ((aside,),) = self.local.ask("SELECT to_regclass('heroku_tools_aside.state') IS NOT NULL")
        if aside:
            return self.local.ask("SELECT phase FROM heroku_tools_aside.state") == [("accepted",)]
        ((said,),) = self.local.ask(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database "
            "WHERE datname = current_database()"
        )
        return '"proved"' in said

    def is_as_before(self) -> None:
        assert self.before is not None
        now = whole(self.local)
        assert now.schema == self.before.schema
        assert now == self.before

    def is_new(self) -> None:
        """The rows, sequences and structure of the source, proved, and nothing of the old."""
        here, there = whole(self.origin), whole(self.local)
        assert there.rows == here.rows
        assert self.accepted()
        aside = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'heroku_tools%'"
        assert self.local.ask(aside) == []


def fill(database: Database, name: str) -> None:
    database.run(*(HERE / f"{name}.sql").read_text().split(";\n"))


def settled(project: Project, ended: Ended) -> None:
    """The target holds the old data or the new, by itself or given up; the command succeeds."""
    if ended.code in (1, 130):
        assert AS_IT_WAS in ended.said
        project.is_as_before()
    elif ended.code in (4, -9):
        accepted = project.accepted()
        given_up = project.run(*YES, "--abandon")
        assert given_up.code == 0, given_up.said
        if accepted:
            project.is_new()
        else:
            project.is_as_before()
    else:
        assert ended.code == 0, ended.said
        project.is_new()
    again = project.run(*YES)
    assert again.code == 0, again.said
    project.is_new()


@dataclass
class Led:
    """A run that waits after each event that it has written down."""

    running: subprocess.Popen[bytes]
    _told: int
    _heard: int
    _log: Path
    _rest: bytes = b""

    def until(self, event: str) -> None:
        """Lead it to an event, as "started copy-rows", where it waits."""
        while (heard := self._next()) != event:
            assert heard, f"it ended without {event}: {self._log.read_text()}"
            self.on()

    def on(self) -> None:
        """Let it go on."""
        with suppress(BrokenPipeError):
            os.write(self._heard, b".")

    def to_the_end(self) -> Ended:
        """Let it run until it ends; it may have ended."""
        self.on()
        while self.running.poll() is None and self._next():
            self.on()
        return Ended(self.running.wait(PATIENCE), self._log.read_text())

    def strike(self, number: int) -> None:
        """Send it a signal."""
        self.running.send_signal(number)
        if number == signal.SIGKILL:
            self.running.wait(PATIENCE)

    def until_true(self, seen: Callable[[], bool]) -> None:
        """Wait for something that is seen elsewhere."""
        from time import monotonic, sleep

        deadline = monotonic() + PATIENCE
        while not seen():
            assert self.running.poll() is None, self._log.read_text()
            assert monotonic() < deadline, self._log.read_text()
            sleep(0.02)

    def _next(self) -> str:
        while b"\n" not in self._rest:
            read = os.read(self._told, 4096)
            if not read:
                return ""
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode().strip()
