"""The one direction of data, in tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heroku_tools.data.flow import flow_of
from heroku_tools.errors import Exit, HerokuToolsError
from heroku_tools.settings import Environment, Settings
from heroku_tools.settings.masking import DataFrom, DataPolicy
from tests.data.worlds import LIVE, POLICY, UAT, environment

DEV = environment("dev", data_from=DataFrom("uat", "f:8", masked=True))


def settings(policy: DataPolicy | None = POLICY, *more: Environment) -> Settings:
    return Settings(Path("app.conf.yaml"), (LIVE, UAT, DEV, *more), (), data=policy)


def test_it_flows() -> None:
    flow = flow_of(settings(), UAT)
    assert (flow.source, flow.target, flow.masked_already) == (LIVE, UAT, False)
    assert not flow.unmasked
    assert flow_of(settings(), DEV).unmasked


@pytest.mark.parametrize(
    ("target", "policy", "code", "words"),
    [
        (LIVE, POLICY, Exit.REFUSED, "live is protected"),
        (replace(UAT, protected=True), POLICY, Exit.REFUSED, "uat is protected"),
        (replace(UAT, data_from=None), POLICY, Exit.REFUSED, "uat has no data_from"),
        (UAT, None, Exit.USAGE, "no `data:`"),
        (UAT, replace(POLICY, unmasked=True), Exit.REFUSED, "`mask: none` is not for data of live"),
    ],
)
def test_refusals(target: Environment, policy: DataPolicy | None, code: Exit, words: str) -> None:
    with pytest.raises(HerokuToolsError, match=words) as refused:
        flow_of(settings(policy), target)
    assert refused.value.exit_code is code
    assert refused.value.hint


def test_unmasked_from_where_nothing_is_protected() -> None:
    target = environment("test", data_from=DataFrom("uat", "f:9"))
    assert flow_of(settings(replace(POLICY, unmasked=True)), target).unmasked
