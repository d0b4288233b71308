"""What is said of past deployments."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click
import pytest

from heroku_tools.engine.journal import Journal
from heroku_tools.engine.plan import Plan
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import host
from heroku_tools.errors import UsageFailed
from heroku_tools.team.history import document, history, newest, outcome, table
from heroku_tools.tools.git import Git
from tests.engine.conftest import Origin, origin
from tests.engine.records import BEGUN, FAILED, FINISHED, RECORD, STARTED, after, at, event

__all__ = ["origin"]
LET_GO = event("let go", 11)
DONE = replace(RECORD, id="2", at=at(60), closed="done", outcomes=("",) * 5, seconds=5.5)
OURS = replace(RECORD.author, host=host())


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (DONE, "done"),
        (replace(RECORD, closed="put back"), "put back"),
        (after(STARTED, FAILED, LET_GO), "unfinished"),
        (replace(RECORD, author=replace(OURS, pid=2**22 + 1)), "unfinished"),
        (replace(RECORD, last="2099-11-13T16:05:00+00:00"), "under way"),
    ],
)
def test_how_it_ended(record: Record, said: str) -> None:
    assert outcome(record) == said
    assert document(record)["outcome"] == said


def lines(*records: Record, width: int | None) -> list[str]:
    shown = click.unstyle(table(records, width)).splitlines()
    return [line.split("ago  ")[-1] for line in shown]


def test_in_a_log() -> None:
    stopped = after(STARTED, FINISHED, STARTED, FAILED, LET_GO)
    assert lines(DONE, stopped, width=None) == [
        "dev  bbbbbbbb, 5 steps       5.5 s  done        ann@example.com",
        "dev  bbbbbbbb, 1 of 5 steps  14 s   unfinished  ann@example.com",
    ]


def test_on_a_terminal() -> None:
    heading, line = click.unstyle(table([DONE], 60)).splitlines()
    assert heading.startswith("when ")
    assert heading.index("environment") == line.index("dev  ")
    assert max(len(heading), len(line)) <= 60


def test_newest_first() -> None:
    assert newest([RECORD, DONE]) == [DONE, RECORD]


def test_foreign_words_are_harmless() -> None:
    odd = replace(DONE, author=replace(DONE.author, who="a\x1b[2Jb"))
    assert "\x1b[2J" not in table([odd], 100)


@pytest.fixture
def git(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> Git:
    git = origin.clone("ann")
    places = "{label: dev, app_name: my-app, branch: main}, {label: uat, app_name: u, branch: main}"
    (git.top / "app.conf.yaml").write_text(f"environments: [{places}]".replace(" u,", " my-u,"))
    monkeypatch.chdir(git.top)
    journal = Journal(git.folder, "dev")
    for each in (BEGUN, STARTED, FINISHED, event("closed", 5, outcome="put back")):
        journal.append(each)
    gone = replace(RECORD, id="9", at=at(99), plan=Plan("old", "my-old", RECORD.plan.steps))
    Journal(git.folder, "old").append(
        {"event": "begun", "id": "9", "at": at(99), "record": gone.as_json()}
    )
    return git


def shown(capsys: pytest.CaptureFixture[str], label: str | None, number: int = 20) -> list[str]:
    assert history(label, number=number, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)["deployments"]
    return [f"{each['environment']} {each['outcome']}" for each in found]


def test_of_one_and_of_all(git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, None) == ["old unfinished", "dev put back"]
    assert shown(capsys, None, 1) == ["old unfinished"]
    assert shown(capsys, "dev") == ["dev put back"]
    assert shown(capsys, "old") == ["old unfinished"]
    assert shown(capsys, "uat") == []
    assert history("uat", number=1, as_json=False) == 0
    assert "No deployment of uat was made from this clone." in capsys.readouterr().out


def test_an_environment_that_nobody_knows(git: Git) -> None:
    with pytest.raises(UsageFailed, match="did you mean `dev`"):
        history("dve", number=1, as_json=False)


def test_the_document(git: Git) -> None:
    (record,) = Journal(git.folder, "dev").records()
    assert document(record) == {
        "id": "1",
        "environment": "dev",
        "app": "my-app",
        "who": "ann@example.com",
        "host": "ann.example.com",
        "begun": at(0),
        "last": at(4),
        "seconds": 4.0,
        "commit": "b" * 40,
        "back_to": None,
        "steps": ["maintenance-on", "retry", "await-release", "run", "maintenance-off"],
        "finished": 1,
        "failed": None,
        "outcome": "put back",
    }
    assert Path.cwd() == git.top
