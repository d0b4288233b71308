"""The rows of `status`, on narrow and wide terminals and in a log."""

from __future__ import annotations

import re
from dataclasses import replace

import click
import pytest

from heroku_tools.team.board import board
from heroku_tools.team.standing import Standing, Waiting
from heroku_tools.tools.answers import Apart
from tests.team.test_standing import CALM, DEV, FROZEN, SHA, V4

LIVE = replace(DEV, label="live", app_name="my-app-live")
BEHIND = Waiting("main", SHA, Apart(0, 12), ("m.py",))
KNOWN = {
    "live": replace(CALM, environment=LIVE, waiting=BEHIND, newest=V4, maintenance=True),
    "dev": CALM,
}


def lines(known: dict[str, Standing], width: int | None) -> list[str]:
    return click.unstyle(board((LIVE, DEV), known, width)).splitlines()


def without_time(line: str) -> str:
    return re.sub(r"\w{3} \d\d \w{3} \d\d:\d\d, .* ago", "WHEN", line)


def test_in_columns() -> None:
    assert [without_time(line) for line in lines(KNOWN, 140)] == [
        "      release  commit    branch                           since, and by whom",
        "live  v3       3a38baea  main: 12 ahead, with migrations  WHEN, ann@example.com",
        "      ! v4, the latest release, failed: Deploy 9c1cf597",
        "      - maintenance is on",
        "dev   v3       3a38baea  develop: up to date              WHEN, ann@example.com",
    ]
    assert lines(KNOWN, None) == lines(KNOWN, 140)[1:]


def test_narrow() -> None:
    assert [without_time(line) for line in lines(KNOWN, 60)] == [
        "live  v3       3a38baea  main: 12 ahead, with migrations",
        "      WHEN, ann@example.com",
        "      ! v4, the latest release, failed: Deploy 9c1cf597",
        "      - maintenance is on",
        "dev   v3       3a38baea  develop: up to date",
        "      WHEN, ann@example.com",
    ]


def test_before_anything_is_known() -> None:
    assert lines({}, 60) == [
        "      release  commit  branch  since, and by whom",
        "live  looking ...",
        "dev   looking ...",
    ]


def test_one_that_cannot_be_read_is_a_row() -> None:
    why = "Heroku knows no such app, or not for this login"
    found = lines({**KNOWN, "live": Standing(LIVE, why=why)}, 40)
    assert found[:2] == [
        "live  ! my-app-live: Heroku knows no",
        "        such app, or not for this login",
    ]
    assert found[2].startswith("dev   v3 ")


def test_nothing_runs_yet() -> None:
    waiting = Waiting("main", SHA, first=True)
    new = replace(CALM, newest=None, current=None, commit=None, sha=None, waiting=waiting)
    line = lines({"live": KNOWN["live"], "dev": new}, 140)[-1]
    expected = ["dev", "-", "-", "main: the first deployment", "nothing runs yet"]
    assert re.split(r" {2,}", line) == expected


@pytest.mark.parametrize("width", [40, 60, 100, 160])
def test_it_keeps_to_the_terminal(width: int) -> None:
    long = replace(FROZEN, reason="The fair is on until Friday " * 5 + "x" * 50)
    branch = replace(BEHIND, name="feature/" + "y" * 60)
    found = lines({**KNOWN, "dev": replace(CALM, holder=long, waiting=branch)}, width)
    assert max(map(len, found)) <= width


def test_foreign_words_are_harmless() -> None:
    evil = "a\x1b[2Jb\r\n"
    odd = replace(CALM, holder=replace(FROZEN, reason=evil), waiting=replace(BEHIND, name=evil))
    for width in (None, 60, 140):
        said = board((LIVE, DEV), {"dev": odd, "live": Standing(LIVE, why=evil)}, width)
        assert not {"\x1b[2J", "\r"} & {said[at : at + 4] for at in range(len(said))}
        assert "\r" not in said
