"""Waiting, and what is done meanwhile in the same thread: a sign of life now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHORTEST, LONGEST = 0.002, 0.1  # seconds between two looks

_done_meanwhile: list[Callable[[], None]] = []


@contextmanager
def meanwhile(do: Callable[[], None]) -> Iterator[None]:
    """Call `do` now and then while anything is waited for within the block; it must be quick."""
    _done_meanwhile.append(do)
    try:
        yield
    finally:
        _done_meanwhile.remove(do)


def sleep(seconds: float) -> None:
    """Wait for a time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LONGEST) if _done_meanwhile else left)
        _do()


def until(over: Callable[[], bool], pause: Callable[[float], object] = time.sleep) -> None:
    """Wait until something is over; at once where nothing is to be done meanwhile.

    `pause` waits for so many seconds, or less where it is over sooner.
    """
    look = SHORTEST
    while _done_meanwhile and not over():
        pause(look)
        look = min(look * 2, LONGEST)
        _do()


def _do() -> None:
    for do in tuple(_done_meanwhile):
        do()
