"""Which commands the changeset needs, and what a flag makes of it."""

from __future__ import annotations

import pytest

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import (
    Answer,
    Decision,
    Override,
    covered,
    decide,
    doubts,
    release_phase_of,
)
from heroku_tools.settings import Command, Rerun, When
from tests.deploy.values import CACHE, LOAD, MIGRATE, STATIC

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
TWO = Command("two", "x", When(patterns=("/migrations/", "*.po")), False, Rerun.ASK)
LOST = Changeset(known=False)
FIRST = Changeset(files=("migrations/1", "static/x"), first=True)
UP = "up to date"


def changed(*files: str) -> Changeset:
    return Changeset(files=files)


def one(
    command: Command,
    changeset: Changeset | str,
    *,
    override: Override | None = None,
    phase: str | None = None,
) -> Decision:
    (decision,) = decide(
        [command],
        changeset if isinstance(changeset, Changeset) else Changeset(),
        overrides={command.name: override} if override else {},
        release_phase=phase,
        up_to_date=changeset == UP,
    )
    return decision


RELEASE = "./manage.py migrate"
BY_RELEASE = f"the release phase does it: {RELEASE}"


@pytest.mark.parametrize(
    ("command", "changeset", "phase", "answer", "because"),
    [
        (MIGRATE, changed("migrations/1"), None, YES, "1 file under /migrations/: migrations/1"),
        (
            MIGRATE, changed("a/migrations/1", "b/migrations/2", "x"), None, YES,
            "2 files under /migrations/, first: a/migrations/1",
        ),
        (MIGRATE, changed("remigrations/1"), None, NO, "no file under /migrations/ changed"),
        (MIGRATE, changed(), None, NO, "no file under /migrations/ changed"),
        (STATIC, changed("a/static/x"), None, YES, "1 file under /static/: a/static/x"),
        (
            TWO, changed("migrations/de.po", "x"), None, YES,
            "1 file under /migrations/ or *.po: migrations/de.po",
        ),
        (TWO, changed("a/de.po"), None, YES, "1 file under *.po: a/de.po"),
        (TWO, changed("x"), None, NO, "no file under /migrations/ or *.po changed"),
        (CACHE, changed(), None, YES, "it always runs"),
        (CACHE, LOST, None, YES, "it always runs"),
        (CACHE, UP, None, NO, "the app is up to date"),
        (LOAD, changed("migrations/1"), None, NO, "only runs with --run load"),
        (LOAD, LOST, None, NO, "only runs with --run load"),
        (LOAD, FIRST, None, NO, "only runs with --run load"),
        (MIGRATE, LOST, None, UNKNOWN, "the live commit is unknown"),
        (MIGRATE, FIRST, None, YES, "this is the first deployment"),
        (STATIC, Changeset(first=True), None, YES, "this is the first deployment"),
        (MIGRATE, UP, None, NO, "the app is up to date"),
        (
            MIGRATE, changed("migrations/1"), RELEASE, NO,
            BY_RELEASE,
        ),
        (MIGRATE, LOST, RELEASE, NO, BY_RELEASE),
        (MIGRATE, FIRST, RELEASE, NO, BY_RELEASE),
        (STATIC, changed("static/x"), RELEASE, YES, "1 file under /static/: static/x"),
    ],
)  # fmt: skip
def test_answer(
    command: Command, changeset: Changeset | str, phase: str | None, answer: Answer, because: str
) -> None:
    decision = one(command, changeset, phase=phase)
    assert (decision.answer, decision.because) == (answer, because)
    assert decision.runs is (answer is not NO)
    assert (decision.flag, decision.contradicts) == (None, False)


def test_in_the_order_of_the_commands() -> None:
    decisions = decide(
        (CACHE, MIGRATE), FIRST, overrides={}, release_phase=None, up_to_date=False
    )  # fmt: skip
    assert [each.command.name for each in decisions] == ["clear-cache", "migrate"]


M, NO_M = Override(True, "--migrate"), Override(False, "--no-migrate")
RUN, SKIP = Override(True, "--run x"), Override(False, "--skip x")


@pytest.mark.parametrize(
    ("command", "changeset", "override", "runs", "contradicts", "doubt"),
    [
        (MIGRATE, changed("migrations/1"), M, True, False, None),
        (
            MIGRATE, changed("migrations/1"), NO_M, False, True,
            "--no-migrate: 1 file under /migrations/: migrations/1. "
            "Leave out migrate all the same?",
        ),
        (MIGRATE, changed(), NO_M, False, False, None),
        (
            MIGRATE, changed(), M, True, True,
            "--migrate: no file under /migrations/ changed. Run migrate all the same?",
        ),
        (MIGRATE, LOST, M, True, False, None),
        (
            MIGRATE, LOST, NO_M, False, True,
            "--no-migrate: the live commit is unknown. Leave out migrate all the same?",
        ),
        (
            MIGRATE, FIRST, NO_M, False, True,
            "--no-migrate: this is the first deployment. Leave out migrate all the same?",
        ),
        (CACHE, changed(), SKIP, False, True, "--skip x: it always runs. Leave out clear-cache"),
        (LOAD, changed(), RUN, True, True, None),
        (LOAD, changed(), SKIP, False, False, None),
        (LOAD, LOST, RUN, True, True, None),
        (MIGRATE, UP, M, True, True, None),
        (MIGRATE, UP, NO_M, False, False, None),
        (CACHE, UP, RUN, True, True, None),
    ],
)  # fmt: skip
def test_flags(
    command: Command,
    changeset: Changeset | str,
    override: Override,
    runs: bool,
    contradicts: bool,
    doubt: str | None,
) -> None:
    decision = one(command, changeset, override=override)
    assert (decision.runs, decision.contradicts, decision.flag) == (
        runs,
        contradicts,
        override.flag,
    )
    asked = doubts([decision], up_to_date=changeset == UP)
    assert len(asked) == (doubt is not None)
    assert not doubt or asked[0].startswith(doubt)


def test_a_flag_against_the_release_phase_is_doubted() -> None:
    decision = one(MIGRATE, changed("migrations/1"), override=M, phase="./manage.py migrate")
    assert decision.runs
    assert doubts([decision], up_to_date=False) == (
        "--migrate: the release phase does it: ./manage.py migrate. Run migrate all the same?",
    )


@pytest.mark.parametrize(
    ("procfile", "phase"),
    [
        (None, None),
        ("", None),
        ("web: gunicorn app\n", None),
        ("web: gunicorn app\nrelease: python manage.py migrate\n", "python manage.py migrate"),
        ("release:bin/x", "bin/x"),
        ("release :  bin/x  \r\nweb: y\r\n", "bin/x"),
        ("release:\nweb: gunicorn app\n", None),
        ("release:   \n", None),
        ("# release: bin/x\n", None),
        ("prerelease: bin/x\n", None),
        ("release-x: bin/x\n", None),
        ("web: echo release: x\n", None),
        ("release: a: b\n", "a: b"),
    ],
)
def test_release_phase_of(procfile: str | None, phase: str | None) -> None:
    assert release_phase_of(procfile) == phase


@pytest.mark.parametrize(
    ("command", "phase", "is_covered"),
    [
        (MIGRATE, None, False),
        (MIGRATE, "", False),
        (MIGRATE, "python manage.py migrate", True),
        (MIGRATE, "python  manage.py   migrate --noinput", True),
        (MIGRATE, "./manage.py migrate && ./manage.py check", True),
        (MIGRATE, "cd x; django-admin migrate;", True),
        (MIGRATE, 'echo "do not migrate here"', False),
        (MIGRATE, "sh check.sh --skip-migrate", False),
        (MIGRATE, "python manage.py migrate --check", False),
        (MIGRATE, "sh 'unclosed", False),
        (MIGRATE, "python manage.py migrate_schemas", False),
        (MIGRATE, "python manage.py makemigrations", False),
        (MIGRATE, "python manage.py check", False),
        (STATIC, "python manage.py migrate", False),
        (STATIC, "a && python manage.py collectstatic --noinput", True),
        (STATIC, "collectstatic.sh", False),
    ],
)
def test_covered(command: Command, phase: str | None, is_covered: bool) -> None:
    assert covered(command, phase) is is_covered
