"""What a rollback would undo, what must be agreed to apart, and which steps it takes."""

from __future__ import annotations

import json
from dataclasses import replace

import click
import pytest

from heroku_tools.deploy import undo_show
from heroku_tools.deploy.decide import Answer
from heroku_tools.deploy.live import running
from heroku_tools.deploy.resume import Now, Rest, may_land_yet, rest
from heroku_tools.deploy.undo_config import changes, changing
from heroku_tools.deploy.undo_note import note_of
from heroku_tools.deploy.undo_proposal import (
    Between,
    Code,
    Past,
    Undoing,
    judge_migrations,
    propose,
)
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Rollback,
    Step,
)
from heroku_tools.engine.record import Author, Before, Record
from heroku_tools.settings import DeployPolicy, Maintenance, When
from heroku_tools.tools.answers import App, Attachment, ConfigVars, Release
from tests.deploy.values import AT, COMMITS, DEV, FRESH, MIGRATE, SETTINGS, A, B, deployed, release

KEY = b"k" * 16
SECRET, OTHER = "hunter2", "correct horse"
APP = "my-app"
RELEASES = (deployed(4, B, current=True), deployed(3, A), *FRESH)
PAST = Past(App(APP, False, "https://my-app.example.com/"), RELEASES, running(RELEASES))
BETWEEN = Between(
    Code(B[:8], B), Code(A[:8], A), away=COMMITS, files=("blog/models.py",), config=()
)
MIGRATION = "blog/migrations/0002.py"
NOW = ConfigVars({"SAME": "x", "A": SECRET, "NEW": SECRET, "DATABASE_URL": "now", "EMPTY": ""})
THEN = ConfigVars({"SAME": "x", "A": OTHER, "OLD": OTHER, "DATABASE_URL": "then"})
DATABASE = Attachment("DATABASE", "postgresql-round-1", APP)
CHANGES = changes(NOW, THEN, [DATABASE], key=KEY)


def undoing(
    between: Between = BETWEEN, past: Past = PAST, *, version: int = 3, flag: bool | None = None
) -> Undoing:
    target = next(each for each in past.releases if each.version == version)
    return propose(SETTINGS, DEV, past, target, between, maintenance=flag)


def test_config_vars_that_differ() -> None:
    found = {change.name: change for change in CHANGES}
    assert list(found) == ["A", "DATABASE_URL", "EMPTY", "NEW", "OLD"]
    assert found["NEW"].now == found["A"].now
    assert found["A"].now != found["A"].then
    assert found["A"].then == found["OLD"].then
    assert (found["OLD"].now, found["NEW"].then, found["EMPTY"].then) == (None, None, None)
    assert found["EMPTY"].now
    assert found["DATABASE_URL"].addon == "postgresql-round-1"
    assert [change.name for change in changing(CHANGES)] == ["A", "EMPTY", "NEW", "OLD"]


def test_another_key_makes_other_fingerprints() -> None:
    others = changes(NOW, THEN, [DATABASE], key=b"another")
    assert {change.now for change in others} & {change.now for change in CHANGES} == {None}


def test_only_the_url_is_surely_the_addons() -> None:
    now, then = ConfigVars({"DATABASE_POOL": "1"}), ConfigVars({"DATABASE_POOL": "2"})
    assert not changes(now, then, [DATABASE], key=KEY)[0].stays


def test_a_value_that_is_no_proper_text() -> None:
    assert changes(ConfigVars({"A": "\udce9"}), ConfigVars({}), [], key=KEY)[0].now


@pytest.mark.parametrize(
    ("between", "answer", "because"),
    [
        (BETWEEN, Answer.NO, "no file under /migrations/ changed"),
        (
            replace(BETWEEN, files=(MIGRATION,)),
            Answer.YES,
            f"1 file under /migrations/: {MIGRATION}",
        ),
        (
            replace(BETWEEN, known=False, then=Code("f" * 8, None)),
            Answer.UNKNOWN,
            "ffffffff is nowhere",
        ),
        (
            replace(BETWEEN, known=False, live=Code(None, None)),
            Answer.UNKNOWN,
            "unknown is nowhere",
        ),
    ],
)
@pytest.mark.parametrize(
    "commands",
    [
        [MIGRATE],
        [],
        [replace(MIGRATE, when=When(always=True))],
        [replace(MIGRATE, when=When())],
    ],
    ids=["patterns", "no command", "always", "by request"],
)
def test_migrations(between: Between, answer: Answer, because: str, commands: list[object]) -> None:
    decision = judge_migrations(commands, between)  # type: ignore[arg-type]
    assert decision.answer is answer
    assert because in decision.because


def test_the_patterns_of_the_settings_count() -> None:
    sql = replace(MIGRATE, when=When(patterns=("*.sql",)))
    between = replace(BETWEEN, files=(MIGRATION,))
    assert judge_migrations([sql], between).answer is Answer.NO


ON, OFF = MaintenanceOn(APP), MaintenanceOff(APP)
BACK = Rollback(APP, 3, A)
ARRIVAL = AwaitRelease(APP, A, 4, None, "slug-a")


@pytest.mark.parametrize(
    ("flag", "policy", "steps"),
    [
        (None, Maintenance.AUTO, [BACK, ARRIVAL]),
        (True, Maintenance.AUTO, [ON, BACK, ARRIVAL, OFF]),
        (None, Maintenance.ALWAYS, [ON, BACK, ARRIVAL, OFF]),
        (False, Maintenance.ALWAYS, [BACK, ARRIVAL]),
    ],
)
def test_steps(flag: bool | None, policy: Maintenance, steps: list[Step]) -> None:
    environment = replace(DEV, deploy=DeployPolicy(maintenance=policy))
    found = propose(SETTINGS, environment, PAST, RELEASES[1], BETWEEN, maintenance=flag)
    assert list(found.plan.steps) == steps


def test_after_a_failed_release_the_arrival_is_newer_than_that() -> None:
    releases = (deployed(5, "c" * 40, status="failed"), *RELEASES)
    found = undoing(past=Past(PAST.app, releases, running(releases)))
    assert replace(ARRIVAL, after=5) in found.plan.steps
    assert "has failed" in found.warnings[0]


SAME_CODE = (
    release(5, "Set A config vars", "slug-b", current=True),
    *(deployed(4, B), deployed(3, A)),
)
CONFIGURED = Past(PAST.app, SAME_CODE, running(SAME_CODE))
STAYING = tuple(change for change in CHANGES if change.stays)


@pytest.mark.parametrize(
    ("config", "nothing"),
    [((), True), (STAYING, True), (CHANGES, False), (None, False)],
    ids=["none", "only an add-on's", "some", "unknown"],
)
def test_the_same_code(config: object, nothing: bool) -> None:
    between = Between(Code(B, B), Code(B, B), config=config)  # type: ignore[arg-type]
    assert undoing(between, CONFIGURED, version=4).nothing_to_do is nothing


@pytest.mark.parametrize(
    ("config", "said"),
    [((), None), (STAYING, None), (CHANGES, "A, EMPTY, NEW, OLD"), (None, "is unknown")],
)
def test_config_vars_are_a_doubt(config: object, said: str | None) -> None:
    doubt = undoing(replace(BETWEEN, config=config)).config_doubt  # type: ignore[arg-type]
    assert (doubt is None) if said is None else (doubt is not None and said in doubt)


def test_back_to_what_a_rollback_went_back_from() -> None:
    back = release(5, "Rollback to v3", "slug-a", current=True)
    releases = (back, replace(RELEASES[0], current=False), *RELEASES[1:])
    past = Past(PAST.app, releases, running(releases))
    assert "v4 is what it went back from" in undoing(past=past, version=4).warnings[-1]
    assert undoing(past=past, version=3).warnings == ()


@pytest.mark.parametrize("width", [None, 60])
def test_what_is_shown(width: int | None) -> None:
    found = undoing(replace(BETWEEN, config=CHANGES))
    text = click.unstyle(undo_show.text(found, width=width, verbose=False))
    for words in (
        "dev: my-app\n  live     bbbbbbbb  v4, ",
        "  back to  aaaaaaaa  v3, ",
        "Commits that would be undone (2)\n",
        "Files (1)",
        "Config vars that would change back (4)\n",
        "DATABASE_URL  stays: it belongs to postgresql-round-1",
        f"NEW           {CHANGES[3].now} -> unset",
        f"OLD           unset -> {CHANGES[4].then}",
        "migrations   none  no file under /migrations/",
        "maintenance  off   ",
        "   1  release v3 again, which holds aaaaaaaa",
    ):
        assert words in text
    assert "come back" not in text
    document = json.dumps(undo_show.document(found))
    for shown in (text, document, repr(found)):
        assert SECRET not in shown
        assert OTHER not in shown


def test_what_is_shown_where_nobody_knows() -> None:
    text = undo_show.text(undoing(replace(BETWEEN, config=None)), width=None, verbose=True)
    assert "unknown: Heroku does not tell" in click.unstyle(text)


def test_the_note() -> None:
    lines = note_of(undoing(replace(BETWEEN, config=CHANGES)), "ann@example.com").splitlines()
    assert lines[0] == "Roll dev (my-app) back to v3"
    assert lines[2] == "By ann@example.com, from bbbbbbbb (v4) to aaaaaaaa (v3)."
    assert lines[4:6] == ["Commits undone", "  bbbbbbbb  Mend it  (Ann)"]
    assert lines[-5:] == ["Config vars changed back", "  A", "  EMPTY", "  NEW", "  OLD"]


def test_the_listing_marks_what_ran_before() -> None:
    lines = click.unstyle(undo_show.listing(PAST, RELEASES[1], width=None)).splitlines()
    assert lines[0] == "my-app can go back to"
    assert lines[1].startswith("* v3    aaaaaaaa  ")
    assert len(lines) == 2


RECORD = Record(
    "id",
    AT,
    Author("ann", "host", 1, "1"),
    Plan("dev", APP, (ON, BACK, ARRIVAL, OFF)),
    A,
    Before(False, 4, B, "runs v4"),
    outcomes=("on",),
    under_way=True,
)
ARRIVED = (release(5, "Rollback to v3", "slug-a", current=True), deployed(4, B), *RELEASES[1:])
PENDING = (replace(ARRIVED[0], status="pending", current=False), *RELEASES)


@pytest.mark.parametrize(
    ("releases", "steps"),
    [
        (RELEASES, (BACK, ARRIVAL, OFF)),
        (ARRIVED, (ARRIVAL, OFF)),
        (PENDING, (ARRIVAL, OFF)),
    ],
    ids=["not released", "released", "being released"],
)
def test_an_unfinished_rollback_is_taken_up(
    releases: tuple[Release, ...], steps: tuple[Step, ...]
) -> None:
    now = Now(True, releases, (), ())
    left = rest(RECORD, now)
    assert isinstance(left, Rest)
    assert left.steps == steps
    assert may_land_yet(RECORD, now) is (releases is RELEASES)


def test_what_has_failed_does_not_land_any_more() -> None:
    now = Now(True, RELEASES, None, ())
    assert not may_land_yet(replace(RECORD, failed="heroku said no"), now)
    assert not may_land_yet(replace(RECORD, under_way=False), now)
