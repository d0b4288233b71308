"""Starting the server in the background, finding the one that runs, ending it."""

import contextlib
import fcntl
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from sandbox.address import Address
from sandbox.places import PROJECT, Places

PATIENCE = 20.0
# What git, python or another sandbox left in the environment is none of the server's business.
FOREIGN = ("GIT_", "HEROKU_", "PG", "PYTHON", "COVERAGE")


class NotStarted(Exception):
    """The server did not come up; the message is what it said."""


def start(places: Places, *, tied: bool = False) -> Address:
    """The address of the server of this folder, started if need be.

    If `tied`, it ends with this process, however that ends.
    """
    places.directory.mkdir(parents=True, exist_ok=True)
    with _alone(places):
        return find(places) or _launch(places, tied=tied)


def find(places: Places) -> Address | None:
    """The address of the server that answers, if one does."""
    address = Address.read(places)
    return address if address and _answers(address) else None


def stop(places: Places) -> bool:
    """End the server with everything it runs; whether there was one."""
    address = find(places)
    if address is None:
        return False
    os.kill(address.pid, signal.SIGTERM)
    _wait_for_end(address.pid)
    return True


def _launch(places: Places, *, tied: bool) -> Address:
    places.address.unlink(missing_ok=True)
    serve = (sys.executable, "-m", "sandbox", "serve")
    where = ("--dir", str(places.directory), "--cache", str(places.cache))
    starter = ("--starter", str(os.getpid())) if tied else ()
    with places.log.open("w") as log:
        server = subprocess.Popen(
            (*serve, *where, *starter),
            cwd=PROJECT,
            env={k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if address := find(places):
            server.returncode = 0  # it is not ours to wait for
            return address
        time.sleep(0.02)
    raise NotStarted(places.log.read_text() or "the sandbox did not answer in time")


def _answers(address: Address) -> bool:
    door = http.client.HTTPConnection("127.0.0.1", address.ports.api, timeout=5)
    with contextlib.closing(door), contextlib.suppress(OSError, http.client.HTTPException):
        door.request("GET", "/_sandbox/ping", headers={"Authorization": f"Bearer {address.key}"})
        return door.getresponse().status == 200
    return False


def _wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            os.kill(pid, 0)
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _alone(places: Places) -> Iterator[None]:
    with (places.directory / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
