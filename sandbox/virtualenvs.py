"""The virtualenvs of slugs: one per requirements.txt, kept between builds."""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import pwd
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.shell import stream

# What pip needs to find and trust the registry of this machine.
PASSED_ON = ("PIP_", "SSL_CERT", "REQUESTS_CA", "CURL_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


async def virtualenv_for(requirements: Path, cache: Path, say: Callable[[str], None]) -> Path:
    """The virtualenv in which `requirements` are installed. Raises ProgramFailed."""
    folder = cache / "virtualenvs" / _key(requirements)
    folder.parent.mkdir(parents=True, exist_ok=True)
    async with _alone(folder.with_suffix(".lock")):
        complete = folder / "complete"
        if complete.exists():
            say("       Using cached install of requirements.txt")
        else:
            shutil.rmtree(folder, ignore_errors=True)
            await _install(requirements, folder, say)
            complete.touch()
    return folder


async def _install(requirements: Path, folder: Path, say: Callable[[str], None]) -> None:
    env, python = _pip_env(), folder / "bin" / "python"
    make: tuple[str | Path, ...] = (sys.executable, "-m", "venv", folder)
    pip: tuple[str | Path, ...] = (python, "-m", "pip")
    if _pip_can_work_elsewhere():  # a venv without pip is there in no time
        make, pip = (*make, "--without-pip"), (sys.executable, "-m", "pip", "--python", python)
    await stream(make, say, env=env)
    quiet = ("--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off")
    install = (*pip, "install", *quiet, "-r", requirements)
    await stream(install, lambda line: say(f"       {line}"), env=env)


def _pip_can_work_elsewhere() -> bool:
    """Whether this python has a pip with the option --python."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError, ValueError):
        major, minor, *_ = importlib.metadata.version("pip").split(".")
        return (int(major), int(minor)) >= (22, 3)
    return False


def _key(requirements: Path) -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    material = f"{version} {Path(sys.executable).resolve()}\n".encode() + requirements.read_bytes()
    return hashlib.sha256(material).hexdigest()[:20]


def _pip_env() -> dict[str, str]:
    passed = {k: v for k, v in os.environ.items() if k.upper().startswith(PASSED_ON)}
    home = pwd.getpwuid(os.getuid()).pw_dir  # not $HOME: pip's settings lie in the user's own
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "LANG": "C.UTF-8", **passed}


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """Keep other builds out, those of other sandboxes with the same cache too."""
    with path.open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield
