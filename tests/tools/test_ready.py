"""Whether an answer is there can be told without waiting for it."""

from __future__ import annotations

import os
import threading

from heroku_tools.config import values
from heroku_tools.settings import ConfigVar, Origin
from heroku_tools.tools import process
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.background import InBackground
from heroku_tools.tools.questions import Answered, Later
from heroku_tools.tools.waiting import sleep

PATIENCE = 500  # looks, 10 ms apart


def becomes_ready(later: Later[object]) -> bool:
    for _ in range(PATIENCE):
        if later.ready:
            return True
        sleep(0.01)
    return False


def test_what_is_known_already() -> None:
    assert Answered(1).ready


def test_in_the_background() -> None:
    go = threading.Event()
    later = InBackground(lambda: go.wait(60), within=60)
    assert not later.ready
    go.set()
    assert becomes_ready(later)
    assert later.result()


def test_nobody_waits_for_ever() -> None:
    assert InBackground(lambda: threading.Event().wait(60), within=0).ready


def test_a_program() -> None:
    with Asked(process.start(["cat"], env=os.environ, stdin="x"), lambda said: said.text) as asked:
        assert becomes_ready(asked)
        assert asked.result() == "x"
    with Asked(process.start(["sleep", "60"], env=os.environ), lambda said: said.text) as asked:
        assert not asked.ready


def test_values_of_config_vars() -> None:
    slow = ConfigVar("SLOW", ":1", Origin.COMMAND, argv=("sleep", "60"))
    quick = ConfigVar("QUICK", ":2", Origin.COMMAND, argv=("echo", "a"))
    with values.start([slow, quick], os.environ) as resolving:
        assert not resolving.ready
    with values.start([quick], os.environ) as resolving:
        assert becomes_ready(resolving)
