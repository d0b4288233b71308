"""The last lines of a terminal, which change while a step runs.

Nothing above them is ever touched: where the cursor may be elsewhere than we have left it, drawing
begins anew below.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from typing import TextIO

from heroku_tools.console.frame import clock, frame

TICK = 0.1  # seconds
KEPT = 1_000  # lines of a step, for the case that it fails; of a program itself fewer are kept
Draw = Callable[[str], None]
Paint = Callable[[str], str]


class Window:
    """Drawn by `draw`, which writes to the terminal `stream`; `paint` makes a title and the rest.

    `bare`: without title and output, which were printed above; only the clock.
    """

    def __init__(
        self, stream: TextIO, draw: Draw, paint: tuple[Paint, Paint], *, dots: str, bare: bool
    ) -> None:
        self._stream, self._draw, self._paint = stream, draw, paint
        self._dots, self._bare = dots, bare
        self.title = ""
        self.lines: deque[str] = deque(maxlen=KEPT)
        self.dropped = 0  # lines, before these
        self._status = ""
        self._begun = self._shown = 0.0
        self._dirty = False
        self._lock = RLock()
        self._over = Event()
        self._thread: Thread | None = None
        self._open = False
        self._away = False
        self._rows = 0  # that stand on the terminal now, the cursor at the end of the last
        self._echo = False

    @property
    def is_open(self) -> bool:
        """Whether a step is shown."""
        return self._open

    def open(self, title: str) -> None:
        """Begin to show a step."""
        self.title, self._status, self._dirty = title, "", False
        self.lines.clear()
        self.dropped = 0
        self._begun = self._shown = time.monotonic()
        self._echo = _echoes(self._stream)
        self._open = True
        self._over.clear()
        _heed_ctrl_z(self._stop)
        with self._lock:
            self._show()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it, and remove what was drawn."""
        if not self._open:
            return
        self._over.set()
        with self._lock:
            self._open = False
            self._clear()
        if self._thread:
            self._thread.join()
        _heed_ctrl_z(None)

    def add(self, line: str) -> None:
        """Take a line of output."""
        with self._lock:
            self.dropped += len(self.lines) == KEPT
            self.lines.append(line)
            self._dirty = True

    def status(self, text: str) -> None:
        """Take what is to stand below the output until it changes."""
        with self._lock:
            self._status, self._dirty = text, True

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for something that is to stay."""
        with self._lock:
            self._clear()
            try:
                yield
            finally:
                self._show()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Draw nothing meanwhile."""
        with self._lock:
            self._clear()
            self._away = True
        try:
            yield
        finally:
            with self._lock:
                self._away = False
                self._show()

    def tick(self) -> None:
        """Draw what has changed, and the clock once a second."""
        with self._lock:
            if self._dirty or time.monotonic() - self._shown >= 1:
                self._show()

    def _run(self) -> None:
        while not self._over.wait(TICK):
            self.tick()

    def _show(self) -> None:
        if not self._open or self._away or not self._has_its_place():
            return
        columns, rows = size_of(self._stream)
        now = time.monotonic()
        below = [self._status] if self._status else []
        head, *body = frame(
            "" if self._bare else self.title,
            clock(now - self._begun),
            [*self.lines, *below],
            columns=columns,
            rows=rows,
            dots=self._dots,
        )
        drawn = [self._paint[0](head), *map(self._paint[1], body)]
        erase_rest = "\x1b[K"
        self._draw(self._back(rows) + "\r\n".join(each + erase_rest for each in drawn) + "\x1b[J")
        # About the second that has just begun, however late it is drawn.
        self._rows, self._shown = len(drawn), self._begun + int(now - self._begun)
        self._dirty = False

    def _clear(self) -> None:
        if self._has_its_place() and self._rows:
            self._draw(self._back(size_of(self._stream)[1]) + "\x1b[J")
        self._rows = 0

    def _back(self, rows: int) -> str:
        """Return to the first row. After a resize there may be more of them: the rest is left."""
        up = min(self._rows, rows) - 1
        return "\r" + (f"\x1b[{up}A" if up > 0 else "") if self._rows else ""

    def _has_its_place(self) -> bool:
        """Say whether the terminal is ours; where it was not, what was drawn is left behind."""
        if (self._echo and not _echoes(self._stream)) or _in_background(self._stream):
            self._rows = 0
            return False
        return True

    def _stop(self, *_: object) -> None:
        """Ctrl-Z: whoever stops us reads and types elsewhere; drawing begins anew there."""
        with self._lock:
            self._clear()
            self._dirty = True
            _heed_ctrl_z(None)  # not SIGSTOP: without a shell to continue us nothing must stop us
            os.kill(os.getpid(), signal.SIGTSTP)
            _heed_ctrl_z(self._stop)


def _heed_ctrl_z(stop: Callable[..., None] | None) -> None:
    with suppress(ValueError):  # raised beside the main thread
        if signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
            signal.signal(signal.SIGTSTP, stop or signal.SIG_DFL)


def size_of(stream: TextIO) -> tuple[int, int]:
    """Return a terminal's columns and rows, as they are now."""
    try:
        columns, rows = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        columns, rows = shutil.get_terminal_size()
    return columns or 80, rows or 24


def _echoes(stream: TextIO) -> bool:
    """Say whether what is typed is seen: where it is not, somebody asks for a passphrase."""
    import termios

    try:
        return bool(termios.tcgetattr(stream.fileno())[3] & termios.ECHO)
    except (OSError, ValueError, termios.error):
        return False


def _in_background(stream: TextIO) -> bool:
    try:
        return os.tcgetpgrp(stream.fileno()) != os.getpgrp()
    except (OSError, ValueError):
        return False
