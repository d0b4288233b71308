"""A project with apps and databases in the sandbox, between which `heroku-tools data` is played."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from sandbox.client import Sandbox
from tests.e2e.scene import DOOR, DOORS, Result

SALT = "5a17" * 16
DJANGO = Path(__file__).parents[1] / "data" / "django.sql"
PLANTED = re.compile(r"(Vorname\w+|Nachname\w+|person\w+@planted\.test|Plantweg \d+)")
PATIENCE = 180  # seconds for one run, whatever the machine is busy with
PROCESSES = {"web": "gunicorn", "worker": "rq"}
SETTINGS = """\
environments:
    - {{label: live, app_name: {live}, branch: main, protected: true}}
    - {{label: uat, app_name: {uat}, branch: main, data_from: live}}
    - label: dev
      app_name: {dev}
      branch: main
      data_from: {{environment: uat, masked: already}}
    - label: local
      database_url: !env LOCAL_URL
      data_from: {{environment: uat, masked: already}}
"""


@dataclass
class DataScene:
    """The stage: `folder` is the clone, `apps` the apps by label; every action is a real one."""

    sandbox: Sandbox
    folder: Path
    apps: dict[str, str]
    extra: dict[str, str] = field(default_factory=lambda: {"MASKING_SALT": SALT})
    planted: tuple[str, ...] = ()
    first: Result | None = None  # of the copy that the scene begins with

    @property
    def env(self) -> dict[str, str]:
        return self.sandbox.env() | DOORS[DOOR] | self.extra

    def set_up(self) -> DataScene:
        """Make the repository, and a database for each app."""
        self.folder.mkdir(parents=True)
        for words in (("init", "-q"), ("config", "user.name", "Ann"),
                      ("config", "user.email", "ann@example.com")):  # fmt: skip
            subprocess.run(["git", *words], cwd=self.folder, env=self.env, check=True)
        for app in self.apps.values():
            self.sandbox.create_app(app)
            self.sandbox.create_database(app)
            self.sandbox.add_release(app, description="Deploy 1", process_types=PROCESSES)
            self.sandbox.scale(app, {"web": 1, "worker": 2})
        return self

    def clean(self) -> None:
        for app in self.apps.values():
            self.sandbox.clear_faults(app)
            self.sandbox.delete_app(app)

    def settings(self, data: str, environments: str = SETTINGS) -> None:
        """Write app.conf.yaml."""
        text = environments.format(**self.apps) + data
        (self.folder / "app.conf.yaml").write_text(text)

    def url(self, label: str) -> str:
        return self.sandbox.database_url(self.apps[label])

    def load(self, label: str, sql: str) -> None:
        """Run SQL as the role of an environment's database."""
        with psycopg.connect(self.url(label), autocommit=True) as connection:
            connection.execute(sql.encode())
            connection.execute("ANALYZE")

    def django(self, label: str) -> None:
        """Fill a database with 30 tables as Django makes them, and people in them."""
        lines = DJANGO.read_text().splitlines()
        self.load(label, "\n".join(line for line in lines if not line.startswith("\\")))

    def rules(self, label: str = "uat", more: str = "") -> None:
        """Have the rules proposed, and paste them."""
        self.settings("data: {salt: !env MASKING_SALT}\n")
        proposed = self.data(label, "--propose").out.partition("data:\n")[2]
        self.settings(f"data:\n    salt: !env MASKING_SALT\n{more}{proposed}")

    def mark(self, label: str) -> dict[str, Any] | None:
        """What the comment on an environment's database says."""
        asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        ((said,),) = self.ask(label, f"{asked} WHERE datname = current_database()")
        return json.loads(said.partition(": ")[2]) if said else None

    def ask(self, label: str, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, asked as the role of an environment's database."""
        with psycopg.connect(self.url(label), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def data(self, *words: str) -> Result:
        """Run the installed `heroku-tools data` without a terminal."""
        return self.run("heroku-tools", "data", *words)

    def run(self, *argv: str) -> Result:
        done = subprocess.run(
            argv, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=PATIENCE,
        )  # fmt: skip
        result = Result(done.returncode, done.stdout, done.stderr)
        self.kept_its_secrets(result.text)
        return result

    def killed(self, *words: str, when: Callable[[str], bool], by: int = signal.SIGKILL) -> Result:
        """Run it, and end it (and all it started) as soon as a line that it prints says so."""
        running = subprocess.Popen(
            ["heroku-tools", "data", *words], cwd=self.folder, env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        said = ""
        assert running.stdout
        for line in running.stdout:
            said += line
            if when(line):
                with suppress(ProcessLookupError):
                    os.kill(running.pid, by)
                break
        said += running.stdout.read()
        result = Result(running.wait(PATIENCE), said, "")
        self.kept_its_secrets(result.text)
        return result

    def kept_its_secrets(self, text: str) -> None:
        """No password, key, salt or planted value is ever said or written down."""
        passwords = [self.url(label).split(":")[2].split("@")[0] for label in self.apps]
        for secret in (SALT, self.env["HEROKU_API_KEY"], *passwords, *self.planted):
            assert secret not in text, f"{secret[:6]}... was told"

    def remembered(self) -> str:
        """All that is left of copies in the clone: the journals, and the locks' commits."""
        journals = [file.read_text() for file in self.folder.glob(".git/heroku-tools/*.jsonl")]
        objects = ("git", "cat-file", "--batch", "--batch-all-objects")
        found = subprocess.run(objects, cwd=self.folder, env=self.env, capture_output=True)
        return "".join(journals) + found.stdout.decode(errors="replace")

    def formation(self, label: str) -> dict[str, int]:
        found: dict[str, int] = self.sandbox.app(self.apps[label])["formation"]
        return found

    def maintenance(self, label: str) -> bool:
        return bool(self.sandbox.app(self.apps[label])["maintenance"])

    def events(self, label: str) -> list[dict[str, Any]]:
        """The journal of an environment."""
        file = self.folder / ".git" / "heroku-tools" / f"{label}.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()]
