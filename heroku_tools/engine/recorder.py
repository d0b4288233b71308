"""Writes down each step as it begins and ends: into the journal first, then into the lock."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from heroku_tools.engine import record as records
from heroku_tools.engine.execute import Done, Watcher
from heroku_tools.engine.journal import Journal, this_moment
from heroku_tools.engine.lock import Lock
from heroku_tools.engine.plan import Step
from heroku_tools.engine.record import Event, Record

SIGN_EVERY = 30.0  # seconds


class Recorder:
    """A watcher whose memory outlives the process. `lock` is None where there is none."""

    def __init__(self, record: Record, journal: Journal, lock: Lock | None) -> None:
        self.record = record
        self.begun = False
        self._journal = journal
        self._lock = lock
        self._told = time.monotonic()

    def begin(self) -> None:
        """Write down the record as it is: a deployment begins, or is taken up again."""
        self._write(records.begun(self.record))
        self.begun = True

    def started(self, number: int, step: Step) -> None:
        """Step `number` begins."""
        self._write({"event": "started", "id": self.record.id, "step": number, "kind": step.kind})

    def finished(self, number: int, done: Done) -> None:
        """Step `number` ended well."""
        self._write(
            {
                "event": "finished",
                "id": self.record.id,
                "step": number,
                "kind": done.step.kind,
                "outcome": done.outcome,
                "seconds": round(done.seconds, 3),
            }
        )

    def failed(self, number: int, step: Step, reason: str) -> None:
        """Step `number` did not end well."""
        event = {"event": "failed", "id": self.record.id, "step": number, "kind": step.kind}
        self._try_to_write({**event, "reason": reason})

    def undoing(self, step: Step) -> None:
        """A reversal begins."""
        self._try_to_write({"event": "undoing", "id": self.record.id, "kind": step.kind})

    def telling(self) -> None:
        """The news are about to be sent: whoever takes this up, here or elsewhere, must know."""
        self._write({"event": "telling", "id": self.record.id})
        if self._lock:
            self._lock.keep()

    def close(self, outcome: str, asked: Mapping[str, int] | None = None) -> bool:
        """Write down how the whole ended, and let go of the lock; False where it is still there.

        `asked`: how much this run has asked of Heroku, by what.
        """
        event = {"event": "closed", "id": self.record.id, "outcome": outcome}
        self._try_to_write(event | ({"asked": dict(asked)} if asked else {}))
        return self._lock is None or self._lock.release()

    def leave_open(self) -> None:
        """End without an end: the lock stays, and says how far it got."""
        self._try_to_write({"event": "let go", "id": self.record.id})
        if self._lock:
            self._lock.keep()

    def _try_to_write(self, event: Event) -> None:
        # A full disk must not keep the person from learning where the app is.
        with suppress(OSError):
            self._write(event)

    def _write(self, event: Event) -> None:
        stamped = {"at": this_moment(), **event}
        try:
            self._journal.append(stamped)
        finally:
            self.record = records.apply(self.record, stamped) or self.record
            if self._lock and event["event"] != "closed":
                self._tell(self._lock, self.record)

    def pulse(self) -> None:
        """Give a sign of life where none was given for a while; cheap enough to call often."""
        if self._lock and self.begun and time.monotonic() - self._told > SIGN_EVERY:
            self._tell(self._lock, replace(self.record, last=this_moment()))

    def _tell(self, lock: Lock, record: Record) -> None:
        self._told = time.monotonic()
        lock.tell(record)


class Watchers:
    """Several watchers as one, told in order."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers

    def started(self, number: int, step: Step) -> None:
        """Step `number` begins."""
        for watcher in self._watchers:
            watcher.started(number, step)

    def finished(self, number: int, done: Done) -> None:
        """Step `number` ended well."""
        for watcher in self._watchers:
            watcher.finished(number, done)

    def failed(self, number: int, step: Step, reason: str) -> None:
        """Step `number` did not end well."""
        for watcher in self._watchers:
            watcher.failed(number, step, reason)

    def undoing(self, step: Step) -> None:
        """A reversal begins."""
        for watcher in self._watchers:
            watcher.undoing(step)
