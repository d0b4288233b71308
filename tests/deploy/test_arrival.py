"""Verdicts on pushes and releases, on the real wordings of git and Heroku."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from heroku_tools.deploy.arrival import Arrival, Push, Seen, judge_push, judge_release
from heroku_tools.tools.answers import PushAnswer, Release
from heroku_tools.tools.git import Git
from tests.deploy.values import A, B, deployed, release
from tests.support import Repository

URL = "https://git.heroku.com/my-app.git"
BUILD = "remote: -----> Building on the Heroku-24 stack\nremote: sh: 1: yarn: not found\n"
HUNG_UP = "fatal: the remote end hung up unexpectedly\n"
LOST = f"error: RPC failed; curl 56 Recv failure: Connection reset by peer\nsend-pack\n{HUNG_UP}"
NOBODY = "fatal: could not read Username for 'https://git.heroku.com': terminal prompts disabled\n"


@pytest.mark.parametrize(
    ("code", "flag", "summary", "errors", "verdict"),
    [
        (0, "*", "[new branch]", BUILD, Push.ACCEPTED),
        (0, " ", "1111111..2222222", BUILD, Push.ACCEPTED),
        (0, "+", "1111111...2222222 (forced update)", BUILD, Push.ACCEPTED),
        (0, "=", "[up to date]", "", Push.NOTHING_NEW),
        (1, "!", "[rejected] (non-fast-forward)", "", Push.REFUSED),
        (1, "!", "[rejected] (fetch first)", "", Push.REFUSED),
        (1, "!", "[remote rejected] (pre-receive hook declined)", BUILD, Push.REFUSED),
        (1, "!", "[remote failure] (remote failed to report status)", BUILD, Push.UNKNOWN),
        (128, "", "", f"fatal: repository '{URL}/' not found\n", Push.REFUSED),
        (128, "", "", f"fatal: unable to access '{URL}/': Could not resolve host: x", Push.REFUSED),
        (128, "", "", f"fatal: Authentication failed for '{URL}/'\n", Push.REFUSED),
        (128, "", "", NOBODY, Push.REFUSED),
        (1, "", "", LOST, Push.UNKNOWN),
        (1, "", "", BUILD + LOST, Push.UNKNOWN),
        (128, "", "", HUNG_UP, Push.UNKNOWN),
        (128, "", "", "fatal: protocol error: bad line length character", Push.UNKNOWN),
        (-9, "", "", "", Push.UNKNOWN),
        (-15, "", "", BUILD, Push.UNKNOWN),
        (-9, "", "", "remote: fatal: unable to access 'https://x/'\n", Push.UNKNOWN),
    ],
)
def test_push(code: int, flag: str, summary: str, errors: str, verdict: Push) -> None:
    assert judge_push(PushAnswer(code, flag, summary, errors)) is verdict


@pytest.fixture
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    """A platform that answers each request with the status that its path begins with."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path.split("/")[1]))
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def test_what_git_says_where_heroku_is_not_reached(
    tmp_path: Path, server: http.server.ThreadingHTTPServer
) -> None:
    repository = Repository.make(tmp_path, dict(os.environ), {"a": "1"})
    here = f"http://127.0.0.1:{server.server_port}"
    places = [f"{here}/{status}/" for status in (401, 403, 404, 500)]
    for place in (*places, "http://127.0.0.1:1/", "http://x.invalid/"):
        env = dict(os.environ) | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{place}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://git.heroku.com/",
        }
        git = Git.open(tmp_path, env)
        answer = git.push(
            "x", repository.head, "refs/heads/main", force=False, on_line=lambda _: None
        )
        assert judge_push(answer) is Push.REFUSED, (place, answer.errors)


LIVE = deployed(3, A, current=True)
OLD = deployed(3, A)
CONFIG = "Set X config vars"
SUCCEEDED, FAILED, PENDING = Arrival.SUCCEEDED, Arrival.FAILED, Arrival.PENDING


@pytest.mark.parametrize(
    ("releases", "after", "arrival", "version"),
    [
        pytest.param((LIVE,), 3, Arrival.AWAITED, None, id="not yet"),
        pytest.param((), 0, Arrival.AWAITED, None, id="no releases"),
        pytest.param((deployed(4, B, status="pending"), LIVE), 3, PENDING, 4, id="pending"),
        pytest.param((deployed(4, B, current=True), OLD), 3, SUCCEEDED, 4, id="succeeded"),
        pytest.param((deployed(4, B, status="failed"), LIVE), 3, FAILED, 4, id="failed"),
        pytest.param((deployed(4, B, status="expired"), LIVE), 3, FAILED, 4, id="expired"),
        pytest.param(
            (deployed(4, B, status="failed"), LIVE), 4, Arrival.AWAITED, None,
            id="the failed one that is retried",
        ),
        pytest.param(
            (release(5, f"Retry of v4: Deploy {B[:8]}", "slug-b", current=True),
             deployed(4, B, status="failed"), OLD), 4, SUCCEEDED, 5, id="retried",
        ),
        pytest.param(
            (release(6, "Rollback to v4", "slug-b", current=True), release(5, "Rollback to v3"),
             deployed(4, B)), 5, SUCCEEDED, 6, id="rolled back to it",
        ),
        pytest.param(
            (release(4, CONFIG, "slug-a", current=True), OLD), 3, Arrival.AWAITED, None,
            id="only a config change so far",
        ),
        pytest.param(
            (release(5, CONFIG, "slug-b", current=True), deployed(4, B), OLD), 3, SUCCEEDED, 5,
            id="and a config change since",
        ),
        pytest.param(
            (release(5, CONFIG, "slug-b", status="failed"), deployed(4, B, current=True), OLD),
            3, SUCCEEDED, 4, id="and a config change since that failed",
        ),
        pytest.param(
            (release(5, CONFIG, "slug-b", status="pending"), deployed(4, B, current=True), OLD),
            3, SUCCEEDED, 4, id="and one that is pending",
        ),
        pytest.param(
            (release(5, CONFIG, "slug-a", current=True), deployed(4, B, status="failed"), OLD),
            3, FAILED, 4, id="failed, and a config change since",
        ),
        pytest.param(
            (deployed(5, "c" * 40, current=True), deployed(4, B), OLD), 3, Arrival.REPLACED, 4,
            id="replaced",
        ),
        pytest.param(
            (release(5, "Rollback to v3", "slug-a", current=True), deployed(4, B), OLD),
            3, Arrival.REPLACED, 4, id="rolled back since",
        ),
        pytest.param((deployed(4, B), LIVE), 3, SUCCEEDED, 4, id="current lags behind"),
        pytest.param(
            (release(4, f"Deploy {B[:8]}", current=True), release(3, f"Deploy {A[:8]}")),
            3, SUCCEEDED, 4, id="no slugs",
        ),
    ],
)  # fmt: skip
def test_release(
    releases: tuple[Release, ...], after: int, arrival: Arrival, version: int | None
) -> None:
    seen = judge_release(releases, B, after)
    assert seen.arrival is arrival
    assert (seen.release.version if seen.release else None) == version


def test_a_known_slug_tells_where_no_release_names_the_commit() -> None:
    """Two hundred config releases ago somebody deployed it; none of these says so."""
    again = release(260, "Rollback to v9", "slug-b", current=True)
    seen_from_here = (again, release(259, "Set FOO config vars", "slug-a"))
    assert judge_release(seen_from_here, B, 259).arrival is Arrival.AWAITED
    assert judge_release(seen_from_here, B, 259, "slug-b") == Seen(Arrival.SUCCEEDED, again)
    assert judge_release(seen_from_here, B, 259, "slug-c").arrival is Arrival.AWAITED
