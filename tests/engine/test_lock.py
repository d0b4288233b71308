"""The lock at a real origin: taken by one of two, told, taken over, let go; what goes wrong."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

import pytest

from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.lock import Held, Lock, Unreadable, of, start_listing
from heroku_tools.engine.record import Record
from heroku_tools.errors import LookFailed
from heroku_tools.tools.git import Git
from tests.engine.conftest import NOBODY_MAY_LOCK, Origin
from tests.engine.records import FINISHED, RECORD, STARTED, after, at

FREEZE = Freeze("dev", "bob", "bob.example.com", RECORD.at, "The fair is on")
FURTHER = after(STARTED, FINISHED)


@pytest.fixture
def ann(origin: Origin) -> Git:
    return origin.clone("ann")


@pytest.fixture
def bob(origin: Origin) -> Git:
    return origin.clone("bob")


def held(git: Git) -> Held | None:
    lock = Lock(git, "dev")
    with lock.start_read() as listing:
        return lock.held(listing)


def holder(git: Git) -> object:
    found = held(git)
    return found and found.holder


def sha(git: Git) -> str:
    found = held(git)
    assert found
    return found.sha


@pytest.mark.parametrize("what", [RECORD, FURTHER, FREEZE])
def test_others_read_who_holds_it(ann: Git, bob: Git, what: Record | Freeze) -> None:
    assert held(bob) is None
    assert Lock(ann, "dev").take(what)
    assert holder(bob) == what


def test_what_a_person_sees_of_it(origin: Origin, ann: Git) -> None:
    Lock(ann, "dev").take(RECORD)
    Lock(ann, "live").take(FREEZE)
    assert origin.locks.splitlines() == [
        "dev dev: ann@example.com on ann.example.com, 2026-11-13T16:05:00.000+00:00",
        "live dev: frozen by bob on bob.example.com, 2026-11-13T16:05:00.000+00:00",
    ]


def test_only_one_of_two(ann: Git, bob: Git) -> None:
    one, two = Lock(ann, "dev"), Lock(bob, "dev")
    assert one.take(RECORD)
    assert not two.take(RECORD)  # the same record even: the nonce tells them apart
    assert two.release()
    assert held(ann)
    assert one.release()
    assert two.take(RECORD)


def test_taken_over_by_its_sha_once(ann: Git, bob: Git) -> None:
    Lock(ann, "dev").take(RECORD)
    name = sha(bob)
    assert Lock(bob, "dev").take(FURTHER, instead_of=name)
    assert not Lock(ann, "dev").take(RECORD, instead_of=name)
    assert holder(ann) == FURTHER


def test_who_lost_it_does_not_delete_the_new_ones(ann: Git, bob: Git) -> None:
    before, after_it = Lock(ann, "dev"), Lock(bob, "dev")
    before.take(RECORD)
    after_it.take(FURTHER, instead_of=sha(bob))
    before.tell(RECORD)
    before.keep()
    assert before.release()  # it is not there any more, as far as it was ours
    assert holder(ann) == FURTHER


def test_telling_holds_nobody_up(origin: Origin, ann: Git, bob: Git) -> None:
    lock = Lock(ann, "dev")
    lock.take(RECORD)
    origin.before_a_push("sleep 9")
    begun = time.monotonic()
    lock.tell(after(STARTED))
    lock.tell(FURTHER)
    assert time.monotonic() - begun < 8
    lock.keep()
    assert holder(bob) == FURTHER
    origin.open_again()
    assert lock.release()
    assert held(bob) is None


def test_removed_whosever_it_is_but_only_that_one(ann: Git, bob: Git) -> None:
    lock = Lock(ann, "dev")
    lock.take(RECORD)
    name = sha(bob)
    lock.tell(FURTHER)
    lock.keep()
    assert not Lock(bob, "dev").remove(name)
    assert Lock(bob, "dev").remove(sha(bob))
    assert held(ann) is None


def lose_the_answer(origin: Origin, monkeypatch: pytest.MonkeyPatch, how_often: int = 1) -> None:
    """Have pushes to origin done, and git say that they failed."""
    real, left = Git.start_swap, [how_often]

    def start_swap(self: Git, *args: object) -> object:
        swap = real(self, *args)  # type: ignore[arg-type]
        if left[0]:
            left[0] -= 1
            finished = swap.wait()
            swap.wait = lambda: replace(finished, code=128, out=b"")  # type: ignore[method-assign]
        return swap

    monkeypatch.setattr(Git, "start_swap", start_swap)


def test_taken_although_the_answer_was_lost(
    origin: Origin, ann: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(origin, monkeypatch)
    lock = Lock(ann, "dev")
    assert lock.take(RECORD)
    assert lock.release()
    assert origin.locks == ""


@pytest.mark.parametrize("how_often", [1, 2])
def test_let_go_although_the_answer_to_an_update_was_lost(
    origin: Origin, ann: Git, monkeypatch: pytest.MonkeyPatch, how_often: int
) -> None:
    lock = Lock(ann, "dev")
    lock.take(RECORD)
    lose_the_answer(origin, monkeypatch, how_often)
    lock.tell(FURTHER)
    assert lock.release()
    assert origin.locks == ""


def test_kept_although_the_answer_to_an_update_was_lost(
    origin: Origin, ann: Git, bob: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = Lock(ann, "dev")
    lock.take(RECORD)
    lose_the_answer(origin, monkeypatch)
    lock.tell(after(STARTED))
    lock.tell(FURTHER)
    lock.keep()
    assert holder(bob) == FURTHER


def test_origin_out_of_reach(origin: Origin, ann: Git) -> None:
    lock = Lock(ann, "dev")
    lock.take(RECORD)
    shutil.move(origin.folder, origin.folder.with_name("moved"))
    lock.tell(FURTHER)
    lock.keep()
    assert not lock.release()
    assert not Lock(ann, "dev").take(RECORD)
    with pytest.raises(LookFailed):
        held(ann)


def test_the_locks_of_all_environments_at_once(ann: Git, bob: Git) -> None:
    uat = Freeze("uat", "ann@example.com", "tower", at(0), "The fair is on")
    assert Lock(ann, "dev").take(RECORD)
    assert Lock(ann, "uat").take(uat)
    with start_listing(bob) as asked:
        listing = asked.wait()
    found = {label: Lock(bob, label).held_in(of(label, listing)) for label in ("dev", "uat", "at")}
    assert {label: each and each.holder for label, each in found.items()} == {
        "dev": RECORD, "uat": uat, "at": None,
    }  # fmt: skip


def test_no_right_to_push(origin: Origin, ann: Git, bob: Git) -> None:
    origin.before_a_push(NOBODY_MAY_LOCK)
    lock = Lock(ann, "dev")
    assert not lock.take(RECORD)
    assert lock.release()
    assert held(bob) is None


ODD = {
    "a commit": ("commit-tree", "-m", "Hello", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    "no record": ("commit-tree", "-m", "a", "-m", "{}", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    "a later one": ("commit-tree", "-m", "a", "-m", '{"record": {"id": "1", "colour": "red"}}',
                    "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    "a file": ("hash-object", "-w", "HEAD"),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_something_odd_lies_there(origin: Origin, ann: Git, what: str) -> None:
    origin.git("mktree", "--missing")  # the empty tree, which every commit here holds
    name = origin.git("-c", "user.name=a", "-c", "user.email=a", *ODD[what])
    origin.git("update-ref", "refs/heroku-tools/lock/dev", name)
    assert not Lock(ann, "dev").take(RECORD)
    with pytest.raises(Unreadable, match="holds no lock that this version understands") as caught:
        held(ann)
    assert caught.value.hint == ("If it is nobody's: git push origin :refs/heroku-tools/lock/dev")
