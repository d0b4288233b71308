"""What the file says of an app's config vars against what Heroku has (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from heroku_tools.settings import ConfigVar, Origin


class Status(str, Enum):
    """How the two sides of a config var compare, by the mark that stands before it."""

    SAME = "="
    DIFFERS = "!"
    NEW = "+"
    REMOVED = "-"
    ONLY_THERE = "?"
    ADDON = "@"
    MISSING = "x"


WORDS = {
    Status.SAME: "same",
    Status.DIFFERS: "differs",
    Status.NEW: "new",
    Status.REMOVED: "removed",
    Status.ONLY_THERE: "only on Heroku",
    Status.ADDON: "an add-on's",
    Status.MISSING: "missing on Heroku",
}
ACTING = (Status.DIFFERS, Status.NEW, Status.REMOVED)


@dataclass(frozen=True)
class Sides:
    """The two sides: `wanted` is the file's, `given` the values it names, the rest is Heroku's.

    `addons` tells whose the vars are that belong to an add-on.
    """

    wanted: Sequence[ConfigVar]
    given: Mapping[str, str] = field(repr=False)
    there: Mapping[str, str] = field(repr=False)
    addons: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One config var: its value there and here, None where it has none or nobody tracks it."""

    key: str
    status: Status
    there: str | None = field(default=None, repr=False)
    here: str | None = field(default=None, repr=False)
    addon: str | None = None
    where: str | None = None

    @property
    def acts(self) -> bool:
        """Whether something is to be changed."""
        return self.status in ACTING


def diff(
    sides: Sides, *, prune: bool = False, only: Collection[str] | None = None
) -> tuple[Line, ...]:
    """Compare, by name. `only` leaves out all other keys; None leaves out none.

    What is only on Heroku is removed by `prune`; what is an add-on's never.
    """
    wanted = {each.key: each for each in sides.wanted}
    keys = sorted({*wanted, *sides.there})
    lines = [_line(key, wanted.get(key), sides, prune=prune) for key in keys]
    return tuple(line for line in lines if line and (only is None or line.key in only))


def _line(key: str, wanted: ConfigVar | None, sides: Sides, *, prune: bool) -> Line | None:
    there, here = sides.there.get(key), sides.given.get(key)
    addon, where = sides.addons.get(key), wanted.where if wanted else None
    status = _status(wanted, there, here, addon, prune=prune)
    if status is None:
        return None
    kept = here if wanted and wanted.origin not in (Origin.REMOTE, Origin.UNSET) else None
    return Line(key, status, there, kept, addon if there is not None else None, where)


def _status(
    wanted: ConfigVar | None, there: str | None, here: str | None, addon: str | None, *, prune: bool
) -> Status | None:
    if addon is not None and there is not None:
        return Status.ADDON
    if wanted is None:
        return Status.REMOVED if prune else Status.ONLY_THERE
    if wanted.origin is Origin.UNSET:
        return None if there is None else Status.REMOVED
    if wanted.origin is Origin.REMOTE:
        return Status.MISSING if there is None else Status.SAME
    if there is None:
        return Status.NEW
    return Status.SAME if there == here else Status.DIFFERS


def of(lines: Sequence[Line], status: Status) -> tuple[Line, ...]:
    """Return the lines of one status."""
    return tuple(line for line in lines if line.status is status)


def changes(lines: Sequence[Line]) -> dict[str, str | None]:
    """Return what is to be set, and what is to be unset (None), by name."""
    return {
        line.key: None if line.status is Status.REMOVED else line.here
        for line in lines
        if line.acts
    }


def result(there: Mapping[str, str], changed: Mapping[str, str | None]) -> dict[str, str]:
    """Return the config vars as they are after a change."""
    merged: dict[str, str | None] = {**there, **changed}
    return {key: value for key, value in merged.items() if value is not None}
