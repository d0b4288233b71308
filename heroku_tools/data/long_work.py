"""Work that takes long and waits for a database: done beside, so that signs of life are given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from heroku_tools.tools import signals, waiting

T = TypeVar("T")

GRACE = 10.0  # seconds for what was cancelled to end


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


def beside(work: Callable[[], T], *, cancel: Callable[[], None]) -> T:
    """Do it in a thread, and return or raise what it does.

    An interruption has it cancelled, waits for its end, and is then passed on.
    """
    doing = _Beside(work)
    doing.thread.start()
    try:
        waiting.until(lambda: not doing.thread.is_alive())
        doing.thread.join()
    except BaseException:
        with signals.ignored():
            cancel()
            doing.thread.join(GRACE)
        raise
    if doing.error is not None:
        raise doing.error
    assert doing.answer is not None
    return doing.answer[0]
