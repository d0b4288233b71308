"""The journal on disk: what was done and how far it got, for `--resume` and for the audit.

JSON lines under the git directory, readable by their owner only, each on the disk before the step
it tells of goes on. Config vars and keys never come near it.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from heroku_tools.engine.record import Event, Record, records

OWNER_ONLY = 0o600
CLAIMS = 3  # one that only looks claims it too, for a moment


class Journal:
    """The journal of one environment."""

    def __init__(self, git_folder: Path, label: str) -> None:
        self._folder = git_folder / "heroku-tools"
        self._file = self._folder / f"{label}.jsonl"
        self._busy = self._folder / f"{label}.busy"

    def append(self, event: Event) -> None:
        """Write an event and wait until it is on the disk."""
        self._folder.mkdir(exist_ok=True)
        line = json.dumps({"at": this_moment(), **event}) + "\n"
        handle = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, OWNER_ONLY)
        try:
            # A line torn by a crash must not swallow this one.
            start = "" if _ends_with_a_newline(handle) else "\n"
            os.write(handle, (start + line).encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def records(self) -> tuple[Record, ...]:
        """Return all that is remembered, oldest first; a line torn by a crash is passed over."""
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        return records(filter(None, map(_event, lines)))

    def record(self, name: str) -> Record | None:
        """Return what is remembered of the deployment of that id."""
        return next((record for record in self.records() if record.id == name), None)

    def unfinished(self) -> Record | None:
        """Return the newest record if it was never closed."""
        newest = self.records()[-1:]
        return newest[0] if newest and newest[0].closed is None else None

    @contextmanager
    def busy(self) -> Iterator[bool]:
        """Claim the environment among the processes of this clone; False where another has it.

        The kernel lets go of the claim when the process ends, however it ends.
        """
        self._folder.mkdir(exist_ok=True)
        handle = os.open(self._busy, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            yield _claim(handle)
        finally:
            os.close(handle)


def labels(git_folder: Path) -> tuple[str, ...]:
    """Return the environments that have a journal here."""
    found = (git_folder / "heroku-tools").glob("*.jsonl")
    return tuple(sorted(file.name.removesuffix(".jsonl") for file in found))


def this_moment() -> str:
    """Return this moment as ISO 8601, in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def _ends_with_a_newline(handle: int) -> bool:
    end = os.fstat(handle).st_size
    return end == 0 or os.pread(handle, 1, end - 1) == b"\n"


def _claim(handle: int) -> bool:
    for _ in range(CLAIMS):
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.02)
    return False


def _event(line: str) -> Event | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and {"event", "id"} <= event.keys() else None
