"""How things look: small words, and nothing from outside that moves a cursor."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta, timezone

import pytest

from heroku_tools.console import Console, ago, clip, count, duration, printable
from heroku_tools.console.words import wrapped

NOW = datetime(2026, 11, 13, 16, 5, tzinfo=timezone.utc)
EVIL = "\x1b[31mred\x1b[0m\x07\x08 \x1b]0;t\x07\r\u202e\udce9"
SHOWN = r"red\x07\x08 \x1b]0;t\x07 \u202e\udce9"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünï 🎉", "plain ünï 🎉"),
        ("a\nb\tc", "a b c"),
        (EVIL, SHOWN),
        ("", ""),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "before", "shown"),
    [
        ("one two three", 0, "one two three"),
        ("one two three four five six", 0, "one two three four\n  five six"),
        ("one two three four five six", 9, "one two\n  three four five\n  six"),
        ("a\n  b\n", 0, "a\n  b\n"),
        ("x" * 30 + " y", 0, "x" * 30 + "\n  y"),
        ("", 7, ""),
    ],
)
def test_wrapped(text: str, before: int, shown: str) -> None:
    assert wrapped(text, 20, before=before) == shown


def test_what_is_said_of_foreign_words_is_harmless(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    console = Console()
    console.error(f"{EVIL}\n  second line", hint=EVIL)
    console.warn(EVIL)
    console.step(EVIL)
    console.good(EVIL)
    console.bad(EVIL)
    console.foreign(EVIL)
    assert console.ask(f"{EVIL} [y/N] ") == "y"
    out, err = capsys.readouterr()
    assert out == ""
    assert [char for char in err if not char.isprintable() and char != "\n"] == []
    assert err.count("\n") == 8
    assert "\n  second line\n" in err


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7_199, "1 hour ago"),
        (7_200, "2 hours ago"),
        (86_400 * 1_200, "1,200 days ago"),
    ],
)
def test_ago(seconds: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (42.4, "42 s"), (60, "1 min 00 s"), (3_725, "62 min 05 s")],
)
def test_duration(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", None, "abcdef"),
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "ab..."),
        ("ab", 1, "a..."),
    ],
)
def test_clip(text: str, width: int | None, shown: str) -> None:
    assert clip(text, width) == shown


def test_count() -> None:
    assert (count(1, "file"), count(1_200, "file")) == ("1 file", "1,200 files")


class Screen(io.StringIO):
    """A terminal, as far as a console can tell."""

    encoding = "ascii"

    def isatty(self) -> bool:
        return True


def test_what_was_answered_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    console = Console()
    console.answer_over("a\nb", 0)
    console.answer_over("\x1b[1mc\x1b[0m", 2)
    assert screen.getvalue() == "a\nb\n\x1b[2A\r\x1b[Jc\n"
    assert console.height > 0
    assert (console.can_show("abc"), console.can_show("──▶")) == (True, False)
    monkeypatch.setenv("TERM", "dumb")
    assert console.height == 0


def test_a_log_cannot_be_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert Console().height == 0


def test_a_terminal_that_has_gone_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Screen):
        def write(self, text: str) -> int:
            raise OSError(5, "gone")

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr("sys.stdout", Gone())
    Console().answer_over("a", 3)
