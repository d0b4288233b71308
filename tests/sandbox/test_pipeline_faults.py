"""Promotions that lose an answer, a connection or their client, as the real CLI meets it."""

import subprocess

import pytest

from tests.sandbox.helpers import RELEASED, WEB, ask, asked, current, releases
from tests.sandbox.line import Line

# What the CLI asks, in order; the patterns leave the ids out.
ASKED = (
    "GET /apps/*/pipeline-couplings",
    "GET /pipelines/*/pipeline-couplings",
    "POST /filters/apps",
    "POST /pipeline-promotions",
    "GET /pipeline-promotions/*/promotion-targets",
)
PROMOTE = ASKED.index("POST /pipeline-promotions")


def promotions(line: Line) -> int:
    """How many releases of the target are promotions."""
    line.sandbox.wait_for(lambda: releases(line.sandbox, line.down)[-1][2] != "pending")
    found = [words for _, words, _ in releases(line.sandbox, line.down) if "Promote" in words]
    return len(found)


@pytest.mark.parametrize("request_line", ASKED)
def test_any_request_can_fail_by_a_fault_of_an_app_that_it_concerns(
    line: Line, request_line: str
) -> None:
    line.push(WEB)
    app = line.up if request_line == ASKED[0] else line.down
    line.sandbox.fault(app, request_line, action="fail")
    assert line.promote(line.down).returncode == 2
    assert 503 in [entry.status for entry in line.sandbox.journal(app)]
    assert promotions(line) == (1 if ASKED.index(request_line) > PROMOTE else 0)


@pytest.mark.parametrize("nth", range(1, len(ASKED) + 1))
@pytest.mark.parametrize("action", ["drop-before", "drop-after"])
def test_the_nth_request_loses_its_connection_and_is_asked_again(
    line: Line, action: str, nth: int
) -> None:
    line.push(WEB)
    line.sandbox.fault("*", action=action, nth=nth)
    assert line.promote(line.down).returncode == 0
    lost = [entry.status for entry in line.sandbox.journal(line.up) if entry.kind == "api"]
    assert lost.index(None) == nth - 1
    twice = action == "drop-after" and nth - 1 == PROMOTE  # done, and done again
    assert promotions(line) == (2 if twice else 1)


def test_a_promotion_that_was_done_though_the_cli_says_it_failed(line: Line) -> None:
    line.push(WEB)
    line.sandbox.fault(line.down, "POST /pipeline-promotions", action="fail-after")
    assert line.promote(line.down).returncode == 2
    assert promotions(line) == 1


def test_a_promotion_goes_on_when_its_client_is_killed(line: Line) -> None:
    line.push(RELEASED)
    line.sandbox.fault(line.down, "POST /pipeline-promotions", action="hang-after")
    argv = ("heroku", "pipelines:promote", f"--app={line.up}", f"--to={line.down}")
    client = subprocess.Popen(argv, env=line.sandbox.env(), stdout=subprocess.DEVNULL)
    assert line.sandbox.wait_for(lambda: asked(line.sandbox, line.down, "release-phase"))
    client.kill()
    client.wait()
    assert line.sandbox.wait_for(lambda: current(line.sandbox, line.down) == 3)
    assert promotions(line) == 1


def test_the_stream_of_a_release_phase_can_fail_too(line: Line) -> None:
    line.push(RELEASED)
    line.sandbox.fault(line.down, on="release-phase", action="slow", seconds=1)
    line.sandbox.fault(line.down, "GET /streams/*", action="fail")
    promoted = line.promote(line.down)
    assert promoted.returncode == 0
    assert promoted.stdout.count("migrating as release.") == 1  # the CLI asks again


def test_what_concerns_no_app_has_faults_too(line: Line) -> None:
    line.sandbox.fault("*", "GET /account", action="fail", status=429)
    status, _, headers = ask(line.sandbox, "GET", "/account")
    assert (status, headers["Retry-After"]) == (429, "1")
    assert ask(line.sandbox, "GET", "/account")[0] == 200
