"""Taking turns: through the journal of this clone, and through the lock at a real origin."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

import pytest

from heroku_tools.engine import record as records
from heroku_tools.engine import turn as turns
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.lock import Lock
from heroku_tools.engine.record import Author, Record
from heroku_tools.engine.turn import Busy, Frozen, Turn, Unfinished
from heroku_tools.errors import Refused
from heroku_tools.tools import signals
from heroku_tools.tools.git import Git
from tests.engine.conftest import NOBODY_MAY_LOCK, Origin
from tests.engine.records import FINISHED, RECORD, STARTED, after

HERE = Author("ann", turns.host(), 2**22 + 1, "1.0.0")  # a process that cannot be
GONE = replace(RECORD, author=HERE)
FREEZE = Freeze("dev", "bob", "bob.example.com", RECORD.at, "The fair is on")


@dataclass
class Side:
    """One clone, as one run after the other sees it."""

    git: Git
    locking: bool = True
    warned: list[str] = field(default_factory=list)

    def turn(self) -> Turn:
        return Turn(self.git, "dev", lock=self.locking, warn=self.warned.append, when=str)

    def sees(self) -> tuple[Turn, Unfinished | None]:
        turn = self.turn()
        listing = turn.start_look()
        return turn, turn.unfinished(listing)

    def unfinished(self) -> Unfinished:
        found = self.sees()[1]
        assert found
        return found

    def is_free(self) -> bool:
        return self.sees()[1] is None

    def leave_behind(self, record: Record = GONE) -> None:
        """Begin, and be killed."""
        with self.turn().take(record) as recorder:
            recorder.begin()
            if recorder._lock and recorder._lock._moving:  # what was sent by then arrives
                recorder._lock._moving.running.wait()


@pytest.fixture
def ann(origin: Origin) -> Side:
    return Side(origin.clone("ann"))


@pytest.fixture
def bob(origin: Origin) -> Side:
    return Side(origin.clone("bob"))


def refused(
    turn: Turn, kind: type[Refused], said: str, instead_of: Unfinished | None = None
) -> None:
    with pytest.raises(kind, match=said), turn.take(GONE, instead_of):
        raise AssertionError("it was taken")


def test_nobodys_turn(ann: Side) -> None:
    assert ann.is_free()
    assert ann.warned == []


def test_from_the_first_act_to_the_last(origin: Origin, ann: Side) -> None:
    with ann.turn().take(GONE) as recorder:
        recorder.begin()
        assert origin.locks.startswith("dev ")
        assert recorder.close("done")
    assert origin.locks == ""
    assert ann.is_free()


def test_what_has_not_begun_leaves_no_trace(origin: Origin, ann: Side) -> None:
    with pytest.raises(Refused, match="changed"), ann.turn().take(GONE):
        raise Refused("it has changed meanwhile")
    assert origin.locks == ""
    assert ann.is_free()


def test_interrupted_while_it_is_taken(
    origin: Origin, ann: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Lock.take

    def take(self: Lock, *args: object) -> bool:
        real(self, *args)  # type: ignore[arg-type]
        raise signals.Interrupted(signal.SIGINT)

    monkeypatch.setattr(Lock, "take", take)
    with pytest.raises(KeyboardInterrupt), ann.turn().take(GONE):
        raise AssertionError
    assert origin.locks == ""


@pytest.mark.parametrize("another", [False, True], ids=["same clone", "another clone"])
def test_left_behind(ann: Side, bob: Side, another: bool) -> None:
    ann.leave_behind()
    found = (bob if another else ann).unfinished()
    assert found.record == GONE.with_lock(locked=True)
    assert (found.sha is not None, found.alive) == (True, False)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_taken_up_although_the_last_sign_arrives_late(
    ann: Side, bob: Side, elsewhere: bool
) -> None:
    """git outlives whoever was killed: the lock may move once more after it was looked at."""
    one = bob if elsewhere else ann
    with ann.turn().take(GONE) as recorder:
        recorder.begin()
        assert recorder._lock and recorder._lock._moving
        recorder._lock._moving.running.wait()
        seen = one.unfinished()
        recorder._lock.keep()
        recorder._lock.tell(replace(recorder.record, last="2026-11-13T16:06:00.000+00:00"))
        recorder._lock._moving.running.wait()
    assert ann.unfinished().sha != seen.sha
    with one.turn().take(GONE, instead_of=seen) as recorder:
        recorder.begin()
        recorder.close("done")
    assert ann.is_free()


def test_taken_up_from_another_clone(origin: Origin, ann: Side, bob: Side) -> None:
    ann.leave_behind()
    with bob.turn().take(GONE, instead_of=bob.unfinished()) as recorder:
        recorder.begin()
        recorder.close("done")
    assert origin.locks == ""
    assert bob.is_free()
    assert ann.is_free()
    assert [each.closed for each in ann.turn().journal.records()] == ["settled elsewhere"]


def test_taken_up_by_one_of_two(ann: Side, bob: Side) -> None:
    ann.leave_behind()
    seen = ann.unfinished()
    theirs = replace(GONE, author=replace(HERE, who="bob"))
    with bob.turn().take(theirs, instead_of=bob.unfinished()):
        refused(ann.turn(), Busy, "right now", instead_of=seen)


def test_the_lock_of_one_that_ended_is_in_nobodys_way(origin: Origin, ann: Side, bob: Side) -> None:
    origin_folder, elsewhere = origin.folder, origin.folder.with_name("elsewhere")
    with ann.turn().take(GONE) as recorder:
        recorder.begin()
        shutil.move(origin_folder, elsewhere)
        assert not recorder.close("done")
    shutil.move(elsewhere, origin_folder)
    assert bob.unfinished().record.id == GONE.id  # who else can know
    turn, found = ann.sees()
    assert found is None
    with turn.take(replace(GONE, id="2")) as recorder:
        recorder.begin()
        recorder.close("done")
    assert origin.locks == ""


def test_one_at_a_time_in_a_clone(ann: Side) -> None:
    with ann.turn().take(GONE) as recorder:
        recorder.begin()
        assert ann.unfinished().alive
        refused(ann.turn(), Busy, "from this clone right now")


def test_one_at_a_time_in_all_clones(ann: Side, bob: Side) -> None:
    with ann.turn().take(replace(GONE, author=turns.author(ann.git))):
        refused(bob.turn(), Busy, r"by ann@example\.com on .* right now")


# --- whether somebody still runs it -----------------------------------------------------------


@pytest.fixture
def process() -> Iterator[int]:
    """A process that looks like ours."""
    words = [sys.executable, "-c", "print(); input()", "deploy"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout
        running.stdout.readline()
        yield running.pid
        running.kill()


def test_a_process_of_this_machine(process: int) -> None:
    alive = replace(GONE, author=replace(HERE, pid=process))
    assert turns.is_alive(alive)
    assert not turns.is_alive(replace(alive, let_go=True))
    assert not turns.is_alive(replace(alive, closed="done"))
    assert not turns.is_alive(replace(alive, author=replace(HERE, pid=1)))
    assert not turns.is_alive(GONE)


def ago(seconds: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize(
    ("seconds", "alive"), [(0, True), (60, True), (290, True), (310, False), (-60, True)]
)
def test_signs_of_life_from_another_machine(seconds: float, alive: bool) -> None:
    assert turns.is_alive(replace(RECORD, last=ago(seconds))) is alive
    assert turns.is_alive(replace(RECORD, at=ago(seconds))) is alive
    assert not turns.is_alive(replace(RECORD, last=ago(seconds), let_go=True))


# --- frozen by hand ---------------------------------------------------------------------------


def test_frozen(ann: Side, bob: Side) -> None:
    Lock(bob.git, "dev").take(FREEZE)
    with pytest.raises(Frozen, match="dev is frozen: The fair is on") as caught:
        ann.sees()
    assert caught.value.hint == "If that is over: heroku-tools unlock dev"


def test_frozen_between_the_look_and_the_act(ann: Side, bob: Side) -> None:
    turn, _ = ann.sees()
    Lock(bob.git, "dev").take(FREEZE)
    refused(turn, Frozen, "The fair is on")


# --- where nobody can lock --------------------------------------------------------------------


def test_without_origin(ann: Side) -> None:
    ann.git.top.joinpath(".git/config").write_text("")
    ann.git = Git.open(ann.git.top, os.environ)
    ann.leave_behind()
    assert "there is no origin to lock at" in ann.warned[0]
    assert ann.unfinished().record == GONE


def test_lock_none(origin: Origin, ann: Side) -> None:
    ann.locking = False
    ann.leave_behind()
    assert (ann.warned, origin.locks) == ([], "")
    assert ann.unfinished().sha is None


def test_origin_out_of_reach(origin: Origin, ann: Side) -> None:
    ann.leave_behind()
    shutil.move(origin.folder, origin.folder.with_name("moved"))
    assert ann.unfinished().record.id == GONE.id
    assert "origin cannot be asked who is deploying" in ann.warned[0]


def test_no_right_to_push(origin: Origin, ann: Side) -> None:
    origin.before_a_push(NOBODY_MAY_LOCK)
    turn, _ = ann.sees()
    with turn.take(GONE) as recorder:
        recorder.begin()
        assert not recorder.record.locked
        recorder.close("done")
    assert len(ann.warned) == 1
    assert "origin lets nobody lock from here" in ann.warned[0]


def test_who_may_not_push_honours_the_lock(origin: Origin, ann: Side, bob: Side) -> None:
    turn, _ = ann.sees()
    bob.leave_behind(replace(RECORD, last=ago(0)))
    origin.before_a_push(NOBODY_MAY_LOCK)
    refused(turn, Busy, r"by ann@example\.com on ann\.example\.com right now")
    seen = ann.unfinished()
    refused(ann.turn(), Refused, "cannot be taken over: origin lets nobody push", instead_of=seen)
    assert ann.warned == []


def test_the_journal_is_ahead_of_the_lock(origin: Origin, ann: Side) -> None:
    ann.leave_behind()
    for event in (STARTED, FINISHED):
        ann.turn().journal.append(event)
    assert ann.unfinished().record.outcomes == after(STARTED, FINISHED).outcomes


def test_author_is_who_commits_here(ann: Side) -> None:
    author = turns.author(ann.git)
    assert (author.who, author.pid) == ("ann@example.com", os.getpid())
    assert records.from_json(replace(RECORD, author=author).as_json()).author == author
