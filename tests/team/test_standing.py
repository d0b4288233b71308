"""What is remarkable about where an environment stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data import known
from heroku_tools.data.known import Known, State
from heroku_tools.engine.data_steps import SetAside
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.plan import Plan
from heroku_tools.engine.record import Before, Record
from heroku_tools.settings import DeployPolicy, Environment
from heroku_tools.team.standing import (
    Config,
    Standing,
    Tone,
    Waiting,
    document,
    notes,
    tone,
    turn_of,
    what_waits,
)
from heroku_tools.tools.answers import Apart, Release
from tests.engine.records import FAILED, FINISHED, RECORD, STARTED, after, event

SHA = "3a38baea" + "0" * 32
AT = "2026-11-13T16:05:00Z"
V3 = Release(3, "succeeded", True, "Deploy 3a38baea", "slug", "ann@example.com", AT)
V4 = replace(V3, version=4, status="failed", current=False, description="Deploy 9c1cf597")
DEV = Environment("dev", "my-app", "develop", False, DeployPolicy(), "app.conf.yaml:1")
LEVEL = Waiting("develop", SHA, Apart(0, 0))
CALM = Standing(DEV, newest=V3, current=V3, commit=SHA, sha=SHA, waiting=LEVEL)
FROZEN = Freeze("dev", "bob@example.com", "tower", AT, "The fair is on")
COPYING = replace(
    RECORD,
    plan=Plan("dev", "my-app", (SetAside("my-app", 0, ""),)),
    before=Before(False, 0, None, "live"),
)
HALF = Known(State.INCOMPLETE, "live", AT, "1")
LEFT = after(STARTED, FINISHED, STARTED, FAILED, event("let go", 11))


@pytest.mark.parametrize(
    ("standing", "expected", "said"),
    [
        (CALM, Tone.GOOD, []),
        (replace(CALM, why="Heroku knows no such app"), Tone.BAD, []),
        (replace(CALM, waiting=replace(LEVEL, apart=Apart(0, 2))), Tone.NOTABLE, []),
        (replace(CALM, waiting=replace(LEVEL, apart=None)), Tone.NOTABLE, []),
        (replace(CALM, maintenance=True), Tone.NOTABLE, ["maintenance is on"]),
        (
            replace(CALM, newest=V4),
            Tone.BAD,
            ["v4, the latest release, failed: Deploy 9c1cf597"],
        ),
        (
            replace(CALM, newest=replace(V4, status="pending")),
            Tone.NOTABLE,
            ["v4 is being released, its release phase runs: Deploy 9c1cf597"],
        ),
        # What failed before the one that runs is of no interest any more.
        (replace(CALM, newest=replace(V4, version=2)), Tone.GOOD, []),
        (
            replace(CALM, sha=None, waiting=replace(LEVEL, apart=None)),
            Tone.NOTABLE,
            ["3a38baea runs, which is neither here nor at origin"],
        ),
        (
            replace(CALM, waiting=Waiting("develop", None)),
            Tone.BAD,
            ["there is no branch develop, neither here nor at origin"],
        ),
        (replace(CALM, config=Config(0)), Tone.GOOD, []),
        (
            replace(CALM, config=Config(1)),
            Tone.NOTABLE,
            ["1 config var differs: heroku-tools config dev"],
        ),
        (replace(CALM, config=Config(None, "why")), Tone.NOTABLE, ["cannot be compared: why"]),
        (replace(CALM, holder=FROZEN), Tone.NOTABLE, ["frozen by bob@example.com on tower, "]),
        (
            replace(CALM, holder=after(STARTED), alive=True),
            Tone.NOTABLE,
            ["dev is being deployed right now by ann@example.com on ann.example.com"],
        ),
        (
            replace(CALM, holder=LEFT),
            Tone.BAD,
            ["; 4 steps left: deploy dev --resume"],
        ),
        (replace(CALM, holder=COPYING), Tone.BAD, ["unfinished copy of data, begun by "]),
        # The source's turn is held too, and is given back where the copy goes to.
        (
            replace(CALM, holder=replace(COPYING, plan=replace(COPYING.plan, environment="uat"))),
            Tone.BAD,
            ["to bring the data of live down: heroku-tools data uat --resume"],
        ),
        (replace(CALM, data=replace(HALF, state=State.UNMARKED)), Tone.GOOD, []),
        (replace(CALM, data=replace(HALF, state=State.PROVED)), Tone.GOOD, []),
        (replace(CALM, data=HALF), Tone.BAD, ["data: incomplete copy of live, since "]),
        (
            replace(CALM, data=replace(HALF, state=State.ASIDE)),
            Tone.BAD,
            ["data: incomplete copy of live; the old data is set aside, since "],
        ),
        (replace(CALM, data=replace(HALF, under_way=True)), Tone.NOTABLE, ["; it is under way"]),
        (
            replace(CALM, holder=after(STARTED), alive=True, data=replace(HALF, run=RECORD.id)),
            Tone.NOTABLE,
            ["dev is being deployed", "; it is under way"],
        ),
        (
            replace(CALM, data=known.unread("no answer")),
            Tone.NOTABLE,
            ["data: the database cannot be read: no answer"],
        ),
        (replace(CALM, why="no such app", data=known.unread("no such app")), Tone.BAD, []),
    ],
)  # fmt: skip
def test_what_is_remarkable(standing: Standing, expected: Tone, said: list[str]) -> None:
    found = notes(standing)
    assert tone(standing) is expected
    assert len(found) == len(said)
    assert all(words in note.text for words, note in zip(said, found, strict=True))
    assert document(standing)["notes"] == [note.text for note in found]


def test_the_worst_comes_first() -> None:
    tones = [note.tone for note in notes(replace(CALM, maintenance=True, newest=V4, holder=FROZEN))]
    assert tones == [Tone.BAD, Tone.NOTABLE, Tone.NOTABLE]


LOCKED = replace(RECORD, locked=True)
OTHER = replace(RECORD, id="7")


@pytest.mark.parametrize(
    ("held", "mine", "known", "turn"),
    [
        (None, None, None, None),
        (None, RECORD, None, RECORD),  # it was never locked: the journal alone knows of it
        (None, LOCKED, None, None),  # somebody has settled it from another clone
        (FROZEN, LOCKED, None, FROZEN),
        (LOCKED, LEFT, LEFT, LEFT),  # the same one, of which the journal knows more
        (OTHER, None, None, OTHER),
        (OTHER, None, replace(OTHER, closed="done"), None),  # only its lock is left
        (OTHER, RECORD, None, OTHER),
    ],
)
def test_who_has_the_turn(
    held: Freeze | Record | None, mine: Record | None, known: Record | None,
    turn: Freeze | Record | None,
) -> None:  # fmt: skip
    assert turn_of(held, mine, known) is turn


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (None, ""),
        (LEVEL, "develop: up to date"),
        (Waiting("main", SHA, Apart(0, 1200), ("a/migrations/1.py",)),
         "main: 1,200 ahead, with migrations"),
        (Waiting("main", SHA, Apart(3, 1)), "main: 1 ahead, 3 behind"),
        (Waiting("main", SHA, Apart(3, 0)), "main: 3 behind"),
        (Waiting("main", SHA), "main: unknown"),
        (Waiting("uat", SHA, first=True), "uat: the first deployment"),
    ],
)  # fmt: skip
def test_what_waits(waiting: Waiting | None, said: str) -> None:
    assert what_waits(waiting) == said


def test_the_document() -> None:
    waiting = Waiting("develop", "b" * 40, Apart(1, 2), ("m.py",))
    found = document(replace(CALM, holder=FROZEN, waiting=waiting, config=Config(2)))
    assert (found["commit"], found["release"]["version"]) == (SHA, 3)
    assert found["waiting"] == {
        "name": "develop", "commit": "b" * 40, "ahead": 2, "behind": 1, "migrations": ["m.py"],
    }  # fmt: skip
    assert (found["turn"]["state"], found["turn"]["reason"]) == ("frozen", "The fair is on")
    assert found["config"] == {"differ": 2, "error": None}
    assert document(replace(CALM, holder=LEFT))["turn"]["state"] == "unfinished"
    assert document(replace(CALM, holder=LEFT, alive=True))["turn"]["state"] == "under way"
    assert document(replace(CALM, why="no"))["error"] == "no"
    assert document(CALM)["data"] is None
    assert document(replace(CALM, data=HALF))["data"] == {
        "state": "incomplete", "source": "live", "at": AT, "under_way": False, "error": None,
    }  # fmt: skip
