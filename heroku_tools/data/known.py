"""What a target's database says of its own state, and what one types next (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from heroku_tools.console import when

if TYPE_CHECKING:
    from heroku_tools.data.aside.state import Aside
    from heroku_tools.data.database.marker import Marker


class State(str, Enum):
    """What a target's database holds."""

    UNMARKED = "unmarked"  # no copy of ours
    PROVED = "proved"
    INCOMPLETE = "incomplete"
    ASIDE = "aside"  # incomplete, and the old data can come back
    ACCEPTED = "accepted"  # proved, and the old data is not dropped yet
    UNREAD = "unread"  # nobody knows, and `why`


@dataclass(frozen=True)
class Known:
    """A copy of `source`, at what moment (ISO 8601), by which run; empty where it is not said.

    `under_way`: somebody works on it right now.
    """

    state: State
    source: str = ""
    at: str = ""
    run: str = ""
    under_way: bool = False
    why: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing is left of a copy that was begun."""
        return self.state in (State.UNMARKED, State.PROVED)


def unread(why: str) -> Known:
    """Nobody knows, and why."""
    return Known(State.UNREAD, why=why)


def known(marked: Marker | None, aside: Aside | None) -> Known:
    """Read the mark in the database's comment, and what is set aside in it."""
    source = marked.source if marked else ""
    if aside:
        state = State.ASIDE if aside.can_come_back else State.ACCEPTED
        return Known(state, source, aside.moved_at, aside.run)
    if marked is None:
        return Known(State.UNMARKED)
    state = State.PROVED if marked.proved else State.INCOMPLETE
    return Known(state, source, marked.when, marked.run)


def in_words(found: Known) -> str:
    """Say what the database holds."""
    source = f"copy of {found.source}" if found.source else "copy"
    since = f", since {when(found.at)}" if found.at else ""
    if found.state is State.INCOMPLETE:
        return f"incomplete {source}{since}"
    if found.state is State.ASIDE:
        return f"incomplete {source}; the old data is set aside{since}"
    if found.state is State.ACCEPTED:
        return f"proved {source}; the old data is still set aside{since}"
    if found.state is State.PROVED:
        return f"proved {source}{since}"
    return f"the database cannot be read: {found.why}" if found.why else "no copy"


def advice(found: Known, label: str, *, here: bool) -> str:
    """Return what to type; `here`: its record is known, so that it can be taken up."""
    typed = f"heroku-tools data {label}"
    if here:
        return f"{typed} --resume, or {typed} --abandon"
    aside = found.state in (State.ASIDE, State.ACCEPTED)
    unknown = f"{typed} --abandon" if aside else typed
    return f"{typed} --resume; if nobody knows of that copy any more: {unknown}"


def document(found: Known) -> dict[str, Any]:
    """Return it as plain data."""
    return {
        "state": found.state.value,
        "source": found.source or None,
        "at": found.at or None,
        "under_way": found.under_way,
        "error": found.why or None,
    }
