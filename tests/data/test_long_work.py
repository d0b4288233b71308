"""Work beside: what it returns and raises, and that an interruption leaves none of it behind."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from heroku_tools.data.long_work import beside
from heroku_tools.tools import signals


def nothing() -> None:
    """Cancel nothing."""


def test_it_returns_what_the_work_returns() -> None:
    assert beside(lambda: 7, cancel=nothing) == 7


def test_it_raises_what_the_work_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0, cancel=nothing)


def test_what_a_first_cancel_came_too_early_for_is_cancelled_again() -> None:
    signals.install()
    cancelled: list[str] = []
    over = threading.Event()

    def cancel() -> None:
        cancelled.append("again")
        if len(cancelled) == 2:
            over.set()

    def work() -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return over.wait(30)

    with pytest.raises(signals.Interrupted):
        beside(work, cancel=cancel)
    assert over.is_set()
