"""Whatever ends a copy, wherever it is: the target has its old data, or the new, never neither.

A few of the cases are played by `make test`, all of them by `make never-lost`.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import monotonic, sleep
from typing import Any

import pytest

from tests.data.conftest import NewDatabase
from tests.data.copying.scene import Cable
from tests.never_lost import strikes
from tests.never_lost.project import NO_MASK, YES, Ended, Project, fill, settled

STEPS = (
    "take-snapshot", "set-aside", "load-schema", "copy-rows", "build", "finish", "prove",
    "mark-proved", "drop-aside",
)  # fmt: skip
NewProject = Callable[..., Project]


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
        pytest.param(*case, marks=() if case in quick else pytest.mark.never_lost) for case in cases
    ]


def struck_within(
    project: Project, kind: str, strike: strikes.Strike, table: str = "people"
) -> Ended:
    with project.led(*YES) as led:
        led.until(f"started {kind.partition(',')[0]}")
        with strikes.waiting(project, led, kind, table):
            strike(project, led)
        return led.to_the_end()


BY_ITSELF = {
    "SIGINT": (130,), "SIGTERM": (130,), "source ended": (0, 1), "target ended": (0, 1),
    "statement timeout": (0, 1),
}  # fmt: skip


def is_by_itself(kind: str, how: str, ended: Ended) -> None:
    """Until it is proved, whoever lives and reaches the target puts it back."""
    if STEPS.index(kind.partition(",")[0]) < STEPS.index("mark-proved") and how in BY_ITSELF:
        assert ended.code in BY_ITSELF[how], ended.said


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
    is_by_itself(event.split()[1], how, ended)
    settled(project, ended)


PLACES = (*STEPS, "set-aside, marking", "mark-proved, marking")
WITHIN = [(kind, how) for kind in PLACES for how in (*strikes.SIGNALS, *strikes.SERVERS)]
SOME_WITHIN = {
    ("take-snapshot", "source ended"), ("set-aside", "kill -9"), ("load-schema", "SIGTERM"),
    ("copy-rows", "servers restarted"), ("build", "target ended"), ("finish", "SIGINT"),
    ("prove", "statement timeout"), ("mark-proved, marking", "kill -9"), ("drop-aside", "kill -9"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "how"), marked(WITHIN, SOME_WITHIN))
def test_within_a_step(new_project: NewProject, kind: str, how: str) -> None:
    project = new_project()
    strike = (strikes.SIGNALS | strikes.SERVERS)[how]
    ended = struck_within(project, kind, strike)
    is_by_itself(kind, how, ended)
    settled(project, ended)


NASTY = [
    (kind, how) for kind in STEPS[1:] for how in ("kill -9", "SIGINT", "target ended")
]  # fmt: skip


@pytest.mark.parametrize(("kind", "how"), marked(NASTY, {("build", "kill -9")}))
def test_within_a_step_with_a_nasty_schema(new_project: NewProject, kind: str, how: str) -> None:
    project = new_project("nasty")
    strike = (strikes.SIGNALS | strikes.SERVERS)[how]
    ended = struck_within(project, kind, strike, "public.kinds")
    is_by_itself(kind, how, ended)
    settled(project, ended)


def stop_and_go(cable: Cable) -> None:
    """Be silent for longer than a lock is waited for, and then go on as if nothing had been."""
    cable.silence()
    sleep(7)
    cable.speak()


NETWORK: dict[str, Callable[[Cable], object]] = {
    "cut": Cable.cut, "gone": Cable.close, "silent": stop_and_go,
}  # fmt: skip
LOST = [(kind, how) for kind in STEPS[1:] for how in NETWORK]


@pytest.mark.parametrize(("kind", "how"), marked(LOST, {("copy-rows", "gone")}))
def test_the_network_is_lost(new_project: NewProject, kind: str, how: str) -> None:
    project = new_project()
    with strikes.cable(project) as cable:
        ended = struck_within(project, kind, lambda *_: NETWORK[how](cable))
    settled(project, ended)


MINUTE = 65.0  # seconds
LOST_FOR_A_MINUTE = ("set-aside", "copy-rows", "build", "prove", "mark-proved")


@pytest.mark.never_lost
@pytest.mark.parametrize("kind", LOST_FOR_A_MINUTE)
def test_the_network_is_lost_for_a_minute(new_project: NewProject, kind: str) -> None:
    """Both servers go on with what they were asked, and their answers come when it is back.

    Only pg_restore may be about to connect anew, for which it waits 15 s.
    """
    project = new_project()
    with strikes.cable(project, "origin") as one, strikes.cable(project, "local") as other:
        begun, both = monotonic(), (one, other)
        ended = struck_within(project, kind, lambda *_: silent(both, MINUTE))
        assert monotonic() - begun > MINUTE
    assert ended.code in ((0, 1) if kind == "build" else (0,)), ended.said
    settled(project, ended)


def silent(cables: Sequence[Cable], seconds: float) -> None:
    """Be silent from now on, and speak again when that time is over; does not wait for it."""
    for cable in cables:
        cable.silence()
        again = Timer(seconds, cable.speak)
        again.daemon = True
        again.start()


@dataclass(frozen=True)
class Wreck:
    """What makes a copy fail by itself, said before and after in the source; what is typed."""

    says: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    data: str = NO_MASK


WRECKS = {
    "failing constraint": Wreck(
        "written_by",
        ("SET session_replication_role = replica", "UPDATE notes SET author = 0 WHERE id = 7"),
        ("UPDATE notes SET author = 7 WHERE id = 7",),
    ),
    "failing check": Wreck("the check returns rows", data=NO_MASK[:-2] + ", checks: [SELECT 1]}\n"),
}


@pytest.mark.parametrize(("name",), marked([(name,) for name in WRECKS], {("failing check",)}))
def test_it_fails_by_itself(new_project: NewProject, name: str) -> None:
    wreck, project = WRECKS[name], new_project()
    project.superuser("origin", wreck.before)
    project.settings(wreck.data)
    ended = project.run(*YES)
    assert (ended.code, wreck.says in ended.said) == (1, True), ended.said
    project.superuser("origin", wreck.after)
    project.settings(NO_MASK)
    settled(project, ended)


MASKED = """\
data:
    salt: !env MASKING_SALT
    mask: {people: {name: first_name, email: email}, notes: {body: keep}}
"""


@pytest.mark.parametrize(("old",), marked([("old",)], {("old",)}))
def test_a_leak_is_found(new_project: NewProject, old: str) -> None:
    """It is planted between copying and proving."""
    project = new_project(old)
    project.settings(MASKED)
    with project.led(*YES) as led:
        led.until("started prove")
        project.local.run("UPDATE people SET email = 'person' || id || '@planted.test'")
        ended = led.to_the_end()
    assert ended.code == 1, ended.said
    assert "still there" in ended.said
    project.settings(NO_MASK)
    settled(project, ended)


BACK = [("put back", how) for how in (*strikes.SIGNALS, *strikes.SERVERS)]
BACK += [("--abandon", how) for how in (*strikes.SIGNALS, *strikes.SERVERS)]


@pytest.mark.parametrize(("by", "how"), marked(BACK, {("put back", "kill -9")}))
def test_while_the_old_data_comes_back(new_project: NewProject, by: str, how: str) -> None:
    project = new_project()
    words: tuple[str, ...] = YES
    if by == "--abandon":
        with project.led(*YES) as led:
            led.until("finished copy-rows")
            led.strike(signal.SIGKILL)
        words = (*YES, "--abandon")
    else:
        project.settings(WRECKS["failing check"].data)
    with project.led(*words) as led:
        led.until("started bring-back" if by == "--abandon" else "undoing bring-back")
        with strikes.waiting(project, led, "bring-back", ""):
            (strikes.SIGNALS | strikes.SERVERS)[how](project, led)
        ended = led.to_the_end()
    project.settings(NO_MASK)
    if by == "--abandon" and ended.code == 0:
        project.is_as_before()
    else:
        settled(project, ended)


SLOW = """
    CREATE FUNCTION slow(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
        IF current_database() = '{target}' THEN PERFORM pg_advisory_xact_lock(7); END IF;
        RETURN $1; END $$
"""
ORPHANS = [(how,) for how in strikes.SIGNALS]


@pytest.mark.parametrize(("how",), marked(ORPHANS, {("kill -9",)}))
def test_what_it_has_left_working_is_ended(new_project: NewProject, how: str) -> None:
    """A session that builds an index does not notice that nobody waits for it any more."""
    project = new_project()
    project.superuser("origin", (SLOW, "CREATE INDEX ON notes (slow(body))"))
    with project.local.server.admin(project.local.name) as holder:
        holder.execute("SELECT pg_advisory_lock(7)")
        with project.led(*YES) as led:
            led.until("started build")
            strikes.until_it_waits(project.local, led)
            strikes.SIGNALS[how](project, led)
            ended = led.to_the_end()
        if how == "kill -9":
            assert project.run(*YES, "--abandon").code == 0
        else:
            assert ended.code == 130, ended.said
        project.is_as_before()


@pytest.mark.parametrize(("kind",), marked([(kind,) for kind in PLACES], set()))
def test_it_is_taken_up(new_project: NewProject, kind: str) -> None:
    project = new_project()
    assert struck_within(project, kind, strikes.SIGNALS["kill -9"]).code == -9
    resumed = project.run(*YES, "--resume")
    assert resumed.code == 0, resumed.said
    project.is_new()


TWICE = [(event,) for event in ("started bring-back", "finished bring-back", "finished finish")]


@pytest.mark.parametrize(("event",), marked(TWICE, set()))
def test_killed_and_killed_again(new_project: NewProject, event: str) -> None:
    """The second time while it is taken up."""
    project = new_project()
    struck_within(project, "copy-rows", strikes.SIGNALS["kill -9"])
    with project.led(*YES, "--resume") as led:
        led.until(event)
        led.strike(signal.SIGKILL)
        settled(project, led.to_the_end())
