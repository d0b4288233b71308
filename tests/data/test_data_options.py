"""Options of `data` that contradict each other, and how it is typed once more."""

from __future__ import annotations

import pytest

from heroku_tools.data.options import Options, check
from heroku_tools.errors import UsageFailed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"resume": True, "abandon": True}, "contradict"),
        ({"propose": True, "preview": "users"}, "contradict"),
        ({"resume": True, "propose": True}, "contradict"),
        ({"propose": True, "check": True}, "only look"),
        ({"preview": "users", "dry_run": True}, "only look"),
        ({"resume": True, "wait": 3.0}, "--wait is for a new copy"),
        ({"abandon": True, "no_backup": True}, "not for --abandon"),
        ({"jobs": 0}, "a number from 1 to"),
        ({"jobs": 17}, "a number from 1 to"),
    ],
)
def test_contradictions(given: dict[str, object], words: str) -> None:
    with pytest.raises(UsageFailed, match=words):
        check(Options("uat", **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [{}, {"check": True}, {"resume": True, "no_backup": True}, {"abandon": True}]
)
def test_no_contradiction(given: dict[str, bool]) -> None:
    check(Options("uat", **given))  # type: ignore[arg-type]


def test_typed_once_more() -> None:
    options = Options("uat", jobs=3, no_backup=True, target_attachment="BLUE", config_file="a b")
    assert options.again == "heroku-tools data uat -c 'a b'"
    assert options.the_same == f"{options.again} --no-backup --target-attachment BLUE --jobs 3"


@pytest.mark.parametrize("flag", ["dry_run", "check", "propose"])
def test_what_only_looks(flag: str) -> None:
    assert Options("uat", **{flag: True}).looks_only  # type: ignore[arg-type]
    assert Options("uat", preview="users").looks_only
    assert not Options("uat").looks_only
