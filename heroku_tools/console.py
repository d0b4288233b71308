"""How things look: on a terminal, in a log, as JSON.

The answer goes to standard output; progress, questions, warnings and errors go to standard error.
With `--json` one document is all that standard output gets, and the answer's text joins the rest.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime, timezone
from errno import EIO, EPIPE
from typing import Any, TextIO

import click

MARGIN = "    "


GONE = (EPIPE, EIO)  # how a pipe, and a terminal, that nobody reads any more answer
_lost: list[str] = []


def lost() -> str | None:
    """Say why an answer could not be written, though it was wanted; None where all were."""
    return _lost[0] if _lost else None


class Console:
    """Everything a person gets to see passes here, and everything they type."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._answers = sys.stderr if as_json else sys.stdout
        self._color = {stream: _has_color(stream) for stream in (sys.stdout, sys.stderr)}

    @property
    def interactive(self) -> bool:
        """Whether somebody is there: standard input is a terminal."""
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def width(self) -> int | None:
        """The terminal's width in columns; None where the answer goes elsewhere."""
        return shutil.get_terminal_size().columns if self._answers.isatty() else None

    def answer(self, text: str) -> None:
        """Say something that was asked for."""
        self._write(self._answers, text)

    @property
    def height(self) -> int:
        """How many lines of an answer can still be changed; 0 where none can."""
        fixed = not self._answers.isatty() or os.environ.get("TERM") == "dumb"
        return 0 if fixed else shutil.get_terminal_size().lines - 1

    def answer_over(self, text: str, lines: int) -> None:
        """Answer in the place of the last lines, so many, of what was answered before."""
        up = f"\x1b[{lines}A\r\x1b[J" if lines else ""
        self._write(self._answers, text, before=up)

    def can_show(self, text: str) -> bool:
        """Say whether the answer's encoding has these characters."""
        try:
            text.encode(self._answers.encoding or "utf-8")
        except UnicodeError:
            return False
        return True

    def document(self, data: dict[str, Any]) -> None:
        """Print the one JSON document."""
        self._write(sys.stdout, json.dumps(data, indent=2))

    def note(self, text: str) -> None:
        """Say how things go."""
        self._write(sys.stderr, text)

    def progress(self, text: str) -> None:
        """Say what takes a moment, where somebody is watching."""
        if sys.stderr.isatty():
            self._write(sys.stderr, click.style(text, dim=True))

    def clock(self, text: str) -> None:
        """Show how long something takes, in one line that changes, where somebody is watching."""
        if sys.stderr.isatty():
            self._write(sys.stderr, "\r" + click.style(f"{text:<30}", dim=True) + "\r", end="")

    def log(self, text: str) -> None:
        """Say how far something is, where nobody is watching: in a log."""
        if not sys.stderr.isatty():
            self._write(sys.stderr, text)

    def step(self, title: str) -> None:
        """Name the step that begins."""
        self._write(sys.stderr, click.style(printable(title), bold=True))

    def good(self, outcome: str) -> None:
        """Say how the step ended."""
        self._write(sys.stderr, MARGIN + click.style(f"done: {printable(outcome)}", fg="green"))

    def bad(self, reason: str) -> None:
        """Say why the step ended."""
        self._write(sys.stderr, MARGIN + click.style(f"failed: {printable(reason)}", fg="red"))

    def debug(self, text: str) -> None:
        """Say what helps to find a trouble, where HEROKU_TOOLS_DEBUG asks for it."""
        if os.environ.get("HEROKU_TOOLS_DEBUG"):
            self._write(sys.stderr, click.style(f"debug: {printable(text)}", dim=True))

    def warn(self, text: str) -> None:
        """Warn, in one sentence."""
        self._write(sys.stderr, click.style("warning: ", fg="yellow") + printable(text))

    def error(self, message: str, hint: str | None = None) -> None:
        """Say what is wrong and what to type next."""
        self._write(sys.stderr, click.style("error: ", fg="red", bold=True) + _lines(message))
        if hint:
            self._write(sys.stderr, click.style("  next: ", fg="cyan") + _lines(hint))

    def foreign(self, line: str) -> None:
        """Show a line that another program printed, under the step that runs."""
        self._write(sys.stderr, (MARGIN + printable(line.rpartition("\r")[2])).rstrip())

    def ask(self, question: str) -> str | None:
        """Ask, and read one line; None at the end of input."""
        _forget_typed_ahead()
        self._write(sys.stderr, printable(question), end="")
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    def _write(self, stream: TextIO, text: str, end: str = "\n", before: str = "") -> None:
        shown = text if self._color[stream] else click.unstyle(text)
        encoding = stream.encoding or "utf-8"
        shown = shown.encode(encoding, "backslashreplace").decode(encoding)
        try:
            stream.write(before + shown + end)
            stream.flush()
        except (OSError, ValueError) as error:
            # The reader has gone (a closed pipe or terminal): no reason to stop half-way.
            if stream is sys.stdout and getattr(error, "errno", EPIPE) not in GONE:
                _lost.append(str(getattr(error, "strerror", error)))
            _silence(stream)


def _forget_typed_ahead() -> None:
    """What was typed before the question was shown is no answer to it."""
    if sys.stdin.isatty():
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _has_color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _silence(stream: TextIO) -> None:
    """Point a broken stream at nothing, so that Python's exit does not stumble over it either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)


def printable(text: str) -> str:
    """Return text from outside without anything that moves a cursor, rings or hides."""
    return "".join(_shown(char) for char in click.unstyle(text))


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


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
