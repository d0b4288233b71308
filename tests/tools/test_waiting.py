"""Waiting: things are done meanwhile, in the same thread, and an interruption gets through."""

from __future__ import annotations

import os
import threading
import time

import pytest

from heroku_tools.tools import process, waiting
from heroku_tools.tools.waiting import meanwhile, sleep, until

SLEEP = ["sleep", "0.5"]


def test_nothing_is_done_without_a_need() -> None:
    until(lambda: False)
    sleep(0.01)


def test_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LONGEST", 0.02)
    done: list[int] = []
    begun = time.monotonic()
    with meanwhile(lambda: done.append(threading.get_ident())):
        sleep(0.2)
        assert time.monotonic() - begun >= 0.2
        slept = len(done)
        assert process.ask(SLEEP, env=os.environ).ok
    assert slept >= 3
    assert len(done) > slept
    assert set(done) == {threading.get_ident()}
    before = len(done)
    sleep(0.05)
    assert len(done) == before


def test_what_is_raised_meanwhile_ends_the_program() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with process.start(["sleep", "60"], env=os.environ) as running:
        with meanwhile(interrupt), pytest.raises(KeyboardInterrupt):
            running.wait()
        assert not running.alive


def test_it_is_over() -> None:
    looks = iter([False, False, True])
    with meanwhile(lambda: None):
        until(lambda: next(looks))
