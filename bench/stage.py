"""Where it is measured: a sandbox, projects with a history of any length, and a clock."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sandbox.client import Sandbox

Env = Mapping[str, str]

SETTINGS = """\
environments:
{environments}
commands:
    collectstatic: sh manage.sh collectstatic
    migrate: sh manage.sh migrate
"""
ENVIRONMENT = "    - {{label: {label}, app_name: {app}, branch: dev}}"
MANAGE = 'echo "$1: begun"; echo "$1: ended"\n'
AUTHOR = "Ann <ann@example.com> {second} +0000"
BEGINNING = 1_700_000_000
WIDTH = 47  # entries of a folder


@dataclass(frozen=True)
class Stage:
    """The sandbox, and the folder below which all is made."""

    sandbox: Sandbox
    folder: Path

    @property
    def env(self) -> Env:
        """The environment of whoever has a key in it."""
        return self.sandbox.env()

    def logged_in(self) -> Env:
        """The environment of whoever has none, and is logged in."""
        env = dict(self.sandbox.env())
        home, key = self.folder / "home", env.pop("HEROKU_API_KEY")
        home.mkdir(exist_ok=True)
        host = env["HEROKU_HOST"].removeprefix("http://")
        (home / ".netrc").write_text(f"machine {host}\n  login a@b.c\n  password {key}\n")
        terms = home / ".cache/heroku/terms-of-service"
        terms.parent.mkdir(parents=True, exist_ok=True)
        terms.touch()
        return env | {"HOME": str(home)}

    def project(self, commits: int = 0, labels: Sequence[str] = ("dev",)) -> Project:
        """A clone and its apps; so many commits, with a file each, are not deployed yet."""
        name = f"bench-{uuid4().hex[:6]}"
        project = Project(self, self.folder / name, {each: f"{name}-{each}" for each in labels})
        project.set_up(commits)
        return project


@dataclass(frozen=True)
class Project:
    """A clone with an origin; `apps` by the label of their environment."""

    stage: Stage
    folder: Path
    apps: Mapping[str, str]

    @property
    def app(self) -> str:
        """The app of the first environment."""
        return next(iter(self.apps.values()))

    def set_up(self, commits: int) -> None:
        """Make the clone and the apps; what is first is live everywhere."""
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=dev")
        origin = f"{self.folder}.git"
        self.git("init", "--quiet", "--bare", origin)
        self.git("remote", "add", "origin", origin)
        lines = [ENVIRONMENT.format(label=label, app=app) for label, app in self.apps.items()]
        settings = SETTINGS.format(environments="\n".join(lines))
        self.commit({"app.conf.yaml": settings, "manage.sh": MANAGE, "Procfile": "web: sleep 9\n"})
        for app in self.apps.values():
            self.stage.sandbox.create_app(app)
            self.push(app)
        history = b"".join(_history(self.git("rev-parse", "HEAD").strip(), commits))
        self.git("fast-import", "--quiet", "--force", stdin=history)
        self.git("reset", "--quiet", "--hard")
        self.git("push", "--quiet", "origin", "dev")

    def commit(self, files: Mapping[str, str]) -> None:
        """Commit files."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")

    def hold_config_vars(self, number: int) -> None:
        """Give the app so many config vars, and the file the same ones."""
        values = {f"VAR_{each:04}": f"value {each}" for each in range(number)}
        self.stage.sandbox.set_config(self.app, values)
        text = (self.folder / "app.conf.yaml").read_text()
        lines = [f"    {name}: {value}" for name, value in values.items()]
        self.commit({"app.conf.yaml": "\n".join([text, "config_vars:", *lines, ""])})

    @property
    def by_git(self) -> tuple[tuple[str, ...], ...]:
        """What git is asked to list the commits and files since the first commit."""
        span = f"{self.git('rev-list', '--max-parents=0', 'HEAD').strip()}..HEAD"
        return ("git", "log", span), ("git", "diff", "--name-only", span)

    def push(self, app: str) -> None:
        """Put what is there onto an app, with git alone."""
        self.git("push", "--quiet", f"https://git.heroku.com/{app}.git", "HEAD:refs/heads/main")

    def git(self, *words: str, stdin: bytes | None = None) -> str:
        """Run git, and return what it says."""
        argv = ("git", *words)
        done = subprocess.run(
            argv, cwd=self.folder, env=self.stage.env, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0, f"{argv}: {done.stderr.decode()}"
        return done.stdout.decode()

    def seconds(self, *argvs: Sequence[str], env: Env | None = None) -> float:
        """Run programs one after the other; how long that took."""
        begun = time.perf_counter()
        for argv in argvs:
            self.run(argv, env=env)
        return time.perf_counter() - begun

    def run(self, argv: Sequence[str], env: Env | None = None) -> None:
        """Run a program that must succeed; 10 says that there is something to do."""
        done = subprocess.run(
            argv,
            cwd=self.folder,
            env=dict(env or self.stage.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        assert done.returncode in (0, 10), f"{argv}: {done.stderr.decode()}"

    def mebibytes(self, *words: str) -> float:
        """Run a command of ours, and return how much memory its process had at most."""
        answer = self.stage.folder / "peak.json"
        root = str(Path(__file__).parent.parent)
        peak = (sys.executable, "-m", "bench.peak", str(answer), *words)
        self.run(peak, env={**self.stage.env, "PYTHONPATH": root})
        return float(json.loads(answer.read_text()))


def _history(parent: str, commits: int) -> Iterator[bytes]:
    """So many commits as git's fast-import reads them, each with a file of its own."""
    for number in range(commits):
        name = f"d{number // WIDTH**2}/e{number // WIDTH % WIDTH}/f{number}.txt"
        who = AUTHOR.format(second=BEGINNING + number)
        start = f"from {parent}\n" if number == 0 else ""
        yield (
            f"commit refs/heads/dev\ncommitter {who}\ndata 11\nThe change\n{start}"
            f"M 644 inline {name}\ndata 2\n{number % 10}\n\n"
        ).encode()
