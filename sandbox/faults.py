"""Faults on demand: which request, build, release phase or dyno goes wrong, and how."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

ANY_APP = "*"
# "-after": what is asked is done, and only the answer is another or gets lost.
REQUEST_ACTIONS = (
    "fail", "fail-after", "hang", "hang-after", "drop-before", "drop-after", "slow",
)  # fmt: skip
ACTIONS = {
    "request": REQUEST_ACTIONS,
    "build": ("fail", "hang", "slow", "drop"),
    "release-phase": ("fail", "hang", "slow"),
    "promotion": ("fail", "hang", "slow"),
    "transfer": ("fail", "hang", "slow"),
    "dyno": ("fail", "hang", "slow", "drop"),
}


@dataclass(frozen=True)
class Fault:
    """The nth..nth+times-1 matching occasions go wrong.

    `on` is "request", "build", "release-phase", "promotion" (of a target), "transfer" (a backup,
    restore or copy of a database) or "dyno". `match` is a shell pattern for the line the journal
    shows (for a request also without its body), for a dyno for its command.
    """

    action: str
    on: str = "request"
    match: str = "*"
    nth: int = 1
    times: int = 1
    status: int = 503
    code: int = 1
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.action not in ACTIONS.get(self.on, ()):
            raise ValueError(f"no fault {self.action!r} on {self.on!r}")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Fault":
        return cls(**raw)


class Armed:
    """A fault that waits for its occasion."""

    def __init__(self, app: str, fault: Fault) -> None:
        self.app = app
        self.fault = fault
        self._seen = 0
        self._cleared = asyncio.Event()

    def meets(self, apps: Collection[str], on: str, lines: tuple[str, ...]) -> bool:
        """Count the occasion if it matches, and say whether it is to go wrong."""
        fits = any(fnmatchcase(line, self.fault.match) for line in lines)
        concerned = self.app == ANY_APP or self.app in apps
        if on != self.fault.on or not concerned or not fits:
            return False
        self._seen += 1
        return self.fault.nth <= self._seen < self.fault.nth + self.fault.times

    def clear(self) -> None:
        self._cleared.set()

    async def hold(self) -> None:
        """Wait for the fault's seconds, or until the faults are cleared."""
        try:
            await asyncio.wait_for(self._cleared.wait(), self.fault.seconds)
        except asyncio.TimeoutError:
            return


class Faults:
    """The faults of all apps."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []

    def arm(self, app: str, fault: Fault) -> None:
        self._armed.append(Armed(app, fault))

    def clear(self, app: str | None = None) -> None:
        for armed in self._armed:
            if app in (None, armed.app):
                armed.clear()
        self._armed = [armed for armed in self._armed if app not in (None, armed.app)]

    def meet(self, apps: Collection[str], on: str, *lines: str) -> Armed | None:
        """The fault that strikes now, if any; every matching fault counts the occasion."""
        struck = [armed for armed in self._armed if armed.meets(apps, on, lines)]
        return struck[0] if struck else None
