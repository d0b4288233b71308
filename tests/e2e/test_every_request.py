"""Each request of an act refused once, or lost before or after it was done: one end for all."""

from __future__ import annotations

import subprocess

import pytest

from tests.e2e.scene import Result, Scene
from tests.e2e.test_resume import events, shared, undisturbed

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
    finish(shared, shared.deploy("dev", "--yes"))


def finish(shared: Scene, result: Result) -> None:
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


@pytest.mark.parametrize("action", ["fail", "drop-before", "drop-after"])
@pytest.mark.parametrize("look", ["GET /account", "GET /apps/{app}"])
def test_a_look_before_the_dyno_goes_wrong(shared: Scene, look: str, action: str) -> None:
    """`heroku run` looks at the account and at the app first; who asks twice may find an answer."""
    shared.commit("tags", {"Procfile": "web: sleep 9\nrelease: true\n"})
    shared.git("push", "--quiet", "origin", "dev")
    shared.sandbox.fault(shared.app, on="release-phase", action="slow", seconds=2)
    whose = shared.app if "{app}" in look else "*"
    try:
        result = struck_before_migrate(shared, whose, look.format(app=shared.app), action)
        finish(shared, result)
    finally:
        shared.sandbox.clear_faults(whose)


def struck_before_migrate(shared: Scene, whose: str, match: str, action: str) -> Result:
    """Deploy, and arm the fault while nobody asks for anything but releases."""
    with subprocess.Popen(
        ["deploy", "dev", "--yes"],
        cwd=shared.folder,
        env=shared.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        waits = ("started", "await-release")
        assert shared.sandbox.wait_for(
            lambda: waits in [(each["event"], each.get("kind")) for each in events(shared)],
            seconds=60,
        )
        shared.sandbox.fault(whose, match=match, action=action)
        out, err = process.communicate(timeout=120)
    return Result(process.returncode, out, err)
