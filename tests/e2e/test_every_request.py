"""Each request of an act refused once, or lost before or after it was done: one end for all."""

from __future__ import annotations

import pytest

from tests.e2e.scene import Scene
from tests.e2e.test_resume import shared, undisturbed

__all__ = ["shared"]

REQUESTS = {
    "maintenance on": ("PATCH /apps/*", 1),
    "push": ("push *", 1),
    "migrate's dyno": ("POST /apps/*/dynos*", 1),
    "collectstatic's dyno": ("POST /apps/*/dynos*", 2),
    "maintenance off": ("PATCH /apps/*", 2),
}


@pytest.mark.parametrize("action", ["fail", "drop-before", "drop-after"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_one_request_goes_wrong(shared: Scene, request_: str, action: str) -> None:
    """Either it is done all the same, or the message's own advice finishes it."""
    match, nth = REQUESTS[request_]
    shared.sandbox.fault(shared.app, match=match, nth=nth, action=action)
    result = shared.deploy("dev", "--yes")
    assert result.code in (0, 1, 4), result.text
    if result.code == 1:
        assert "nothing needs to be done" in result.err
        assert not shared.maintenance
        result = shared.deploy("dev", "--yes")
    elif result.code == 4:
        assert "deploy dev --resume" in result.err
        result = shared.deploy("dev", "--resume", "--yes")
    assert result.code == 0, result.text
    undisturbed(shared)
