"""The one door to other programs: the only module that imports `sh`.

Arguments are argv lists, never shell strings. What a program prints is captured as bytes, or handed
over line by line; an exit code other than 0 is an answer, not an exception.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from heroku_tools.errors import ProgramMissing
from heroku_tools.tools import signals, waiting

OnLine = Callable[[str], None]

GRACE = 5.0  # seconds between asking a program to end and ending it
KEPT_LINES = 400  # of a program whose lines are handed on, for error messages


@dataclass(frozen=True)
class Finished:
    """What a program that ended said: `code` (negative: the signal that ended it), `out`, `err`."""

    argv: tuple[str, ...]
    code: int
    out: bytes = b""
    err: bytes = b""
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """Whether it ended with exit code 0."""
        return self.code == 0

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are no UTF-8 survive as surrogates."""
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def errors(self) -> str:
        """Standard error as text, for reading."""
        return self.err.decode("utf-8", "replace")


class Running:
    """A program under way; leaving its `with` block ends it if it still runs."""

    def __init__(
        self, argv: tuple[str, ...], command: Any, out: _Tail | None, err: _Tail | None
    ) -> None:
        self.argv = argv
        self._command = command
        self._out = out
        self._err = err

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return bool(self._command.is_alive())

    def wait(self) -> Finished:
        """Wait for the end. An interruption ends the program first and is then passed on."""
        sh = _sh()
        timed_out = False
        try:
            waiting.until(lambda: not self.alive)
            self._command.wait()
        except sh.TimeoutException:
            timed_out = True
            self._kill_rest()
        except sh.ErrorReturnCode:
            pass
        except BaseException:
            self.end()
            raise
        process = self._command.process
        out = self._out.kept if self._out else process.stdout
        err = self._err.kept if self._err else process.stderr
        return Finished(self.argv, process.exit_code, out, err, timed_out)

    def end(self) -> None:
        """Ask the program (and what it started) to end, then insist."""
        with signals.ignored():
            deadline = time.monotonic() + GRACE
            self._signal(signal.SIGTERM)
            while self._command.is_alive() and time.monotonic() < deadline:
                time.sleep(0.02)
            self._signal(signal.SIGKILL)
            self._kill_rest()

    def _signal(self, number: int) -> None:
        process = self._command.process
        if not self._command.is_alive():
            return
        with suppress(ProcessLookupError):  # it ended between the two lines
            if self._leads_a_group:
                os.killpg(process.pid, number)
            else:
                os.kill(process.pid, number)

    def _kill_rest(self) -> None:
        """End what the program started and left behind."""
        if self._leads_a_group:
            with suppress(ProcessLookupError):  # as a rule it left nothing
                os.killpg(self._command.process.pid, signal.SIGKILL)

    @property
    def _leads_a_group(self) -> bool:
        process = self._command.process
        return bool(process.pgid == process.pid)

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._command.is_alive():
            self.end()


@cache
def _sh() -> Any:
    # `sh` takes 50 ms to import: only when something is really run.
    import sh

    return sh


def require(program: str, *, hint: str) -> str:
    """Return the full path of a program on PATH. Raises ProgramMissing with the hint."""
    path = shutil.which(program)
    if path is None:
        raise ProgramMissing(f"{program} is not on the PATH", hint=hint)
    return path


def start(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: str | None = None,
    on_out: OnLine | None = None,
    on_err: OnLine | None = None,
    own_session: bool = True,
    timeout: float | None = None,
) -> Running:
    """Start a program and return at once; `timeout` is in seconds.

    In a session of its own a Ctrl-C reaches only us, and we decide what becomes of the program;
    `own_session=False` leaves it our terminal (for a passphrase).
    Raises ProgramMissing where the program is not on the PATH.
    """
    path = require(argv[0], hint=f"Install {argv[0]} and try again.")
    options: dict[str, Any] = {
        "_env": dict(env),
        "_cwd": str(cwd) if cwd else None,
        "_tty_out": False,
        "_bg": True,
        "_bg_exc": False,
        "_new_session": own_session,
        "_encoding": "utf-8",
        "_decode_errors": "replace",
        "_timeout": timeout,
        "_return_cmd": True,
    }
    out, err = _Tail(on_out) if on_out else None, _Tail(on_err) if on_err else None
    # An interruption between the fork and the return would leave a child nobody knows of.
    with signals.held(), _input(stdin) as source:
        command = _sh().Command(path)(*argv[1:], _in=source, _out=out, _err=err, **options)
    return Running(tuple(argv), command, out, err)


def ask(argv: Sequence[str], *, env: Mapping[str, str], **how: Any) -> Finished:
    """Run a program to its end and return what it said; `how` as in `start`."""
    with start(argv, env=env, **how) as running:
        return running.wait()


def foreground(argv: Sequence[str], *, env: Mapping[str, str]) -> int:
    """Run a program on our own terminal to its end, and return its exit code.

    Raises ProgramMissing where the program is not on the PATH.
    """
    path = require(argv[0], hint=f"Install {argv[0]} and try again.")
    sh = _sh()
    try:
        sh.Command(path)(*argv[1:], _fg=True, _env=dict(env))
    except sh.ErrorReturnCode as ended:
        return int(ended.exit_code)
    return 0


class _Tail:
    """Hands lines on as they come and keeps the last ones, so that memory stays flat."""

    def __init__(self, on_line: OnLine) -> None:
        self._on_line = on_line
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)

    def __call__(self, line: str) -> None:
        self._lines.append(line)
        self._on_line(line.rstrip("\r\n"))

    @property
    def kept(self) -> bytes:
        return "".join(self._lines).encode("utf-8", "surrogateescape")


@contextmanager
def _input(stdin: str | None) -> Iterator[bytes | IO[bytes]]:
    if stdin is not None:
        yield stdin.encode("utf-8", "surrogateescape")
        return
    with Path(os.devnull).open("rb") as nothing:
        yield nothing
