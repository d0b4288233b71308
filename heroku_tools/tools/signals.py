"""Ctrl-C, SIGTERM and SIGHUP, as one interruption that arrives where it can be handled."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_held = 0
_pending: list[int] = []


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, SIGTERM or SIGHUP arrived; `name` says which."""

    def __init__(self, number: int) -> None:
        self.name = signal.Signals(number).name
        super().__init__(self.name)


def _handle(number: int, _frame: FrameType | None) -> None:
    if _held:
        if not _pending:
            os.write(2, b"    (interrupted; ending what is under way first)\n")
        _pending.append(number)
    else:
        raise Interrupted(number)


def install() -> None:
    """Turn the signals into `Interrupted`; one that the caller ignores (nohup) stays ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _handle)


@contextmanager
def held() -> Iterator[None]:
    """Hold interruptions back within the block; the first of them is raised at its end."""
    with _holding():
        yield
    if not _held:
        _raise_pending()


@contextmanager
def ignored() -> Iterator[None]:
    """Drop interruptions within the block: putting things back must not stop half-way."""
    with _holding():
        try:
            yield
        finally:
            if _held == 1:
                _pending.clear()


@contextmanager
def heeded() -> Iterator[None]:
    """Let interruptions through within a block that holds or ignores them, earlier ones too."""
    global _held
    before, _held = _held, 0
    try:
        _raise_pending()
        yield
    finally:
        _held = before


@contextmanager
def _holding() -> Iterator[None]:
    global _held
    before, _held = _held, _held + 1
    try:
        yield
    finally:
        _held = before


def deafen() -> None:
    """Ignore them from now on: what there was to do is done, and only its telling is left."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _raise_pending() -> None:
    if _pending:
        number = _pending[0]
        _pending.clear()
        raise Interrupted(number)
