"""What is said of an environment, from the facts."""

from __future__ import annotations

from dataclasses import replace

import click
import pytest

from heroku_tools.settings import (
    Command,
    ConfigVar,
    DeployPolicy,
    Environment,
    Origin,
    Rerun,
    When,
)  # fmt: skip
from heroku_tools.settings.masking import DataFrom
from heroku_tools.start.doctor import show
from heroku_tools.start.doctor.finding import Level, Section, document, fine, note, to_do, to_dos
from heroku_tools.start.doctor.judge import Facts, findings
from heroku_tools.tools.answers import App, Attachment, Coupling

DEV = Environment("dev", "my-app", "develop", False, DeployPolicy(), "app.conf.yaml:2")
LIVE = replace(DEV, label="live", branch="", promote_from="uat")
APP = App("my-app", False, "", "Python")
MIGRATE = Command("migrate", "python manage.py migrate", When(), True, Rerun.SAFE)
COLLECT = replace(MIGRATE, name="collectstatic", run="python manage.py collectstatic")
FILES = ("manage.py", "requirements.txt", "Procfile")
GOOD = Facts(APP, sha="3a38baea" * 5, files=FILES, heads=("main",))
PHASE = "release: python manage.py migrate\nweb: x\n"
KEY = ConfigVar("STATSD_URL", "vars.yaml:3", Origin.REMOTE)
SET = ConfigVar("DATABASE_URL", "vars.yaml:4", Origin.GIVEN, given="x")
COPY = replace(DEV, data_from=DataFrom("live", "app.conf.yaml:5"))
OWN = Attachment("DATABASE", "postgresql-1", "my-app")
THEIRS, OTHER = replace(OWN, owner="other-app"), replace(OWN, name="OLD", owner="other-app")
UAT, PRODUCTION = Coupling("p", "staging"), Coupling("p", "production")


@pytest.mark.parametrize(
    ("environment", "facts", "expected"),
    [
        (DEV, GOOD, []),
        (DEV, replace(GOOD, app=None, why="no such app", advice="x"), ["! my-app: no such app"]),
        (DEV, replace(GOOD, app=replace(APP, maintenance=True)), ["- the app is there; maint"]),
        (DEV, replace(GOOD, sha=None, files=()), ["! there is no branch develop"]),
        (DEV, replace(GOOD, at_origin=False), ["- branch develop is at 3a38baea, and origin has"]),
        (DEV, replace(GOOD, heads=None), ["! git cannot reach the app's repository"]),
        (DEV, replace(GOOD, heads=("master",)), ["! the app's git has master, and the settings"]),
        (DEV, replace(GOOD, heads=("master", "main")), []),
        (DEV, replace(GOOD, heads=()), []),
        (DEV, replace(GOOD, files=("x",)), ["! migrate calls manage.py, which is not in 3a38"]),
        (DEV, replace(GOOD, procfile=PHASE), ["- migrate is left to the release phase"]),
        (DEV, replace(GOOD, procfile="web: python manage.py migrate"), []),
        (DEV, replace(GOOD, wanted=(KEY,)), ["! STATSD_URL is to be on Heroku"]),
        (DEV, replace(GOOD, wanted=(KEY,), keys=("STATSD_URL",)), []),
        (
            DEV,
            replace(GOOD, wanted=(SET,), addons={"DATABASE_URL": "pg-1"}),
            ["- DATABASE_URL belongs to pg-1"],
        ),
        (DEV, replace(GOOD, unreadable="vars.yaml: cannot be read"), ["! vars.yaml: cannot be"]),
        (DEV, replace(GOOD, attachments=()), ["! no database is attached to my-app as DATABASE"]),
        (DEV, replace(GOOD, attachments=(THEIRS,)), []),  # only read from
        (COPY, replace(GOOD, attachments=(THEIRS,)), ["! DATABASE belongs to other-app"]),
        (COPY, replace(GOOD, attachments=(OTHER, OWN)), []),
        (LIVE, replace(GOOD, heads=None, coupling=PRODUCTION, upstream=UAT), []),
        (LIVE, replace(GOOD, coupling=Coupling(), upstream=UAT), ["! my-app and uat are not in"]),
        (
            LIVE,
            replace(GOOD, coupling=PRODUCTION, upstream=Coupling("q", "staging")),
            ["! my-app and uat are not in one pipeline"],
        ),
        (LIVE, replace(GOOD, coupling=UAT, upstream=PRODUCTION), ["! uat is at stage production"]),
        (LIVE, replace(GOOD, coupling=None, upstream=None), ["- whether both are in one pipeline"]),
    ],
)
def test_what_is_said(environment: Environment, facts: Facts, expected: list[str]) -> None:
    found = findings(environment, (MIGRATE,), facts)
    marks = {Level.NOTE: "-", Level.TO_DO: "!"}
    told = [f"{marks[each.level]} {each.said}" for each in found if each.level in marks]
    assert len(told) == len(expected)
    assert all(said.startswith(start) for said, start in zip(told, expected, strict=True))
    assert [each for each in found if each.level is Level.TO_DO and not each.advice] == []
    assert any(each.level is Level.FINE for each in found)


@pytest.mark.parametrize(
    ("facts", "twice"),
    [
        (GOOD, True),
        (replace(GOOD, keys=("DISABLE_COLLECTSTATIC",)), False),
        (replace(GOOD, app=replace(APP, buildpack="Node.js")), False),
    ],
)
def test_collectstatic_in_the_build(facts: Facts, twice: bool) -> None:
    said = [each.said for each in findings(DEV, (COLLECT,), facts)]
    assert any("runs in each build already" in each for each in said) is twice


SECTIONS = [
    Section("This machine", (fine("git 2.39.5"), to_do("heroku is not there " * 4, "npm install"))),
    Section("dev (my-app)", (note("a \x1b[2J note", "look at it"),)),
]


def test_shown_narrow() -> None:
    lines = click.unstyle(show.section(SECTIONS[0], 40)).splitlines()
    assert lines == [
        "This machine",
        "  ok  git 2.39.5",
        "  !   heroku is not there heroku is not",
        "      there heroku is not there heroku",
        "      is not there",
        "      next: npm install",
    ]
    assert "\x1b[2J" not in show.section(SECTIONS[1], None)


def test_counted() -> None:
    assert to_dos(SECTIONS) == 1
    assert show.summary(SECTIONS) == "1 thing needs doing."
    assert show.summary([*SECTIONS, *SECTIONS]) == "2 things need doing."
    assert show.summary(SECTIONS[1:]) == "Nothing needs doing."
    assert document(SECTIONS[1:])["findings"] == [
        {
            "about": "dev (my-app)",
            "level": "note",
            "said": "a \x1b[2J note",
            "advice": "look at it",
        }
    ]
