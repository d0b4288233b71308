"""What a person should know before they agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.warn import warnings
from heroku_tools.tools.answers import Apart, Uncommitted
from tests.deploy.values import DEV, FRESH, A, B, deployed, looked, release

LIVE = deployed(3, A, current=True)
SEEN = looked()
WANTED = SEEN.wanted
FAILED = (deployed(4, B, status="failed"), LIVE)
PENDING = (deployed(4, B, status="pending"), LIVE)
CONTAINER = (release(4, "Deployed web (4c2d)", current=True),)


def beside(ahead: int, behind: int) -> Looked:
    return replace(SEEN, wanted=replace(WANTED, origin=Apart(ahead, behind)))


def dirty(changed: int, untracked: int) -> Looked:
    return replace(SEEN, uncommitted=Uncommitted(changed, untracked))


UNKNOWN = "the live commit is unknown: every command that might be needed will run"


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        pytest.param(SEEN, [], id="all is well"),
        pytest.param(looked(FRESH), [], id="first deployment"),
        pytest.param(looked(live_found=False), [UNKNOWN], id="live is not in the clone"),
        pytest.param(looked(CONTAINER), [UNKNOWN], id="live has no name"),
        pytest.param(
            looked(FAILED), ["the newest release, v4 (Deploy bbbbbbbb), has failed"], id="failed"
        ),
        pytest.param(
            looked((deployed(4, B, status="expired"), LIVE)),
            ["the newest release, v4 (Deploy bbbbbbbb), has expired"], id="expired",
        ),
        pytest.param(
            looked(PENDING), ["v4 (Deploy bbbbbbbb) is being released right now"], id="pending"
        ),
        pytest.param(
            replace(SEEN, app=replace(SEEN.app, maintenance=True)),
            ["my-app is in maintenance already"], id="maintenance",
        ),
        pytest.param(
            replace(SEEN, wanted=replace(WANTED, name="feature/x", ad_hoc=True)),
            ["dev gets `feature/x` instead of `main`"], id="--branch",
        ),
        pytest.param(beside(1, 0), ["`main` is 1 commit ahead of origin/main"], id="ahead"),
        pytest.param(beside(0, 2), ["`main` is 2 commits behind origin/main"], id="behind"),
        pytest.param(
            beside(1, 2), ["`main` is 1 commit ahead of and 2 commits behind origin/main"],
            id="diverged",
        ),
        pytest.param(
            dirty(1, 0), ["not committed, so not deployed: 1 changed file"], id="changed"
        ),
        pytest.param(
            dirty(2, 1), ["not committed, so not deployed: 2 changed files and 1 untracked file"],
            id="both",
        ),
    ],
)  # fmt: skip
def test_warnings(seen: Looked, said: list[str]) -> None:
    assert list(warnings(seen, DEV)) == said
