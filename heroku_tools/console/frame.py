"""What is drawn of a step that runs: its title with a clock, and its last lines (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MARGIN = "    "
SHOWN = 12  # lines of output, at most
SHORTEST_TITLE = 24  # columns: a title that would have to be cut further keeps a line of its own


def frame(
    title: str, clock: str, lines: Sequence[str], *, columns: int, rows: int, dots: str = "..."
) -> list[str]:
    """Return the lines to draw: none as wide as the terminal, and fewer of them than it has rows.

    Without a title the clock stands alone under what was printed above.
    """
    width = max(columns - 1, 1)
    room = max(min(SHOWN, rows - 2), 0)
    head = _led(title, width - cells(clock), dots) + clock if title else MARGIN + clock
    body = lines[-room:] if room else ()
    return [cut(each, width, dots) for each in (head, *(MARGIN + line for line in body))]


def folded(title: str, outcome: str, *, columns: int, dots: str = "...") -> str | None:
    """Return what stands before the outcome of a step in its one line; None where that is full."""
    room = columns - 1 - cells(outcome)
    led = _led(title, room, dots)
    return led if cells(led) <= room and (title in led or room >= SHORTEST_TITLE) else None


def _led(title: str, room: int, dots: str) -> str:
    """Return a title and the dots that lead on from it, shortened where they need more room."""
    whole = f"{title} {dots} "
    return whole if cells(whole) <= room else cut(title + " " + dots, room - 1, dots) + " "


def clock(seconds: float) -> str:
    """Return how long it runs, in whole seconds: "7 s", "3 min 05 s"."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


def cut(text: str, width: int, dots: str = "...") -> str:
    """Shorten text to so many columns of a terminal."""
    if cells(text) <= width:
        return text
    kept, room = "", max(width - len(dots), 0)
    for char in text:
        room -= _cell(char)
        if room < 0:
            break
        kept += char
    return kept + dots[: max(width, 0)]


def cells(text: str) -> int:
    """Count the columns that text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
