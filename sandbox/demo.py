"""`make demo`: a small real Django project, deployed to the sandbox before the person's eyes."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sandbox.client import Sandbox, SandboxError

HERE = Path(__file__).parent
RUN = HERE / ".run"
PROJECT = RUN / "guestbook"
ORIGIN = RUN / "guestbook.git"
CHAPTERS = sorted((HERE / "guestbook").iterdir())  # "1 A guestbook": one folder, one commit
APPS = ("guestbook-live", "guestbook-uat", "guestbook-dev")
AUTHOR = ("Ann Demo", "ann@example.com")


def main() -> None:
    """Start the sandbox, make the project, deploy it, and tell what to try next."""
    say("Starting the sandbox: a Heroku on this machine (loopback only) ...")
    sandbox = Sandbox.start(RUN)
    for name in APPS:
        forget(sandbox, name)
        sandbox.create_app(name, database=True)
    first, *later = make_project(sandbox.env())
    say(f"Bringing {APPS[-1]} to where it was last week: the first commit of the project ...")
    quietly(sandbox, "deploy", "dev", "--yes", "--branch", first)
    say(f"The project has {len(later)} new commits on its branch dev. Deploying them:")
    before_their_eyes(sandbox, "deploy", "dev", "--yes")
    before_their_eyes(sandbox, "heroku", "releases", "--app=guestbook-dev")
    print(NEXT.format(env=shown(RUN / "env.sh"), project=shown(PROJECT)))


def forget(sandbox: Sandbox, name: str) -> None:
    """Remove an app of an earlier demo, if there is one."""
    with contextlib.suppress(SandboxError):
        sandbox.delete_app(name)


def make_project(env: dict[str, str]) -> list[str]:
    """Make the project with its git history; returns the commits, oldest first."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    PROJECT.mkdir(parents=True)
    git(env, "init", "--quiet", "--initial-branch=master")
    git(env, "config", "user.name", AUTHOR[0])
    git(env, "config", "user.email", AUTHOR[1])
    commits: list[str] = []
    for chapter, days_ago in zip(CHAPTERS, (8, 2, 1), strict=True):
        shutil.copytree(chapter, PROJECT, dirs_exist_ok=True)
        git(env, "add", "--all")
        date = (datetime.now(timezone.utc) - timedelta(days=days_ago)).isoformat()
        dated = env | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        git(dated, "commit", "--quiet", "--message", chapter.name.split(" ", 1)[1])
        commits.append(git(env, "rev-parse", "HEAD").strip())
        if len(commits) == 1:
            git(env, "checkout", "--quiet", "-b", "dev")
    share(env)
    return commits


def share(env: dict[str, str]) -> None:
    """Give the project an origin, as a team has one: deployments take their turn there."""
    shutil.rmtree(ORIGIN, ignore_errors=True)
    git(env, "init", "--quiet", "--bare", str(ORIGIN))
    git(env, "remote", "add", "origin", str(ORIGIN))
    git(env, "push", "--quiet", "origin", "master", "dev")


def git(env: dict[str, str], *words: str) -> str:
    """Run git in the project and return what it said."""
    argv = ["git", *words]
    return subprocess.run(
        argv, cwd=PROJECT, env=env, check=True, capture_output=True, text=True
    ).stdout


def quietly(sandbox: Sandbox, *argv: str) -> None:
    """Run a command; its output is shown only where it fails."""
    done = subprocess.run(argv, cwd=PROJECT, env=sandbox.env(), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"$ {shlex.join(argv)}\n{done.stdout}{done.stderr}")


def before_their_eyes(sandbox: Sandbox, *argv: str) -> None:
    """Run a command as the person would, on their terminal."""
    print(f"\n$ {shlex.join(argv)}", flush=True)
    code = subprocess.run(argv, cwd=PROJECT, env=sandbox.env(), stdin=subprocess.DEVNULL).returncode
    if code:
        sys.exit(code)


def say(text: str) -> None:
    """Say what comes next."""
    print(f"\n{text}", flush=True)


def shown(path: Path) -> str:
    """Return a path as one would type it from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


NEXT = """
It is deployed, migrated, and open again. Now you:

    . {env}                   # deploy, heroku and git speak to the sandbox
    cd {project}
    deploy dev                               # up to date: nothing to do
    deploy uat                               # a first deployment; asks before it acts
    deploy uat --branch dev --dry-run        # what would an ad-hoc push do?
    deploy live                              # protected: asks for a PIN
    heroku run --app=guestbook-dev "python manage.py showmigrations guestbook"
    heroku rollback v4 --app=guestbook-dev   # and then: deploy dev
    kill -9 a deployment half-way            # and then: deploy dev --resume

End it with `make demo-stop`; see the real thing in README.rst.
"""

if __name__ == "__main__":
    main()
