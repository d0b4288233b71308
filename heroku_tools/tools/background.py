"""Work that goes on while others are asked: a thread each, which a run that ends leaves behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from heroku_tools.tools import refusals
from heroku_tools.tools.questions import Later

T = TypeVar("T")


class InBackground(Later[T]):
    """What a function returns or raises; nobody waits longer than `within` seconds for it.

    `who` is asked, as it is called where it does not answer.
    The threads are daemons: a Ctrl-C is not held up by an answer that does not come.
    """

    def __init__(self, work: Callable[[], T], *, within: float, who: str = "heroku") -> None:
        self._work = work
        self._within = within
        self._who = who
        self._ended = threading.Event()
        self._begun = time.monotonic()
        self._answer: tuple[T] | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._do, daemon=True).start()

    def _do(self) -> None:
        try:
            self._answer = (self._work(),)
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is asked for
            self._error = error
        self._ended.set()

    @property
    def ready(self) -> bool:
        """Whether it has ended, or nobody waits any longer."""
        return self._ended.is_set() or time.monotonic() - self._begun >= self._within

    def result(self) -> T:
        """Wait for the end."""
        left = self._begun + self._within - time.monotonic()
        if not self._ended.wait(max(left, 0)):
            raise refusals.no_answer(self._within, self._who)
        if self._error is not None:
            raise self._error
        assert self._answer is not None
        return self._answer[0]

    def cancel(self) -> None:
        """Do nothing: a question that nobody waits for does no harm."""
