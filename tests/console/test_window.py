"""A step that runs, as a terminal shows it: what is drawn over, and what is never touched."""

from __future__ import annotations

import io
import os
import re
import signal
import time
from collections.abc import Callable
from types import SimpleNamespace

import pyte
import pytest

from heroku_tools.console import Console, window
from heroku_tools.tools.process import KEPT_LINES

WIDTHS = pytest.mark.parametrize("columns", [60, 100, 160])
ROWS = 12


class Terminal(io.StringIO):
    """A terminal that a console writes to; `seen` is all that it has shown and still shows."""

    encoding = "utf-8"

    def __init__(self, columns: int, rows: int = ROWS) -> None:
        super().__init__()
        self.screen = pyte.HistoryScreen(columns, rows, history=5_000, ratio=1)
        self._stream = pyte.Stream(self.screen)

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._stream.feed(re.sub("(?<!\r)\n", "\r\n", text))
        return super().write(text)

    @property
    def shown(self) -> list[str]:
        lines = [line.rstrip() for line in self.screen.display]
        return lines[: max((n for n, line in enumerate(lines, 1) if line), default=0)]

    @property
    def seen(self) -> list[str]:
        width = self.screen.columns
        above = [
            "".join(line[column].data for column in range(width)).rstrip()
            for line in self.screen.history.top
        ]
        return above + self.shown


Opener = Callable[..., tuple[Console, Terminal]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Open a console on a terminal, on which nothing moves by itself."""
    monkeypatch.setattr(window, "TICK", 1_000.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def open_one(columns: int = 60, rows: int = ROWS, *, verbose: bool = False,
                 encoding: str = "utf-8") -> tuple[Console, Terminal]:  # fmt: skip
        terminal = Terminal(columns, rows)
        terminal.encoding = encoding
        size(monkeypatch, terminal)
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setattr("sys.stdout", terminal)
        return Console(verbose=verbose), terminal

    return open_one


def size(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
    monkeypatch.setenv("COLUMNS", str(terminal.screen.columns))
    monkeypatch.setenv("LINES", str(terminal.screen.lines))


def tick(console: Console) -> None:
    console._window.tick()


@WIDTHS
def test_a_step_that_succeeds_folds_to_one_line(opened: Opener, columns: int) -> None:
    console, terminal = opened(columns)
    console.note("the plan")
    console.begin("[1/2] push b5f7ba60 -> 3a38baea")
    assert terminal.shown == ["the plan", "[1/2] push b5f7ba60 -> 3a38baea … 0 s"]
    for number in range(500):
        console.foreign(f"remote: {number} " + "wide " * 50)
        if number % 50 == 0:
            tick(console)
    tick(console)
    assert len(terminal.shown) == ROWS
    assert terminal.shown[-1].startswith("    remote: 499 wide")
    assert max(map(len, terminal.shown)) < columns
    console.good("accepted, 12 s")
    console.begin("[2/2] turn maintenance off")
    console.good("off, 0.8 s")
    assert terminal.seen == [
        "the plan",
        "[1/2] push b5f7ba60 -> 3a38baea … done: accepted, 12 s",
        "[2/2] turn maintenance off … done: off, 0.8 s",
    ]


@WIDTHS
def test_a_step_that_fails_keeps_its_output(opened: Opener, columns: int) -> None:
    console, terminal = opened(columns)
    console.begin("[1/2] push")
    for number in range(KEPT_LINES + 100):
        console.foreign(f"line {number}")
    tick(console)
    console.bad("the build was rejected")
    kept = [f"    line {number}" for number in range(KEPT_LINES + 100)]
    assert terminal.seen == ["[1/2] push", *kept, "    failed: the build was rejected"]


def test_very_much_output_is_kept_in_part_and_that_is_said(opened: Opener) -> None:
    console, terminal = opened()
    console.begin("[1/2] push")
    for number in range(window.KEPT + 7):
        console.foreign(f"line {number}")
    console.bad("no")
    assert terminal.seen[1:3] == ["    (7 lines before these left out)", "    line 7"]
    assert terminal.seen[-2:] == [f"    line {window.KEPT + 6}", "    failed: no"]


def test_verbose_keeps_all(opened: Opener) -> None:
    console, terminal = opened(verbose=True)
    console.begin("[1/1] push")
    for number in range(30):
        console.foreign(f"line {number}")
    assert terminal.shown[-1] == "    0 s"
    console.good("accepted, 12 s")
    lines = [f"    line {number}" for number in range(30)]
    assert terminal.seen == ["[1/1] push", *lines, "    done: accepted, 12 s"]


@WIDTHS
def test_what_is_said_meanwhile_stays(
    opened: Opener, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, terminal = opened(columns)
    console.begin("[1/1] push")
    warning = "somebody else pushes too; " * 12
    for number in range(30):
        console.foreign(f"line {number}")
        tick(console)
        if number == 10:
            console.warn(warning)
        if number == 20:
            console.answer("an answer")

    class Keyboard(io.StringIO):
        def readline(self, _: int | None = -1) -> str:  # type: ignore[override]
            tick(console)
            terminal.write("y\n")  # the terminal's echo
            return "y\n"

    monkeypatch.setattr("sys.stdin", Keyboard())
    assert console.ask("Go on? [y/N] ") == "y"
    console.good("accepted")
    text = "".join(terminal.seen).replace(" ", "")
    lines = "".join(f"line {number}" for number in range(30))
    said = f"warning: {warning}an answerGo on? [y/N] y[1/1] push{lines}done: accepted"
    assert text == said.replace(" ", ""), "after a warning the output stays too"
    console.begin("[2/2] migrate")
    console.foreign("a line")
    console.good("exit code 0")
    assert terminal.seen[-1] == "[2/2] migrate … done: exit code 0"


def test_the_clock_runs_though_nothing_is_printed(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, terminal = opened()
    console.begin("[1/1] push")
    later = time.monotonic() + 65.5
    monkeypatch.setattr(window, "time", SimpleNamespace(monotonic=lambda: later))
    tick(console)
    assert terminal.shown == ["[1/1] push … 1 min 05 s"]
    console.good("accepted")


def test_a_status_stands_below_and_goes(opened: Opener) -> None:
    console, terminal = opened()
    console.begin("[1/1] copy the rows")
    console.foreign("again: a part of a table")
    console.clock("    812 MB of about 2.9 GB" + " " * 99)
    tick(console)
    assert terminal.shown[1:] == ["    again: a part of a table", "    812 MB of about 2.9 GB"]
    console.clock(" " * 94)
    tick(console)
    assert len(terminal.shown) == 2
    console.good("5 rows")
    console.clock("waited 3 s " + "and so on " * 20)
    console.note("over")
    assert terminal.seen == ["[1/1] copy the rows … done: 5 rows", "over"]


@pytest.mark.parametrize("steps", [[(40, 12)], [(160, 12)], [(100, 5)], [(30, 4), (120, 30)]])
def test_a_resize_does_no_harm(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[int, int]]
) -> None:
    console, terminal = opened(100)
    console.note("the plan")
    console.begin("[1/1] push")
    for number in range(20):
        console.foreign(f"line {number} " + "wide " * 50)
    tick(console)
    for columns, rows in steps:
        above = terminal.screen.lines - rows
        for _ in range(above):  # as a terminal does: what no longer fits is scrolled away
            terminal.screen.index()
        terminal.screen.resize(rows, columns)
        size(monkeypatch, terminal)
        console.foreign("more")
        tick(console)
        assert max(map(len, terminal.shown)) < columns
    console.good("accepted")
    assert "the plan" in terminal.seen
    assert terminal.seen[-1] == "[1/1] push … done: accepted"


def test_a_passphrase_that_is_asked_for_is_not_drawn_over(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = [True]
    monkeypatch.setattr(window, "_echoes", lambda _: echo[0])
    console, terminal = opened()
    console.begin("[1/1] tag")
    echo[0] = False
    terminal.write("\nEnter passphrase for key: ")
    console.foreign("a line")
    tick(console)
    assert terminal.shown[-1] == "Enter passphrase for key:"
    echo[0] = True
    terminal.write("\n")
    console.good("v4")
    assert terminal.shown[1:] == ["Enter passphrase for key:", "[1/1] tag … done: v4"]


def test_stopped_and_continued(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    console, terminal = opened()
    console.begin("[1/1] push")
    console.foreign("a line")
    tick(console)
    shell = ["^Z", "Stopped", "$ ls", "README", "$ fg"]

    def stopped(pid: int, number: int) -> None:
        assert (pid, number) == (os.getpid(), signal.SIGTSTP)
        assert signal.getsignal(number) is signal.SIG_DFL
        terminal.write("\n".join(shell) + "\n")

    monkeypatch.setattr(window, "os", SimpleNamespace(**vars(os) | {"kill": stopped}))
    signal.raise_signal(signal.SIGTSTP)
    tick(console)
    assert terminal.seen == [*shell, "[1/1] push … 0 s", "    a line"]
    console.good("accepted")
    assert terminal.seen == [*shell, "[1/1] push … done: accepted"]
    assert signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL


def test_without_colours_and_utf_8_the_words_are_the_same(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console, terminal = opened(encoding="ascii")
    console.begin("[1/2] push ü")
    console.foreign("-----> ⬢ done")
    tick(console)
    assert terminal.shown == [r"[1/2] push \xfc ... 0 s", r"    -----> \u2b22 done"]
    console.good("accepted")
    console.begin("[2/2] migrate")
    console.bad("it ended")
    assert terminal.seen == [
        r"[1/2] push \xfc ... done: accepted", "[2/2] migrate", "    failed: it ended",
    ]  # fmt: skip
    assert re.findall(r"\x1b\[[0-9;]*m", terminal.getvalue()) == []


def test_a_dumb_terminal_is_only_written_to(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    console, terminal = opened()
    console.begin("[1/1] push")
    console.foreign("a line")
    console.clock("812 MB")
    console.log("812 MB of 2 GB")
    console.good("accepted")
    said = "[1/1] push\n    a line\n812 MB of 2 GB\n    done: accepted\n"
    assert terminal.getvalue() == said


def test_a_log_has_times_and_the_answer_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.begin("[1/2] push")
    console.foreign("a line")
    console.log("812 MB of 2 GB")
    console.good("accepted")
    console.begin("[2/2] migrate")
    console.bad("it ended")
    console.answer("dev runs it")
    out, err = capsys.readouterr()
    assert out == "dev runs it\n"
    assert re.sub(r"(?m)^\d\d:\d\d:\d\d ", "* ", err).splitlines() == [
        "* [1/2] push",
        "    a line",
        "* 812 MB of 2 GB",
        "*     done: accepted",
        "* [2/2] migrate",
        "*     failed: it ended",
    ]


def test_a_terminal_that_goes_away_is_no_trouble(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, terminal = opened()
    console.begin("[1/1] push")

    def gone(text: str) -> int:
        raise OSError(5, "gone")

    monkeypatch.setattr(terminal, "write", gone)
    monkeypatch.setattr("heroku_tools.console.person._silence", lambda stream: None)
    console.foreign("a line")
    tick(console)
    console.good("accepted")
