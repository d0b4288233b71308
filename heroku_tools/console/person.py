"""All that a person gets to see, and all that they type.

The answer goes to standard output; progress, questions, warnings and errors go to standard error.
With `--json` one document is all that standard output gets, and the answer's text joins the rest.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime
from errno import EIO, EPIPE
from typing import Any, TextIO

import click

from heroku_tools.console.frame import MARGIN, cut, folded
from heroku_tools.console.window import Window, size_of
from heroku_tools.console.words import count, lines_of, printable, wrapped

GONE = (EPIPE, EIO)  # how a pipe, and a terminal, that nobody reads any more answer
_lost: list[str] = []


def lost() -> str | None:
    """Say why an answer could not be written, though it was wanted; None where all were."""
    return _lost[0] if _lost else None


class Console:
    """Everything a person gets to see passes here, and everything they type."""

    def __init__(self, *, as_json: bool = False, verbose: bool = False) -> None:
        self.as_json = as_json
        self._verbose = verbose
        self._answers = sys.stderr if as_json else sys.stdout
        self._color = {stream: _has_color(stream) for stream in (sys.stdout, sys.stderr)}
        self._watched = sys.stderr.isatty()
        self._moves = self._watched and os.environ.get("TERM") != "dumb"
        self._dots = "…" if _can_show(sys.stderr, "…") else "..."
        self._warned = False  # since the step began
        self._clocked = False  # a clock stands where the next line comes
        self._window = Window(
            sys.stderr,
            lambda raw: self._put(sys.stderr, raw),
            (lambda head: self._paint(head, bold=True), lambda line: self._paint(line, dim=True)),
            dots=self._dots,
            bare=verbose,
        )

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
        return _can_show(self._answers, text)

    def document(self, data: dict[str, Any]) -> None:
        """Print the one JSON document."""
        self._write(sys.stdout, json.dumps(data, indent=2))

    def note(self, text: str) -> None:
        """Say how things go."""
        self._write(sys.stderr, text)

    def progress(self, text: str) -> None:
        """Say what takes a moment, where somebody is watching."""
        if self._watched:
            self._write(sys.stderr, click.style(text, dim=True))

    def clock(self, text: str) -> None:
        """Show how far something is, in one line that changes, where somebody is watching."""
        if self._window.is_open:
            self._window.status(_encoded(sys.stderr, text.strip()))
        elif self._moves:
            shown = cut(_encoded(sys.stderr, text), size_of(sys.stderr)[0] - 1)
            self._put(sys.stderr, f"\r\x1b[K{self._paint(shown, dim=True)}\r")
            self._clocked = bool(shown.strip())

    def log(self, text: str) -> None:
        """Say how far something is, where no line can change: in a log."""
        if not self._moves:
            self._tell(text)

    def step(self, title: str) -> None:
        """Name what begins."""
        self._tell(click.style(printable(title), bold=True))

    def begin(self, title: str) -> None:
        """Name the step that begins; a terminal shows what it prints, and a clock, until its end.

        It ends with `good`, `bad` or `close`.
        """
        if not self._moves or self._verbose:
            self.step(title)
        self._warned = False
        if self._moves:
            self._window.open(_encoded(sys.stderr, printable(title)))

    def good(self, outcome: str) -> None:
        """Say how the step ended, in one line with its title where a terminal has shown it."""
        done, before = f"done: {printable(outcome)}", None
        if self._warned:
            self.close()  # what it has printed belongs to the warning
        elif title := self._end():
            before = self._folded(title, done)
            if before is None:
                self.step(title)
        self._tell((before or MARGIN) + click.style(done, fg="green"))

    def bad(self, reason: str) -> None:
        """Say why the step ended, under all that it has printed."""
        self.close()
        self._tell(MARGIN + click.style(f"failed: {printable(reason)}", fg="red"))

    def close(self) -> None:
        """End the step without a word of how; what it has printed stays."""
        if title := self._end():
            self.step(title)
            if self._window.dropped:
                self.foreign(f"({count(self._window.dropped, 'line')} before these left out)")
            for line in tuple(self._window.lines):
                self._write(sys.stderr, (MARGIN + line).rstrip())

    def _end(self) -> str:
        """Close the window; return the title of a step of which nothing else is shown so far."""
        shown = self._window.is_open and not self._verbose
        self._window.close()
        return self._window.title if shown else ""

    def _folded(self, title: str, done: str) -> str | None:
        columns = size_of(sys.stderr)[0]
        return folded(title, _encoded(sys.stderr, done), columns=columns, dots=self._dots)

    def debug(self, text: str) -> None:
        """Say what helps to find a trouble, where HEROKU_TOOLS_DEBUG asks for it."""
        if os.environ.get("HEROKU_TOOLS_DEBUG"):
            self._write(sys.stderr, click.style(f"debug: {printable(text)}", dim=True))

    def warn(self, text: str) -> None:
        """Warn, in one sentence."""
        self._warned = True
        told = self._wrapped(printable(text), before=len("warning: "))
        self._write(sys.stderr, click.style("warning: ", fg="yellow") + told)

    def error(self, message: str, hint: str | None = None) -> None:
        """Say what is wrong and what to type next; that stays whole, to be copied."""
        told = self._wrapped(lines_of(message), before=len("error: "))
        self._write(sys.stderr, click.style("error: ", fg="red", bold=True) + told)
        if hint:
            self._write(sys.stderr, click.style("  next: ", fg="cyan") + lines_of(hint))

    def foreign(self, line: str) -> None:
        """Show a line that another program printed, under the step that runs."""
        shown = printable(line.rpartition("\r")[2])
        if self._window.is_open and not self._verbose:
            self._window.add(_encoded(sys.stderr, shown))
        else:
            self._write(sys.stderr, (MARGIN + shown).rstrip())

    def ask(self, question: str) -> str | None:
        """Ask, and read one line; None at the end of input."""
        _forget_typed_ahead()
        with self._window.away():
            self._write(sys.stderr, printable(question), end="")
            line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    def _tell(self, text: str) -> None:
        """Say how things go; in a log with the time."""
        self._write(sys.stderr, text if self._watched else f"{datetime.now():%H:%M:%S} {text}")

    def _wrapped(self, text: str, *, before: int) -> str:
        return wrapped(text, size_of(sys.stderr)[0], before=before) if self._watched else text

    def _paint(self, text: str, **how: Any) -> str:
        return click.style(text, **how) if self._color[sys.stderr] else text

    def _write(self, stream: TextIO, text: str, end: str = "\n", before: str = "") -> None:
        shown = text if self._color[stream] else click.unstyle(text)
        with self._window.aside():
            if self._clocked:
                self.clock("")
            self._put(stream, before + _encoded(stream, shown) + end)

    def _put(self, stream: TextIO, raw: str) -> None:
        try:
            stream.write(raw)
            stream.flush()
        except (OSError, ValueError) as error:
            # The reader has gone (a closed pipe or terminal): no reason to stop half-way.
            if stream is sys.stdout and getattr(error, "errno", EPIPE) not in GONE:
                _lost.append(str(getattr(error, "strerror", error)))
            _silence(stream)


def _encoded(stream: TextIO, text: str) -> str:
    """Return text as the stream can show it."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _can_show(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeError:
        return False
    return True


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
