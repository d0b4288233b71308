"""The journal: everything that was asked of the sandbox, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

# Some questions are asked with POST.
QUESTIONS = ("GET ", "HEAD ", "POST /actions/", "POST /filters/")


@dataclass(frozen=True)
class Entry:
    """One thing asked; `status` is an HTTP status or exit code, None while open or lost.

    `app` is the app it was asked of, `also` are others that it concerns (those of a promotion).
    """

    kind: str
    app: str | None
    what: str
    status: int | None = None
    also: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether it changes something (a question never does)."""
        if self.kind == "api":
            return not self.what.startswith(QUESTIONS)
        if self.kind == "git":
            return self.what.startswith("push ")
        return True

    def concerns(self, app: str) -> bool:
        return app == self.app or app in self.also

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Entry":
        return cls(raw["kind"], raw["app"], raw["what"], raw["status"], tuple(raw.get("also", ())))


class Journal:
    """Entries in the order they were opened; closing one fills in its status."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._next = 0

    def open(self, kind: str, app: str | None, what: str, *, also: Sequence[str] = ()) -> int:
        """Note what was asked; the answer is the number to close it by."""
        self._next += 1
        self._entries[self._next] = Entry(kind, app, what, also=tuple(also))
        return self._next

    def close(self, number: int, status: int | None) -> None:
        if number in self._entries:
            self._entries[number] = replace(self._entries[number], status=status)

    def entries(self, app: str | None = None) -> list[Entry]:
        return [e for e in self._entries.values() if app is None or e.concerns(app)]

    def clear(self, app: str | None = None) -> None:
        kept = {n: e for n, e in self._entries.items() if app is not None and not e.concerns(app)}
        self._entries = kept
