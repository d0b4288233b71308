"""The journal on a real disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.engine import record as records
from heroku_tools.engine.journal import Journal
from tests.engine.records import BEGUN, FINISHED, RECORD, STARTED, after, called, event

CLOSED = event("closed", outcome="done")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "dev")


def file(tmp_path: Path) -> Path:
    return tmp_path / "heroku-tools/dev.jsonl"


def test_nothing_yet(journal: Journal) -> None:
    assert journal.records() == ()
    assert journal.unfinished() is None
    assert journal.record("1") is None


def test_what_was_written_is_remembered(journal: Journal) -> None:
    for each in (BEGUN, STARTED, FINISHED):
        journal.append(each)
    assert journal.records() == (after(STARTED, FINISHED),)
    assert journal.record("1") == journal.unfinished() == after(STARTED, FINISHED)
    journal.append(CLOSED)
    assert journal.unfinished() is None
    assert [record.closed for record in journal.records()] == ["done"]


def test_only_the_newest_can_be_unfinished(journal: Journal) -> None:
    journal.append(BEGUN)
    journal.append(records.begun(called("2")))
    journal.append({**CLOSED, "id": "2"})
    assert journal.unfinished() is None


def test_an_event_gets_its_time(journal: Journal, tmp_path: Path) -> None:
    journal.append({"event": "closed", "id": "1", "outcome": "done"})
    assert '"at": "20' in file(tmp_path).read_text()


def test_for_its_owner_only(journal: Journal, tmp_path: Path) -> None:
    journal.append(BEGUN)
    assert file(tmp_path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("torn", ['{"event": "star', '{"event": "started", "id": "1"', "{", "\xff"])
def test_a_line_torn_by_a_crash_takes_no_other_with_it(
    journal: Journal, tmp_path: Path, torn: str
) -> None:
    journal.append(BEGUN)
    with file(tmp_path).open("a", encoding="latin-1") as broken:
        broken.write(torn)
    assert journal.records() == (RECORD,)
    journal.append(CLOSED)
    assert [record.closed for record in journal.records()] == ["done"]


@pytest.mark.parametrize("line", ["[]", "1", "null", "{}", '{"event": "started"}', "", "\u2028"])
def test_what_is_no_event_is_passed_over(journal: Journal, tmp_path: Path, line: str) -> None:
    journal.append(BEGUN)
    with file(tmp_path).open("a", encoding="utf-8") as odd:
        odd.write(line + "\n")
    assert journal.records() == (RECORD,)


def test_one_at_a_time(journal: Journal, tmp_path: Path) -> None:
    with journal.busy() as first, Journal(tmp_path, "dev").busy() as second:
        assert (first, second) == (True, False)
    with Journal(tmp_path, "dev").busy() as third, Journal(tmp_path, "live").busy() as other:
        assert (third, other) == (True, True)
