"""Several looks at once: each goes on as soon as what it waits for is there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

from heroku_tools.tools.questions import Later
from heroku_tools.tools.waiting import sleep

T = TypeVar("T")
Looking = Generator[Later[Any], None, T]  # yields what it waits for, and returns what it found

TICK = 0.01  # seconds between two rounds in which nothing was ready


def answer(later: Later[T]) -> Looking[T]:
    """Wait for an answer without holding up the others."""
    if not later.ready:
        yield later
    return later.result()


def side_by_side(looks: Mapping[str, Looking[T]], known: Callable[[str, T], None]) -> None:
    """Carry out all of them; `known` gets each result as it is there. Raises as they do."""
    waiting: dict[str, Later[Any] | None] = dict.fromkeys(looks)
    try:
        while waiting:
            ready = [name for name, later in waiting.items() if later is None or later.ready]
            for name in ready:
                _go_on(name, looks[name], waiting, known)
            if not ready:
                sleep(TICK)
    finally:
        for look in looks.values():
            look.close()


def _go_on(
    name: str,
    look: Looking[T],
    waiting: dict[str, Later[Any] | None],
    known: Callable[[str, T], None],
) -> None:
    try:
        waiting[name] = next(look)
    except StopIteration as ended:
        del waiting[name]
        known(name, ended.value)
