"""The sandbox's own life: started once, found again, used from a shell, ended with all it runs."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.address import Address
from sandbox.client import Sandbox
from sandbox.places import PROJECT, Places
from tests.sandbox.helpers import ask
from tests.support import Done, run


def manage(*words: str) -> Done:
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return run(env, sys.executable, "-m", "sandbox", *words)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "a folder"
    yield str(folder)
    manage("stop", "--dir", str(folder))


def state(pid: int) -> list[str]:
    """What the kernel says of a process after its name: state, parent, ...; empty without one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    return state(pid)[:1] not in ([], ["Z"])


def children(pid: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [each for each in pids if state(each)[1:2] == [str(pid)]]


def listening(port: int) -> set[str]:
    """The addresses at which this machine listens on a port, as the kernel writes them."""
    rows = [line.split() for file in ("tcp", "tcp6") for line in proc_net(file)]
    places = [row[1].split(":") for row in rows if row[3] == "0A"]
    return {address for address, number in places if int(number, 16) == port}


def proc_net(file: str) -> list[str]:
    table = Path("/proc/net", file)
    return table.read_text().splitlines()[1:] if table.exists() else []


def test_start_app_journal_and_stop(place: str) -> None:
    assert manage("start", "--dir", place).returncode == 0
    address = Address.read(Places.below(Path(place)))
    assert address
    assert manage("start", "--dir", place).returncode == 0
    assert Address.read(Places.below(Path(place))) == address  # the second found the first
    assert manage("app", "my-app", "--dir", place).returncode == 0
    assert manage("pipeline", "my-pipe", "my-app:staging", "--dir", place).returncode == 0
    assert manage("pipeline", "my-pipe", "my-app", "--dir", place).returncode == 1
    words = "heroku maintenance:on --app=my-app && git ls-remote https://git.heroku.com/my-app.git"
    shell = f'. "{place}/env.sh" && {words}'
    assert run(os.environ, "sh", "-c", shell).returncode == 0
    journal = manage("journal", "my-app", "--dir", place).stdout
    assert [line.split(None, 2)[2] for line in journal.splitlines()] == [
        'PATCH /apps/my-app {"maintenance": true}',
        "git-upload-pack my-app",
    ]
    assert "has ended" in manage("stop", "--dir", place).stdout
    assert not alive(address.pid)
    assert "No sandbox" in manage("stop", "--dir", place).stdout
    assert manage("journal", "--dir", place).returncode == 1


def test_with_the_server_end_its_dynos_and_its_postgresql(tmp_path: Path) -> None:
    with Sandbox.start(tmp_path / "run") as sandbox:
        sandbox.create_app("my-app", database=True)
        ask(sandbox, "POST", "/apps/my-app/dynos", {"command": "trap '' TERM HUP; sleep 100"})
        sandbox.wait_for(lambda: len(children(sandbox.address.pid)) >= 2)
        running = [sandbox.address.pid, *children(sandbox.address.pid)]
        assert len(running) >= 3
    assert [pid for pid in running if alive(pid)] == []


def test_a_tied_sandbox_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    place = str(tmp_path / "run")
    words = "import pathlib; from sandbox.client import Sandbox as S"
    start = f"{words}; print(S.start(pathlib.Path({place!r}), tied=True).address.pid)"
    server = int(
        run({**os.environ, "PYTHONPATH": str(PROJECT)}, sys.executable, "-c", start).stdout
    )
    deadline = time.monotonic() + 10
    while alive(server) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(server)


def test_after_a_crash_the_next_start_finds_a_clean_house(tmp_path: Path) -> None:
    sandbox = Sandbox.start(tmp_path / "run")
    sandbox.create_app("my-app", database=True)
    (postgres,) = children(sandbox.address.pid)
    os.kill(sandbox.address.pid, 9)
    with Sandbox.start(tmp_path / "run") as again:
        assert again.address != sandbox.address
        assert not alive(postgres)
        again.create_app("my-app", database=True)


def test_the_environment_is_complete_and_leads_nowhere_else(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROKU_HOST", "https://api.heroku.com")
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    env = sandbox.env()
    assert env["HEROKU_HOST"] == f"http://127.0.0.1:{sandbox.address.ports.api}"
    assert not {"PGHOST", "SSL_CERT_FILE"} & set(env)
    assert Path(env["HOME"]).is_relative_to(sandbox.places.directory)
    assert (Path(env["HOME"]) / ".cache" / "heroku" / "terms-of-service").exists()


def test_it_listens_on_loopback_only(sandbox: Sandbox, app_name: str) -> None:
    sandbox.create_app(app_name, database=True)
    url = urlsplit(sandbox.app(app_name)["config_vars"]["DATABASE_URL"])
    for port in (*vars(sandbox.address.ports).values(), url.port):
        assert port
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        assert listening(port) == {"0100007F"}  # 127.0.0.1
