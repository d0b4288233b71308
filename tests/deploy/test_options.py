"""What the options say of each command."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from heroku_tools.deploy.decide import Override
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.errors import UsageFailed
from tests.deploy.values import LOAD, SETTINGS

M, NO_M = Override(True, "--migrate"), Override(False, "--no-migrate")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, {}),
        ({"migrate": True}, {"migrate": M}),
        ({"migrate": False}, {"migrate": NO_M}),
        ({"collectstatic": False}, {"collectstatic": Override(False, "--no-collectstatic")}),
        ({"run": ("load",)}, {"load": Override(True, "--run load")}),
        ({"skip": ("load",)}, {"load": Override(False, "--skip load")}),
        ({"run": ("load", "load")}, {"load": Override(True, "--run load")}),
        ({"run": ("migrate",), "migrate": True}, {"migrate": M}),
        ({"skip": ("migrate",), "migrate": False}, {"migrate": NO_M}),
        (
            {"run": ("load",), "skip": ("collectstatic",), "migrate": True},
            {
                "load": Override(True, "--run load"),
                "collectstatic": Override(False, "--skip collectstatic"),
                "migrate": M,
            },
        ),
    ],
)
def test_overrides(typed: dict[str, Any], found: dict[str, Override]) -> None:
    assert overrides(Options("dev", **typed), SETTINGS) == found


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"run": ("loda",)}, "unknown command `loda`; did you mean `load`?"),
        ({"skip": ("xyzzy",)}, "unknown command `xyzzy`"),
        ({"run": ("load",), "skip": ("load",)}, "--run load and --skip load contradict"),
        ({"run": ("migrate",), "migrate": False}, "--run migrate and --no-migrate contradict"),
        ({"skip": ("migrate",), "migrate": True}, "--skip migrate and --migrate contradict"),
    ],
)
def test_refused(typed: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageFailed) as caught:
        overrides(Options("dev", **typed), SETTINGS)
    assert message in caught.value.message


@pytest.mark.parametrize("migrate", [True, False])
def test_migrate_where_the_settings_have_none(migrate: bool) -> None:
    with pytest.raises(UsageFailed, match="unknown command `migrate`"):
        overrides(Options("dev", migrate=migrate), replace(SETTINGS, commands=(LOAD,)))
