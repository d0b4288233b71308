"""How code flows, and how that is drawn."""

from __future__ import annotations

import pytest

from heroku_tools.settings import DeployPolicy, Environment
from heroku_tools.team.flow import Edge, chains, edges, picture
from heroku_tools.tools.answers import Apart


def env(label: str, promote_from: str | None = None, *, protected: bool = False) -> Environment:
    return Environment(label, "app", "main", protected, DeployPolicy(), ":1", promote_from)


LIVE, UAT, DEV = env("live", protected=True), env("uat"), env("dev")
DEMO, SHOW, NEXT = env("demo", "uat"), env("show", "uat"), env("next", "demo")


def ways(*words: str) -> tuple[Edge, ...]:
    pairs = (word.split(">") for word in words)
    return tuple((first, second) for first, second in pairs)


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        ((LIVE, UAT, DEV), ("dev>uat", "uat>live")),  # the published file: live stands first
        ((DEV, UAT, LIVE), ("dev>uat", "uat>live")),
        ((DEV, LIVE, UAT), ("dev>uat", "uat>live")),
        ((UAT, DEV), ("uat>dev",)),
        ((LIVE, UAT, DEMO, DEV), ("dev>uat", "uat>live", "uat>demo")),
        ((UAT, DEMO, NEXT), ("uat>demo", "demo>next")),
        ((DEV,), ()),
        ((), ()),
    ],
)
def test_from_where_to_where(
    environments: tuple[Environment, ...], expected: tuple[str, ...]
) -> None:
    assert edges(environments, {each.label for each in environments}) == ways(*expected)


def test_only_between_some() -> None:
    whole = (LIVE, UAT, DEMO, DEV)
    assert edges(whole, {"uat", "dev"}) == ways("dev>uat")
    assert edges(whole, {"live", "dev"}) == ways("dev>live")
    assert edges(whole, {"demo", "dev"}) == ()


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (ways("dev>uat", "uat>live"), [("dev", "uat", "live")]),
        (
            ways("dev>uat", "uat>live", "uat>demo", "demo>next"),
            [("dev", "uat", "demo", "next"), ("uat", "live")],
        ),
        (ways("a>b", "c>d"), [("a", "b"), ("c", "d")]),
        ((), []),
    ],
)
def test_lines(found: tuple[Edge, ...], lines: list[tuple[str, ...]]) -> None:
    assert list(chains(found)) == lines


FLOW = {("dev", "uat"): Apart(3, 0), ("uat", "live"): Apart(12, 2)}
AGAINST = "live runs 2 commits that uat does not"


@pytest.mark.parametrize(
    ("width", "plain", "lines"),
    [
        (60, False, ("dev ──3──▶ uat ──12──▶ live", AGAINST)),
        (None, True, ("dev --3--> uat --12--> live", AGAINST)),
        (24, False, ("dev ──3──▶ uat", "    ──12──▶ live", AGAINST)),
    ],
)
def test_drawn(width: int | None, plain: bool, lines: tuple[str, ...]) -> None:
    assert picture(FLOW, width=width, plain=plain) == lines


def test_the_same_and_the_unknown() -> None:
    flow = {("dev", "uat"): Apart(0, 0), ("uat", "live"): None}
    assert picture(flow, width=60, plain=False) == ("dev ═════ uat ──?──▶ live",)
    assert picture(flow, width=60, plain=True) == ("dev ===== uat --?--> live",)
    assert picture({}, width=60, plain=True) == ()
