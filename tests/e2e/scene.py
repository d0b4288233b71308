"""A project in a git repository and its app in the sandbox, on which `deploy` is played."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from sandbox.client import Sandbox
from sandbox.journal import Entry

# Which door the questions take: the API, which is what happens by itself, or the CLI by force.
DOOR = os.environ.get("SCENE_DOOR", "api")
DOORS: dict[str, dict[str, str]] = {"api": {}, "cli": {"HEROKU_TOOLS_DOOR": "cli"}}

MAP = """\
environments:
    - label: live
      app_name: {app}
      branch: master
      protected: true
    - label: uat
      app_name: {app}
      branch: master
    - label: dev
      app_name: {app}
      branch: dev
commands:
    collectstatic: sh manage.sh collectstatic
    migrate: sh manage.sh migrate
    warm:
        run: sh manage.sh warm
"""
MANAGE = 'echo "$1: begun"; echo "$1: ended"\n'
TIME = re.compile(r"(?m)^\d\d:\d\d:\d\d ")
MIGRATE = "sh manage.sh migrate"
STATIC = "sh manage.sh collectstatic"


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it asked of Heroku, in order and in few words."""

    code: int
    out: str
    err: str
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take the times off the lines of a log, so that it reads the same at any hour."""
        for name in ("out", "err"):
            object.__setattr__(self, name, TIME.sub("", getattr(self, name)))

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def steps(self) -> list[str]:
        return [step["kind"] for step in self.json["plan"]["steps"]]


@dataclass
class Scene:
    """The stage: `folder` is the clone, `app` its app; every action is a real one."""

    sandbox: Sandbox
    app: str
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        return self.sandbox.env() | DOORS[DOOR] | self.extra

    def run(self, *argv: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
        """Run a program that must succeed, and return its output."""
        done = subprocess.run(
            argv,
            cwd=cwd or self.folder,
            env=dict(env or self.env),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
        return done.stdout

    def git(self, *words: str) -> str:
        return self.run("git", *words).strip()

    def set_up(self, settings: str = MAP) -> Scene:
        """Make the repository, on branch dev, with one commit called `first`."""
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=dev")
        self.git("config", "user.name", "Ann")
        self.git("config", "user.email", "ann@example.com")
        files = {"manage.sh": MANAGE, "app.conf.yaml": settings.format(app=self.app)}
        self.commit("first", {**files, "README": "", "Procfile": "web: sleep 1000\n"})
        return self

    def commit(self, name: str, files: Mapping[str, str | None] | None = None) -> str:
        """Commit files (None removes one) and remember the commit under a name."""
        for path, content in (files or {f"{name}.txt": name}).items():
            place = self.folder / path
            if content is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", name)
        return self.remember(name, self.git("rev-parse", "HEAD"))

    def remember(self, name: str, sha: str) -> str:
        self.names[sha] = name
        return sha

    def push(self, what: str = "HEAD", *flags: str) -> None:
        """Put a commit onto the app with git alone, as a colleague would."""
        url = f"https://git.heroku.com/{self.app}.git"
        self.git("push", "--quiet", *flags, url, f"{what}:refs/heads/main")

    def heroku(self, *words: str) -> str:
        return self.run("heroku", *words, f"--app={self.app}")

    def deploy(self, *words: str, cwd: Path | None = None) -> Result:
        """Run the installed `deploy` without a terminal."""
        return self.command("deploy", *words, cwd=cwd)

    def command(self, *argv: str, cwd: Path | None = None) -> Result:
        """Run an installed command without a terminal."""
        self.sandbox.clear_journal(self.app)
        done = subprocess.run(
            argv,
            cwd=cwd or self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.kept_its_secrets(done.stdout + done.stderr)
        return Result(done.returncode, done.stdout, done.stderr, self.asked())

    @property
    def secret(self) -> str:
        """The value of a config var of the app."""
        return f"s3cr3t-of-{self.app}"

    def kept_its_secrets(self, text: str) -> None:
        """Neither a config var's value nor the key is ever said or written down."""
        for secret in (self.secret, self.env["HEROKU_API_KEY"]):
            assert not secret or secret not in text

    def remembered(self) -> str:
        """All that is left of deployments in the clone: the journals, and the locks' commits."""
        journals = [file.read_text() for file in self.folder.glob(".git/heroku-tools/*.jsonl")]
        objects = ("git", "cat-file", "--batch", "--batch-all-objects")
        env = self.sandbox.env()  # a test may have taken git away from its own
        found = subprocess.run(objects, cwd=self.folder, env=env, capture_output=True)
        return "".join(journals) + found.stdout.decode(errors="replace")

    def asked(self) -> tuple[str, ...]:
        """What was asked of the app since the journal was cleared."""
        return tuple(in_few_words(self.sandbox.journal(self.app), self.app, self.names))

    def state(self) -> dict[str, Any]:
        return self.sandbox.app(self.app)

    @property
    def maintenance(self) -> bool:
        return bool(self.state()["maintenance"])

    @property
    def current(self) -> str:
        """The description of the release that runs."""
        found = [release for release in self.state()["releases"] if release["current"]]
        return str(found[0]["description"])


def in_few_words(entries: list[Entry], app: str, names: Mapping[str, str]) -> Iterator[str]:
    """Acts one by one, in order; questions between two acts together, as they run side by side."""
    lines = _told([(entry.acts, entry.what.replace(app, "A")) for entry in entries])
    for acts, group in groupby(lines, key=lambda line: line[0]):
        if acts:
            yield from (_act(line, names) for _, line in group)
        else:
            yield _questions(sorted(_path(line) for _, line in group))


# Parts of what another line tells: a push is answered and built, a command runs in a dyno.
IMPLIED = ("git-receive-pack A", "build A", "POST /apps/A/dynos")
APP = (False, "GET /apps/A")


def _told(lines: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Leave out what is implied; `heroku run` looks at the app before it asks for a dyno."""
    kept: list[tuple[bool, str]] = []
    for acts, line in lines:
        if line.startswith("POST /apps/A/dynos") and APP in kept:
            del kept[len(kept) - 1 - kept[::-1].index(APP)]
        if not line.startswith(IMPLIED):
            kept.append((acts, line))
    return kept


def _path(line: str) -> str:
    path = line.removeprefix("GET /apps/A")
    return "/slug" if path.startswith("/slugs/") else path


INFO = ["", "/addons", "/collaborators", "/dynos", "/pipeline-couplings"]  # the CLI's apps:info
FETCH = ["git-upload-pack A", "git-upload-pack A"]
# A look, and the look again: through the CLI, through the API, where there is no slug yet.
LOOKS = (
    ([*INFO, "/releases"], [*INFO, "/releases"]),
    (["", "/releases", "/slug"], ["", "/releases"]),
    (["", "/releases"], ["", "/releases"]),
)
QUESTIONS = {
    tuple(sorted(asked)): words
    for look, again in LOOKS
    for words, asked in {
        "look": look,
        "look, look again": look + again,
        "look, fetch, look again": look + FETCH + again,
    }.items()
} | {tuple(INFO): "app", ("",): "app"}


def _questions(asked: list[str]) -> str:
    """Name what was asked."""
    if set(asked) == {"/releases"}:
        return "releases"  # however often it had to look
    return QUESTIONS.get(tuple(asked), " ".join(asked).strip())


def _act(line: str, names: Mapping[str, str]) -> str:
    if line.startswith("PATCH /apps/A {"):
        return "maintenance on" if "true" in line else "maintenance off"
    if line.startswith("POST /apps/A/releases {"):
        return "retry" if "Retry of v" in line else "rollback"
    words = line.split()
    if words[0] == "push":
        forced = " forced" if words[-1] == "forced=true" else ""
        return f"push {names.get(words[3], words[3])}{forced}"
    if words[0] == "run":
        return "run " + shlex.split(line.removeprefix("run A "))[-1]
    for word in words:
        line = line.replace(word, names.get(word, word))
    return line
