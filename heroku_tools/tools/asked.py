"""An answer that a program prints when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from heroku_tools.tools.process import Finished, Running
from heroku_tools.tools.questions import Later

T = TypeVar("T")


class Asked(Later[T]):
    """A program that will print what was asked for, and what makes sense of it."""

    def __init__(self, running: Running, read: Callable[[Finished], T]) -> None:
        self._running = running
        self._read = read
        self._finished: Finished | None = None

    @property
    def ready(self) -> bool:
        """Whether the program has ended."""
        return self._finished is not None or not self._running.alive

    def result(self) -> T:
        """Wait for the program's end, and read what it said. Raises as the reader does."""
        if self._finished is None:
            self._finished = self._running.wait()
        return self._read(self._finished)

    def cancel(self) -> None:
        """End the program."""
        self._running.__exit__(None, None, None)
