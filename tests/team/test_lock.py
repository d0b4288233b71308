"""Freezing by hand and unlocking, with a real origin; what `deploy` makes of it is in tests/e2e."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import Lock
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import Frozen, host
from heroku_tools.errors import HerokuToolsError, Refused, UsageFailed
from heroku_tools.team.lock import lock, unlock
from heroku_tools.tools.git import Git
from tests.engine.conftest import NOBODY_MAY_LOCK, Origin, origin
from tests.engine.records import BEGUN, RECORD, event

__all__ = ["origin"]
MAP = """\
environments:
    - {label: live, app_name: my-app, branch: main, protected: true}
    - {label: dev, app_name: my-app-dev, branch: main}
    - {label: loose, app_name: my-app-loose, branch: main, deploy: {lock: none}}
"""
WHY = "The fair is on"


@pytest.fixture
def ann(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> Git:
    git = origin.clone("ann")
    (git.top / "app.conf.yaml").write_text(MAP)
    monkeypatch.chdir(git.top)
    return git


def removed(label: str, *, confirm: str | None = None, force: bool = False) -> None:
    assert unlock(label, yes=True, confirm=confirm, force=force) == 0


LEFT = replace(RECORD, let_go=True)


def left_behind(git: Git, record: Record = LEFT) -> None:
    Lock(git, "dev").take(record)


def test_there_and_back(origin: Origin, ann: Git, capsys: pytest.CaptureFixture[str]) -> None:
    assert lock("dev", f" {WHY} \n") == 0
    assert "dev is frozen: The fair is on\nTo open it again:" in capsys.readouterr().out
    assert origin.locks.startswith("dev dev: frozen by ann@example.com on ")
    removed("dev")
    said = capsys.readouterr().out
    assert "by ann@example.com on " in said
    assert said.endswith("dev is not locked any more.\n")
    assert origin.locks == ""
    removed("dev")
    assert "nothing to do" in capsys.readouterr().out


def test_frozen_once(ann: Git) -> None:
    lock("dev", WHY)
    with pytest.raises(Frozen, match=WHY):
        lock("dev", "Another")
    assert lock("live", "Another") == 0


def test_asked_before_it_is_removed(origin: Origin, ann: Git) -> None:
    lock("live", WHY)
    for yes, confirm, said in (
        (False, None, "no terminal"),
        (True, None, "protected"),
        (True, "dev", "--confirm dev does not name"),
    ):
        with pytest.raises(Refused, match=said):
            unlock("live", yes=yes, confirm=confirm, force=False)
    assert origin.locks
    removed("live", confirm="live")


def test_an_unfinished_deployment_is_not_forgotten_by_mistake(origin: Origin, ann: Git) -> None:
    left_behind(ann)
    with pytest.raises(Refused, match="dev has an unfinished deployment"):
        lock("dev", WHY)
    with pytest.raises(Refused, match="dev has an unfinished deployment") as caught:
        removed("dev")
    for command in ("deploy dev --resume", "--abandon", "heroku-tools unlock dev --force"):
        assert command in (caught.value.hint or "")
    assert origin.locks


def test_given_up(origin: Origin, ann: Git) -> None:
    journal = Journal(ann.folder, "dev")
    journal.append(BEGUN)
    left_behind(ann)
    removed("dev", force=True)
    assert origin.locks == ""
    assert [record.closed for record in journal.records()] == ["unlocked"]


def test_what_runs_on_this_machine_is_ended_there(
    ann: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heroku_tools.engine.turn._is_running", lambda pid: True)
    left_behind(ann, replace(RECORD, author=replace(RECORD.author, host=host())))
    with pytest.raises(Refused, match="is being deployed right now"):
        removed("dev", force=True)


def test_the_lock_of_one_that_has_ended(origin: Origin, ann: Git) -> None:
    journal = Journal(ann.folder, "dev")
    for each in (BEGUN, event("closed", outcome="done")):
        journal.append(each)
    left_behind(ann)
    assert lock("dev", WHY) == 0
    removed("dev")
    left_behind(ann)
    removed("dev")
    assert origin.locks == ""


@pytest.mark.parametrize(
    ("label", "why", "kind", "said"),
    [
        ("dev", " ", UsageFailed, "the reason is empty"),
        ("def", WHY, UsageFailed, "unknown environment"),
        ("loose", WHY, UsageFailed, "lock: none"),
    ],
)
def test_not_locked(ann: Git, label: str, why: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        lock(label, why)


def test_without_origin(ann: Git) -> None:
    Path(ann.folder / "config").write_text("")
    for act in (lambda: lock("dev", WHY), lambda: removed("dev")):
        with pytest.raises(HerokuToolsError, match="has no origin") as caught:
            act()
        assert caught.value.exit_code == 1


def test_no_right_to_push(origin: Origin, ann: Git) -> None:
    origin.before_a_push(NOBODY_MAY_LOCK)
    with pytest.raises(HerokuToolsError, match="origin lets nobody lock") as caught:
        lock("dev", WHY)
    assert caught.value.exit_code == 1
    origin.open_again()
    lock("dev", WHY)
    origin.before_a_push(NOBODY_MAY_LOCK)
    with pytest.raises(Refused, match="could not be removed"):
        removed("dev")
