"""Comparing, and what stands in the way: tables."""

from __future__ import annotations

import pytest

from heroku_tools.config.diff import Sides, changes, diff, result
from heroku_tools.config.guard import LARGEST, check_owners, check_size, chosen, obstacle
from heroku_tools.errors import Refused, SettingsFailed, UsageFailed
from heroku_tools.settings import ConfigVar, Origin

GIVEN = {"SAME": "1", "OTHER": "new", "NEW": "n"}
THERE = {"SAME": "1", "OTHER": "old", "GONE": "g", "MORE": "m", "DATABASE_URL": "d", "BY_HAND": "b"}
ADDONS = {"DATABASE_URL": "postgresql-round-1", "REDIS_URL": "redis-flat-2"}


def sides(
    given: dict[str, str] | None = None,
    there: dict[str, str] | None = None,
    **tagged: Origin,
) -> Sides:
    values = GIVEN if given is None else given
    wanted = [
        ConfigVar(key, f"f:{key}", Origin.GIVEN, given=value) for key, value in values.items()
    ]
    wanted += [ConfigVar(key, f"f:{key}", origin) for key, origin in tagged.items()]
    return Sides(wanted, values, THERE if there is None else there, ADDONS)


ALL = sides(GONE=Origin.UNSET, BY_HAND=Origin.REMOTE, LOST=Origin.REMOTE, NEVER=Origin.UNSET)


def marks(
    found: Sides, *, prune: bool = False, only: tuple[str, ...] | None = None
) -> dict[str, str]:
    return {line.key: line.status.value for line in diff(found, prune=prune, only=only)}


def test_each_status() -> None:
    assert marks(ALL) == {
        "SAME": "=",
        "OTHER": "!",
        "NEW": "+",
        "GONE": "-",
        "MORE": "?",
        "DATABASE_URL": "@",
        "BY_HAND": "=",
        "LOST": "x",
    }


def test_prune_removes_what_nobody_names_and_is_nobodys() -> None:
    assert {key for key, mark in marks(ALL, prune=True).items() if mark == "-"} == {"GONE", "MORE"}


def test_only() -> None:
    assert marks(ALL, only=("NEW", "MORE"), prune=True) == {"NEW": "+", "MORE": "-"}
    assert marks(ALL, only=()) == {}


def test_changes_and_what_comes_of_them() -> None:
    lines = diff(ALL)
    assert changes(lines) == {"OTHER": "new", "NEW": "n", "GONE": None}
    after = result(THERE, changes(lines))
    kept = {key: value for key, value in THERE.items() if key != "GONE"}
    assert after == {**kept, "OTHER": "new", "NEW": "n"}


def test_no_value_is_in_a_repr() -> None:
    told = repr(ALL) + repr(diff(ALL))
    assert "'old'" not in told
    assert "'new'" not in told


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (sides({"DATABASE_URL": "mine"}), "f:DATABASE_URL: DATABASE_URL is set by the add-on"),
        (sides({}, DATABASE_URL=Origin.UNSET), "write `!remote` instead of a value"),
    ],
)
def test_what_is_an_addons_is_not_set(found: Sides, said: str) -> None:
    with pytest.raises(SettingsFailed, match=said):
        check_owners(found)


@pytest.mark.parametrize(
    "found",
    [
        sides({"DATABASE_URL": "d"}),
        sides({}, DATABASE_URL=Origin.REMOTE),
        sides({"REDIS_URL": "of my own, since that add-on's is not there"}),
    ],
)
def test_what_may_be_said_of_an_addons(found: Sides) -> None:
    check_owners(found)


@pytest.mark.parametrize(("length", "fits"), [(LARGEST - 1, True), (LARGEST, False)])
def test_the_limit_counts_keys_and_values_in_bytes(length: int, fits: bool) -> None:
    found = sides({"A": "x" * length}, there={})
    if fits:
        check_size({}, diff(found))
        return
    with pytest.raises(SettingsFailed, match="32,769 bytes, and Heroku takes 32,768"):
        check_size({}, diff(found))


def test_what_is_too_large_may_become_smaller() -> None:
    there = {"A": "x" * 40_000, "B": "x"}
    check_size(there, diff(sides({"A": "x" * 39_000}, there=there)))


def test_only_of_nothing_names_the_nearest() -> None:
    with pytest.raises(UsageFailed, match="did you mean `MORE`"):
        chosen(("MOR",), ALL)
    assert chosen((), ALL) is None
    assert chosen(("MORE", "LOST"), ALL) == ("MORE", "LOST")


def test_obstacles() -> None:
    missing = obstacle(ALL, diff(ALL), app="my-app", prune=False)
    assert isinstance(missing, Refused)
    assert missing.hint == "Set it by hand: heroku config:set LOST=... --app=my-app"
    nothing = sides({})
    emptied = obstacle(nothing, diff(nothing, prune=True), app="my-app", prune=True)
    assert isinstance(emptied, Refused)
    assert emptied.message.startswith("--prune would leave my-app without any")
    assert obstacle(nothing, diff(nothing), app="my-app", prune=False) is None
