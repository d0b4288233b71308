"""Each step, written down in a real journal and told to whoever holds the lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from heroku_tools.engine import recorder as recorders
from heroku_tools.engine.execute import Done
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import Lock
from heroku_tools.engine.record import Event, Record
from heroku_tools.engine.recorder import Recorder
from tests.engine.records import ON, RECORD


@dataclass
class Listener:
    """In the lock's place."""

    told: list[Record] = field(default_factory=list)
    kept: bool = False
    released: bool = False

    def tell(self, record: Record) -> None:
        self.told.append(record)

    def keep(self) -> None:
        self.kept = True

    def release(self) -> bool:
        self.released = True
        return True


@pytest.fixture
def lock() -> Listener:
    return Listener()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "dev")


@pytest.fixture
def recorder(journal: Journal, lock: Listener) -> Recorder:
    return Recorder(RECORD, journal, cast(Lock, lock))


def test_to_the_end(recorder: Recorder, journal: Journal, lock: Listener) -> None:
    recorder.begin()
    recorder.started(1, ON)
    assert journal.unfinished() == recorder.record == lock.told[-1]
    assert recorder.record.under_way
    recorder.finished(1, Done(ON, "on", 0.8))
    assert journal.unfinished() == recorder.record == lock.told[-1]
    assert recorder.record.outcomes == ("on",)
    assert lock.told[-1].last
    assert recorder.close("done")
    assert (journal.unfinished(), lock.released, lock.kept) == (None, True, False)


def test_stopped_half_way(recorder: Recorder, journal: Journal, lock: Listener) -> None:
    recorder.begin()
    recorder.started(1, ON)
    recorder.failed(1, ON, "no network")
    recorder.undoing(ON)
    assert not recorder.record.let_go
    recorder.leave_open()
    assert (lock.kept, lock.released) == (True, False)
    found = journal.unfinished()
    assert found == lock.told[-1]
    assert (found.failed, found.let_go, found.under_way) == ("no network", True, True)


def test_what_must_not_happen_twice_is_known_to_all_before_it_happens(
    recorder: Recorder, journal: Journal, lock: Listener
) -> None:
    recorder.begin()
    recorder.telling()
    assert (lock.kept, lock.told[-1].told) == (True, True)
    assert journal.unfinished() == lock.told[-1]


def test_signs_of_life(recorder: Recorder, lock: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder.begin()
    recorder.pulse()
    assert len(lock.told) == 1
    monkeypatch.setattr(recorders, "SIGN_EVERY", -1.0)
    recorder.pulse()
    assert len(lock.told) == 2
    assert lock.told[1] == recorder.record
    assert lock.told[1].last >= lock.told[0].last


def test_a_full_disk(
    recorder: Recorder, journal: Journal, lock: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing begins that cannot be written down; but what is over is told all the same."""

    def append(event: Event) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "append", append)
    with pytest.raises(OSError, match="No space"):
        recorder.started(1, ON)
    recorder.failed(1, ON, "no space")
    assert lock.told[-1].failed == "no space"
    recorder.close("put back")
    assert lock.released


def test_without_a_lock(journal: Journal) -> None:
    recorder = Recorder(RECORD, journal, None)
    recorder.begin()
    recorder.pulse()
    recorder.leave_open()
    assert recorder.close("done")
