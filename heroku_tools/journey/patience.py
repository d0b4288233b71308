"""`--wait`: while somebody else deploys, wait; then look and plan afresh."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from heroku_tools.console import duration
from heroku_tools.engine.turn import Busy, Unfinished
from heroku_tools.errors import Exit, LookFailed
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.unfinished import at_work, refusal
from heroku_tools.tools.waiting import sleep

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0  # seconds between two looks


def patiently(stage: Stage, seconds: float | None, journey: Callable[[], Exit]) -> Exit:
    """Make a journey, with patience for so many seconds: None has none, infinity no end.

    Raises Busy where somebody else still deploys then. One that is unfinished, or an environment
    that is frozen, is not waited for: the journey refuses.
    """
    if seconds is None:
        return journey()
    begun, told = time.monotonic(), False
    while True:
        told = _until_free(stage, begun, seconds, told=told)
        try:
            return journey()
        except Busy:
            if time.monotonic() - begun >= seconds:
                raise
        stage.report.clear()
        sleep(FIRST_PAUSE)


def _until_free(stage: Stage, begun: float, seconds: float, *, told: bool) -> bool:
    """Wait while somebody is at work; say once who it is, and return whether that was said."""
    pause = FIRST_PAUSE
    while (other := _other(stage)) is not None:
        waited = time.monotonic() - begun
        if waited >= seconds:
            stage.console.clock("")
            raise _too_long(stage, other, waited)
        if not told:
            stage.console.note(f"Waiting: {at_work(other.record)}")
            told = True
        stage.console.clock(f"waited {duration(math.floor(waited))}" if waited >= 1 else "")
        sleep(min(pause, seconds - waited))
        pause = min(pause * 1.5, LONGEST_PAUSE)
    stage.console.clock("")
    return told


def _other(stage: Stage) -> Unfinished | None:
    """Return whoever deploys right now; what cannot be known is left to the journey."""
    try:
        found = stage.turn.in_the_way()
    except LookFailed:
        return None
    return found if found and found.alive else None


def _too_long(stage: Stage, other: Unfinished, waited: float) -> Busy:
    why = refusal(other, stage.again)
    return Busy(f"{why.message} (waited {duration(waited)})", hint=why.hint)
