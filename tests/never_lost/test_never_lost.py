"""Whatever ends a copy, wherever it is: the target has its old data, or the new, never neither.

A few of the cases are played by `make test`, all of them by `make never-lost`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.conftest import NewDatabase
from tests.data.servers import Database
from tests.never_lost import strikes
from tests.never_lost.project import AS_IT_WAS, YES, Ended, Project

HERE = Path(__file__).parent
STEPS = (
    "take-snapshot", "set-aside", "load-schema", "copy-rows", "build", "finish", "prove",
    "mark-proved", "drop-aside",
)  # fmt: skip
NewProject = Callable[..., Project]
TABLES = {"old": "people", "nasty": "public.kinds"}


def fill(database: Database, name: str) -> None:
    database.run(*(HERE / f"{name}.sql").read_text().split(";\n"))


@pytest.fixture
def new_project(new_database: NewDatabase, tmp_path: Path) -> NewProject:
    def new(old: str = "old") -> Project:
        if old == "old":
            origin, local = new_database(), new_database()
            fill(origin, "new")
            fill(local, "old")
        else:
            origin, local = new_database(16, old), new_database(16, old)
            origin.run("CREATE TABLE public.newer (id int PRIMARY KEY)")
        return Project(tmp_path / "project", origin, local).set_up()

    return new


def marked(cases: list[tuple[Any, ...]], quick: set[tuple[Any, ...]]) -> list[Any]:
    """All cases; those that are not for every day with the marker."""
    assert quick <= set(cases), quick - set(cases)
    return [
        pytest.param(*case, marks=() if case in quick else pytest.mark.never_lost)
        for case in cases
    ]


def settled(project: Project, ended: Ended) -> None:
    """The target holds the old data or the new, by itself or given up; the command succeeds."""
    if ended.code in (1, 130):
        assert AS_IT_WAS in ended.said
        project.is_as_before()
    elif ended.code in (4, -9):
        accepted = project.accepted()
        given_up = project.run(*YES, "--abandon")
        assert given_up.code == 0, given_up.said
        if accepted:
            project.is_new()
        else:
            project.is_as_before()
    else:
        assert ended.code == 0, ended.said
        project.is_new()
    again = project.run(*YES)
    assert again.code == 0, again.said
    project.is_new()


def struck_within(
    project: Project, kind: str, strike: strikes.Strike, table: str = "people"
) -> Ended:
    with project.led(*YES) as led:
        led.until(f"started {kind}")
        with strikes.waiting(project, led, kind, table):
            strike(project, led)
        return led.to_the_end()


BOUNDARIES = [
    (f"{event} {kind}", how)
    for kind in STEPS
    for event in ("started", "finished")
    for how in strikes.SIGNALS
]
SOME_BOUNDARIES = {("finished set-aside", "kill -9"), ("finished mark-proved", "kill -9")}


@pytest.mark.parametrize(("event", "how"), marked(BOUNDARIES, SOME_BOUNDARIES))
def test_between_the_steps(new_project: NewProject, event: str, how: str) -> None:
    project = new_project()
    with project.led(*YES) as led:
        led.until(event)
        strikes.SIGNALS[how](project, led)
        ended = led.to_the_end()
    if how != "kill -9" and STEPS.index(event.split()[1]) < STEPS.index("mark-proved"):
        assert ended.code == 130, ended.said
    settled(project, ended)


WITHIN = [(kind, how) for kind in STEPS for how in (*strikes.SIGNALS, *strikes.SERVERS)]
SOME_WITHIN = {
    ("take-snapshot", "source ended"), ("set-aside", "kill -9"), ("load-schema", "SIGTERM"),
    ("copy-rows", "servers restarted"), ("build", "target ended"), ("finish", "SIGINT"),
    ("prove", "statement timeout"), ("drop-aside", "kill -9"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "how"), marked(WITHIN, SOME_WITHIN))
def test_within_a_step(new_project: NewProject, kind: str, how: str) -> None:
    project = new_project()
    strike = (strikes.SIGNALS | strikes.SERVERS)[how]
    settled(project, struck_within(project, kind, strike))
