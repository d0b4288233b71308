"""The one door to other programs: acts and what is watched by `sh`, questions by `subprocess`.

Arguments are argv lists, never shell strings. What a program prints is captured as bytes, or handed
over line by line; an exit code other than 0 is an answer, not an exception.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from threading import Event, Thread, Timer
from typing import IO, Any

from heroku_tools.errors import ProgramMissing
from heroku_tools.tools import signals
from heroku_tools.tools.finished import Finished as Finished
from heroku_tools.tools.running import Running as Running

OnLine = Callable[[str], None]
Feed = Callable[[bytes], None]

KEPT_LINES = 400  # of a program whose lines are handed on, for error messages
LAST_WORDS = 1.0  # seconds that a program which was ended has for them
PIECE = 1 << 16  # bytes


class _Act(Running):
    """A program that acts, or that somebody watches line by line: `sh` runs it."""

    def __init__(
        self,
        argv: tuple[str, ...],
        command: Any,
        out: _Tail | None,
        err: _Tail | None,
        ended: Event,
        timeout: float | None,
    ) -> None:
        process = command.process
        super().__init__(argv, process.pid, ended, leads_a_group=process.pgid == process.pid)
        self._command = command
        self._out = out
        self._err = err
        self._timed_out = False
        self._timer = Timer(timeout, self._time_out) if timeout else None
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    @property
    def alive(self) -> bool:
        return bool(self._command.is_alive())

    def _finished(self) -> Finished:
        with suppress(_sh().ErrorReturnCode):
            self._command.wait()
        if self._timer:
            self._timer.cancel()
        process = self._command.process
        out = self._out.kept if self._out else process.stdout
        err = self._err.kept if self._err else process.stderr
        return Finished(self.argv, process.exit_code, out, err, self._timed_out)

    def _time_out(self) -> None:
        # The time limit of `sh` is looked at every 0.1 s, at the end too: each act waited for it.
        self._timed_out = self.alive
        self._signal(signal.SIGKILL)
        self._kill_rest()


class _Question(Running):
    """A program that only answers: what it says is collected by a thread of its own."""

    def __init__(
        self,
        argv: tuple[str, ...],
        process: Popen[bytes],
        *,
        own_session: bool,
        stdin: bytes | None,
        feed: Feed | None,
        timeout: float | None,
    ) -> None:
        super().__init__(argv, process.pid, Event(), leads_a_group=own_session)
        self._process = process
        self._answer: Finished | None = None
        self._error: BaseException | None = None
        Thread(target=self._listen, args=(stdin, feed, timeout), daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def _finished(self) -> Finished:
        self._ended.wait()
        if self._error is not None:
            raise self._error
        assert self._answer is not None
        return self._answer

    def _listen(self, stdin: bytes | None, feed: Feed | None, timeout: float | None) -> None:
        try:
            out, err, timed_out = self._heard(stdin, feed, timeout)
            code = self._process.wait()
            self._answer = Finished(self.argv, code, out, err, timed_out)
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is waited for
            self._error = error
        self._ended.set()

    def _heard(
        self, stdin: bytes | None, feed: Feed | None, timeout: float | None
    ) -> tuple[bytes, bytes, bool]:
        if feed:
            return b"", _pieces(self._process, feed), False
        try:
            return *self._process.communicate(stdin, timeout), False
        except TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._kill_rest()
        with suppress(TimeoutExpired):  # what it started may live on, and hold the pipe
            return *self._process.communicate(timeout=LAST_WORDS), True
        return b"", b"", True


def _pieces(process: Popen[bytes], feed: Feed) -> bytes:
    """Hand on what a program prints, as it comes; return what it printed as errors."""
    errors = []
    with DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            selector.register(pipe, EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                piece = os.read(key.fd, PIECE)
                if not piece:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    feed(piece)
                else:
                    errors.append(piece)
    return b"".join(errors)


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
    ended = Event()
    options: dict[str, Any] = {
        "_env": dict(env),
        "_cwd": str(cwd) if cwd else None,
        "_tty_out": False,
        "_bg": True,
        "_bg_exc": False,
        "_new_session": own_session,
        "_encoding": "utf-8",
        "_decode_errors": "replace",
        "_return_cmd": True,
        "_done": lambda *_: ended.set(),
    }
    out, err = _Tail(on_out) if on_out else None, _Tail(on_err) if on_err else None
    # An interruption between the fork and the return would leave a child nobody knows of.
    with signals.held(), _input(stdin) as source:
        command = _sh().Command(path)(*argv[1:], _in=source, _out=out, _err=err, **options)
    return _Act(tuple(argv), command, out, err, ended, timeout)


def question(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: str | None = None,
    feed: Feed | None = None,
    own_session: bool = True,
    timeout: float | None = None,
) -> Running:
    """Start a program that changes nothing, and return at once; the rest as in `start`.

    It begins sooner than an act: `sh` is not needed for it. `feed` gets the output piece by piece,
    in a thread, and the answer has none of it then; it goes without `stdin` and `timeout`.
    Raises ProgramMissing where the program is not on the PATH.
    """
    path = require(argv[0], hint=f"Install {argv[0]} and try again.")
    given = None if stdin is None else stdin.encode("utf-8", "surrogateescape")
    # An interruption between the fork and the return would leave a child nobody knows of.
    with signals.held():
        process = Popen(  # noqa: S603 - an argv list, as everywhere
            [path, *argv[1:]],
            env=dict(env),
            cwd=cwd,
            stdin=DEVNULL if given is None else PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=own_session,
        )
        return _Question(
            tuple(argv), process, own_session=own_session, stdin=given, feed=feed, timeout=timeout
        )


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
