"""Records of deployments, a moment after the other, for the tests of what remembers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from heroku_tools.engine import record as records
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Retry,
    RunCommand,
)
from heroku_tools.engine.record import Author, Before, Event, Record

WANTED = "b" * 40
ON, OFF = MaintenanceOn("my-app"), MaintenanceOff("my-app")
AGAIN = Retry("my-app", 3, WANTED)
AWAIT = AwaitRelease("my-app", WANTED, 3, None)
MIGRATE = RunCommand("my-app", "migrate", "manage migrate", "safe")
PLAN = Plan("dev", "my-app", (ON, AGAIN, AWAIT, MIGRATE, OFF))
ANN = Author("ann@example.com", "ann.example.com", 4711, "1.0.0")
RECORD = Record(
    id="1",
    at="2026-11-13T16:05:00.000+00:00",
    author=ANN,
    plan=PLAN,
    wanted=WANTED,
    before=Before(False, 3, "a" * 40, "runs v3"),
)


def at(second: int) -> str:
    return f"2026-11-13T16:{5 + second // 60:02}:{second % 60:02}.000+00:00"


def event(kind: str, second: int = 0, **more: object) -> Event:
    return {"event": kind, "id": "1", "at": at(second), **more}


BEGUN: Event = {**records.begun(RECORD), "at": at(0)}
STARTED, FINISHED = event("started", 1), event("finished", 4, outcome="on")
FAILED = event("failed", 10, reason="exit code 7")


def after(*events: Event, of: Record = RECORD) -> Record:
    """The record after it was begun and these followed."""
    (found,) = told({**records.begun(of), "at": at(0)}, *events)
    return found


def told(*events: Event) -> Iterable[Record]:
    return records.records(events)


def called(name: str) -> Record:
    return replace(RECORD, id=name)
