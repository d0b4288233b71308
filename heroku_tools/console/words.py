"""The words in which things are shown: counts, sizes, times; and words from outside, harmless."""

from __future__ import annotations

import textwrap
from datetime import datetime, timezone

import click


def printable(text: str) -> str:
    """Return text from outside without anything that moves a cursor, rings or hides."""
    return "".join(_shown(char) for char in click.unstyle(text))


def lines_of(text: str) -> str:
    """Return lines from outside, each of them printable."""
    return "\n".join(printable(line) for line in text.split("\n"))


def wrapped(text: str, columns: int, *, before: int = 0, margin: int = 2) -> str:
    """Break lines between words, so that none is longer than that; `before` is taken of the first.

    What is broken goes on after a margin. A long word stays whole.
    """
    first, *others = text.split("\n")
    lines = [_wrapped(" " * before + first, columns, margin)[before:]]
    return "\n".join([*lines, *(_wrapped(line, columns, margin) for line in others)])


def _wrapped(line: str, columns: int, margin: int) -> str:
    words = line.lstrip(" ")
    broken = textwrap.wrap(
        words,
        max(columns, margin + 18),
        initial_indent=" " * (len(line) - len(words)),
        subsequent_indent=" " * margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(broken) if len(line) > columns else line


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else char.encode("unicode_escape").decode("ascii")


def clip(text: str, width: int | None) -> str:
    """Shorten text to a number of columns; None leaves it whole."""
    if width is None or len(text) <= width:
        return text
    return text[: max(width - 3, 1)] + "..."


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(number: int) -> str:
    """Return a number of bytes for a person: "812 bytes", "2.9 GB"."""
    if number < 1000:
        return count(number, "byte")
    power = min((len(str(number)) - 1) // 3, 4)
    return f"{number / 1000**power:.1f} {' kMGT'[power]}B"


def duration(seconds: float) -> str:
    """Return a length of time: "0.8 s", "42 s", "3 min 05 s"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


def ago(then: datetime, now: datetime | None = None) -> str:
    """Return how long ago a time (aware) was: "just now", "2 hours ago"."""
    seconds = ((now or datetime.now(timezone.utc)) - then).total_seconds()
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{count(int(seconds // size), noun)} ago"
    return "just now"


def when(iso: str) -> str:
    """Return an ISO 8601 time as local time and age: "Fri 13 Nov 16:05, 2 hours ago"."""
    from dateutil import parser, tz

    then = parser.isoparse(iso)
    local = then.astimezone(tz.tzlocal())
    return f"{local:%a %d %b %H:%M}, {ago(then)}"
