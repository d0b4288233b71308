"""What is said of a way that data takes, from the facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.flow import Flow
from heroku_tools.data.known import Known, State
from heroku_tools.settings import DeployPolicy, Environment
from heroku_tools.settings.masking import DataPolicy
from heroku_tools.start.doctor.data_judge import Rules, of_rules, of_target
from heroku_tools.start.doctor.finding import Level

LIVE = Environment("live", "my-app", "main", True, DeployPolicy(), "app.conf.yaml:2")
UAT = replace(LIVE, label="uat", protected=False)
FLOW = Flow(LIVE, UAT, DataPolicy("app.conf.yaml:9"), False)
AS_IS = replace(FLOW, masked_already=True)
HALF = Known(State.INCOMPLETE, "live", "2026-11-13T16:05:00Z", "r1")
WHOLE = replace(HALF, state=State.PROVED)
ASIDE = replace(HALF, state=State.ASIDE)


@pytest.mark.parametrize(
    ("found", "here", "alive", "level", "said", "advice"),
    [
        (Known(State.UNMARKED), False, False, Level.FINE, "answers: no copy", ""),
        (WHOLE, False, False, Level.FINE, "proved copy of live, since ", ""),
        (HALF, True, False, Level.TO_DO, "incomplete copy of live", "uat --resume, or"),
        (HALF, False, False, Level.TO_DO, "incomplete copy of live", "data uat --resume; if"),
        (
            ASIDE,
            False,
            False,
            Level.TO_DO,
            "the old data is set aside",
            "any more: heroku-tools data uat --abandon",
        ),
        (HALF, True, True, Level.NOTE, "it is under way", ""),
        (replace(ASIDE, under_way=True), False, False, Level.NOTE, "it is under way", ""),
    ],
)
def test_what_the_target_holds(
    found: Known, here: bool, alive: bool, level: Level, said: str, advice: str
) -> None:
    finding = of_target("uat", found, here=here, alive=alive)
    assert finding.level is level
    assert said in finding.said
    assert (advice in finding.advice) if advice else not finding.advice


NAMES = [f"users.c{number}" for number in range(7)]
SEVEN = "! nobody has decided about 7 columns of live: users.c0, users.c1, users.c2, users.c3, "


@pytest.mark.parametrize(
    ("flow", "rules", "expected"),
    [
        (FLOW, Rules(3), ["every column of live is decided about, 3 columns masked"]),
        (AS_IS, Rules(0), ["the data of live comes as it is, as the file says"]),
        (FLOW, Rules(3, NAMES[:1]), ["! nobody has decided about 1 column of live: users.c0"]),
        (FLOW, Rules(3, NAMES), [f"{SEVEN}users.c4, 2 more"]),
        (FLOW, Rules(3, NAMES[:1], ["a:1: wrong"]), ["! a:1: wrong", "! nobody has decided"]),
    ],
)
def test_what_the_rules_leave_open(flow: Flow, rules: Rules, expected: list[str]) -> None:
    found = of_rules(flow, rules)
    told = [f"{'! ' * (each.level is Level.TO_DO)}{each.said}" for each in found]
    assert len(told) == len(expected)
    assert all(one.startswith(words) for one, words in zip(told, expected, strict=True))
    assert all("heroku-tools data uat --" in each.advice for each in found if each.advice)
