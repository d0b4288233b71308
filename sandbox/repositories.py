"""The bare git repository of each app, with the hook that builds what is pushed."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.places import PACKAGE, Places
from sandbox.shell import ask

HOOK = "#!/bin/sh\nexec {python} -I {script}\n"


def repository_of(places: Places, app: str) -> Path:
    return places.apps / app / "repository.git"


def git_env(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of git on the platform's side: nobody's settings."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **(more or {}),
    }


async def create_repository(places: Places, app: str) -> None:
    """An empty bare repository; what an app of the same name left behind goes."""
    shutil.rmtree(places.apps / app, ignore_errors=True)
    repository = repository_of(places, app)
    init = ("git", "init", "--quiet", "--bare", "--initial-branch=main", "--template=")
    await ask((*init, repository), env=git_env())
    hook = repository / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    python, script = shlex.quote(sys.executable), shlex.quote(str(PACKAGE / "pre_receive.py"))
    hook.write_text(HOOK.format(python=python, script=script))
    hook.chmod(0o755)
