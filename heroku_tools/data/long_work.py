"""Work that takes long and waits for a database: done beside, so that signs of life are given."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from heroku_tools.tools import signals, waiting

T = TypeVar("T")

GRACE = 10.0  # seconds for what was cancelled to end
AGAIN = 0.5  # seconds until it is cancelled again: a statement that has not begun yet is not


class _Beside(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self.answer: tuple[T] | None = None
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._do, daemon=True)

    def _do(self) -> None:
        try:
            self.answer = (self._work(),)
        except BaseException as error:  # noqa: BLE001 - raised where the answer is waited for
            self.error = error

    def end(self, cancel: Callable[[], None]) -> None:
        """Cancel it until it has ended, within a limit."""
        deadline = time.monotonic() + GRACE
        while self.thread.is_alive() and time.monotonic() < deadline:
            cancel()
            self.thread.join(AGAIN)


def beside(work: Callable[[], T], *, cancel: Callable[[], None]) -> T:
    """Do it in a thread, and return or raise what it does.

    An interruption has it cancelled, waits for its end, and is then passed on.
    """
    doing = _Beside(work)
    try:
        with signals.held():
            doing.thread.start()
        waiting.until(lambda: not doing.thread.is_alive(), doing.thread.join)
        doing.thread.join()
    except BaseException:
        with signals.ignored():
            doing.end(cancel)
        raise
    if doing.error is not None:
        raise doing.error
    assert doing.answer is not None
    return doing.answer[0]
