"""A sandbox in the hands of a test or a demo: apps, journal, faults, and the environment."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

from sandbox import environment, launch
from sandbox.address import Address
from sandbox.database_client import DatabaseDoor, SandboxError
from sandbox.faults import Fault
from sandbox.journal import Entry
from sandbox.places import Places

__all__ = ["Sandbox", "SandboxError"]

Answer = TypeVar("Answer")


class Sandbox(DatabaseDoor):
    """A running sandbox; as a context manager it stops at the end."""

    def __init__(self, places: Places, address: Address) -> None:
        self.places = places
        self.address = address

    @classmethod
    def start(cls, directory: Path, *, cache: Path | None = None, tied: bool = False) -> "Sandbox":
        """Start the sandbox of this folder (if `tied`, it ends with this process), or attach."""
        places = Places.below(directory, cache)
        return cls(places, launch.start(places, tied=tied))

    @classmethod
    def attach(cls, directory: Path) -> "Sandbox | None":
        """The sandbox that runs in this folder, if one does."""
        places = Places.below(directory)
        address = launch.find(places)
        return cls(places, address) if address else None

    def stop(self) -> None:
        launch.stop(self.places)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def env(self) -> dict[str, str]:
        """The complete environment for a child process."""
        return environment.complete(self.places, self.address.ports, self.address.key)

    def create_app(
        self, name: str, *, database: bool = False, config: Mapping[str, str] | None = None
    ) -> None:
        body = {"name": name, "database": database, "config": dict(config or {})}
        self._ask("POST", "/apps", body)

    def delete_app(self, name: str) -> None:
        """Delete the app with all that belongs to it; none of this name is fine too."""
        self._ask("DELETE", f"/apps/{name}")

    def app(self, name: str) -> dict[str, Any]:
        """The app as it is: name, maintenance, config_vars, releases (oldest first), dynos (one-off
        ones), formation (quantity by type), attachments (add-on's name by attachment's)."""
        shown: dict[str, Any] = self._ask("GET", f"/apps/{name}")
        return shown

    def set_config(self, app: str, config_vars: Mapping[str, str]) -> None:
        """Put config vars in place without a release."""
        self._ask("PATCH", f"/apps/{app}/config-vars", dict(config_vars))

    def add_releases(self, app: str, count: int, description: str = "Set FOO config vars") -> None:
        """Seed releases that carry the current slug."""
        self._ask("POST", f"/apps/{app}/releases", {"count": count, "description": description})

    def add_release(
        self,
        app: str,
        *,
        description: str,
        status: str = "succeeded",
        slug_commit: str | None = None,
        process_types: Mapping[str, str] | None = None,
        without_slug: bool = False,
        eligible: bool = True,
        days_ago: float = 0,
    ) -> None:
        """Seed one release; a commit or process types give it a slug of its own, without files."""
        types = dict(process_types or {})
        slug = {"slug_commit": slug_commit, "without_slug": without_slug, "process_types": types}
        fate = {"status": status, "eligible": eligible, "days_ago": days_ago}
        self._ask("POST", f"/apps/{app}/releases", {"description": description, **slug, **fate})

    def change_release(
        self,
        app: str,
        version: int,
        *,
        status: str | None = None,
        eligible: bool | None = None,
        days_ago: float | None = None,
    ) -> None:
        """Let a release expire (`status="expired"`), be ineligible for a rollback, or be old."""
        fate = {"status": status, "eligible": eligible, "days_ago": days_ago}
        body = {key: value for key, value in fate.items() if value is not None}
        self._ask("PATCH", f"/apps/{app}/releases/{version}", body)

    def scale(self, app: str, quantities: Mapping[str, int]) -> None:
        """Let the app have so many dynos of each process type of its slug."""
        self._ask("PATCH", f"/apps/{app}/formation", dict(quantities))

    def create_pipeline(self, name: str, apps: Mapping[str, str]) -> None:
        """Put apps into a pipeline, each at its stage (development, staging, production, ...).

        It replaces a pipeline of this name, and an app leaves the one it was in.
        """
        self._ask("POST", "/pipelines", {"name": name, "apps": dict(apps)})

    def fault(self, app: str, match: str = "*", **how: Any) -> None:
        """Arm a fault; `how` are the other fields of `sandbox.faults.Fault`.

        A request for a pipeline or a promotion meets the faults of each of its apps; the faults of
        app "*" strike whatever app is concerned, and where none is (`GET /account`).
        """
        self._ask("POST", f"/apps/{app}/faults", Fault(match=match, **how).as_json())

    def clear_faults(self, app: str) -> None:
        """Disarm the app's faults and let go what hangs."""
        self._ask("DELETE", f"/apps/{app}/faults")

    def journal(self, app: str | None = None) -> list[Entry]:
        """Everything that was asked (of one app), in order."""
        return [Entry.from_json(raw) for raw in self._ask("GET", f"/journal{_of(app)}")]

    def clear_journal(self, app: str | None = None) -> None:
        self._ask("DELETE", f"/journal{_of(app)}")

    def wait_for(self, look: Callable[[], Answer], *, seconds: float = 20) -> Answer:
        """Look again and again until the answer is something true; the last answer."""
        deadline = time.monotonic() + seconds
        while not (answer := look()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return answer


def _of(app: str | None) -> str:
    return f"?app={quote(app)}" if app else ""
