"""Writes down each step as it begins and ends: into the journal first, then into the lock."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from heroku_tools.engine import record as records
from heroku_tools.engine.execute import Done, Watcher
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import Lock
from heroku_tools.engine.plan import Step
from heroku_tools.engine.record import Event, Record


class Recorder:
    """A watcher whose memory outlives the process. `lock` is None where there is none."""

    def __init__(self, record: Record, journal: Journal, lock: Lock | None) -> None:
        self.record = record
        self.begun = False
        self._journal = journal
        self._lock = lock

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

    def close(self, outcome: str) -> bool:
        """Write down how the whole ended, and let go of the lock; False where it is still there."""
        self._try_to_write({"event": "closed", "id": self.record.id, "outcome": outcome})
        return self._lock is None or self._lock.release()

    def leave_open(self) -> None:
        """End without an end: the lock stays, and says how far it got."""
        if self._lock:
            self._lock.keep()

    def _try_to_write(self, event: Event) -> None:
        # A full disk must not keep the person from learning where the app is.
        with suppress(OSError):
            self._write(event)

    def _write(self, event: Event) -> None:
        self._journal.append(event)
        self.record = records.apply(self.record, event) or self.record
        if self._lock and event["event"] != "closed":
            self._lock.tell(self.record)


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
