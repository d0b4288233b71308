"""What every test stands on: an environment of its own and, where asked for, a sandbox."""

import os
import signal
import uuid
from collections.abc import Iterator

import pytest

from sandbox.client import Sandbox
from sandbox.places import DEFAULT_DIRECTORY
from tests.data.fixtures import database, new_database, pg16, pg18

__all__ = ["database", "new_database", "pg16", "pg18"]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LEAKS = ("HEROKU_", "GIT_", "PG", "XDG_")
GITCONFIG = """\
[user]
\tname = Test Developer
\temail = test@example.com
[init]
\tdefaultBranch = main
"""


@pytest.fixture(autouse=True)
def hermetic(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and nothing of what the person's shell says about Heroku, git and pg."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(GITCONFIG)
    for name in [name for name in os.environ if name.startswith(LEAKS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(autouse=True)
def signals_of_its_own() -> Iterator[None]:
    """What ends a run ignores signals from then on: not so the next test, and what it starts.

    Nor is it so where the whole was started in the background, or with nohup.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for this process' tests; virtualenvs outlive it."""
    directory = tmp_path_factory.mktemp("sandbox")
    with Sandbox.start(directory, cache=DEFAULT_DIRECTORY / "cache", tied=True) as running:
        yield running


@pytest.fixture
def app_name() -> str:
    """A name that no other test uses."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def app(sandbox: Sandbox, app_name: str) -> Iterator[str]:
    """The name of a fresh app in the sandbox."""
    sandbox.create_app(app_name)
    yield app_name
    sandbox.delete_app(app_name)
