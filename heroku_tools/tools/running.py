"""A program under way, however it was started: waiting for it, and ending it."""

from __future__ import annotations

import os
import signal
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from threading import Event
from types import TracebackType

from heroku_tools.tools import signals, waiting
from heroku_tools.tools.finished import Finished

GRACE = 5.0  # seconds between asking a program to end and ending it


class Running(ABC):
    """A program under way; leaving its `with` block ends it if it still runs."""

    def __init__(
        self, argv: tuple[str, ...], pid: int, ended: Event, *, leads_a_group: bool
    ) -> None:
        """Take a program that was started; `ended` is set by whoever sees its end first."""
        self.argv = argv
        self._ended = ended
        self._pid = pid
        self._leads_a_group = leads_a_group

    @property
    @abstractmethod
    def alive(self) -> bool:
        """Whether it still runs."""

    def wait(self) -> Finished:
        """Wait for the end. An interruption ends the program first and is then passed on."""
        try:
            waiting.until(lambda: not self.alive, self._ended.wait)
            return self._finished()
        except BaseException:
            self.end()
            raise

    @abstractmethod
    def _finished(self) -> Finished:
        """Wait, and return how it ended."""

    def end(self) -> None:
        """Ask the program (and what it started) to end, then insist."""
        with signals.ignored():
            deadline = time.monotonic() + GRACE
            self._signal(signal.SIGTERM)
            while self.alive and time.monotonic() < deadline:
                time.sleep(0.02)
            self._signal(signal.SIGKILL)
            self._kill_rest()

    def _signal(self, number: int) -> None:
        if not self.alive:
            return
        with suppress(ProcessLookupError):  # it ended between the two lines
            if self._leads_a_group:
                os.killpg(self._pid, number)
            else:
                os.kill(self._pid, number)

    def _kill_rest(self) -> None:
        """End what the program started and left behind."""
        if self._leads_a_group:
            with suppress(ProcessLookupError):  # as a rule it left nothing
                os.killpg(self._pid, signal.SIGKILL)

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.alive:
            self.end()
