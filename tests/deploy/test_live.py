"""Which commit is live, and where Heroku's git is."""

from __future__ import annotations

import pytest

from heroku_tools.deploy.live import built_last, commit_of, git_head, running, settled
from heroku_tools.tools.answers import Build, Release
from tests.deploy.values import FRESH, A, B, C, deployed, release

CONFIG = "Set FOO config vars"
Releases = tuple[Release, ...]

# name: releases (newest first), live commit, nothing runs, head of Heroku's git
CASES: dict[str, tuple[Releases, str | None, bool, str | None]] = {
    "no releases at all": ((), None, True, None),
    "never deployed": (FRESH, None, True, None),
    "never deployed, config set": (
        (release(3, CONFIG, current=True), *FRESH[1:]), None, True, None,
    ),
    "deployed": ((deployed(3, A, current=True), *FRESH), A, False, A),
    "config since": (
        (release(4, CONFIG, "slug-a", current=True), deployed(3, A), *FRESH), A, False, A,
    ),
    "200 config releases since": (
        (release(204, CONFIG, "slug-a", current=True),
         *(release(version, CONFIG, "slug-a") for version in range(203, 3, -1)),
         deployed(3, A)),
        A, False, A,
    ),
    "after a rollback": (
        (release(5, "Rollback to v3", "slug-a", current=True), deployed(4, B), deployed(3, A)),
        A, False, B,
    ),
    "config after a rollback": (
        (release(6, CONFIG, "slug-a", current=True), release(5, "Rollback to v3", "slug-a"),
         deployed(4, B), deployed(3, A)),
        A, False, B,
    ),
    "deployed again after a rollback": (
        (deployed(6, C, current=True), release(5, "Rollback to v3", "slug-a"), deployed(4, B),
         deployed(3, A)),
        C, False, C,
    ),
    "newest failed": (
        (deployed(4, B, status="failed"), deployed(3, A, current=True)), A, False, B,
    ),
    "newest pending": (
        (deployed(4, B, status="pending"), deployed(3, A, current=True)), A, False, B,
    ),
    "newest expired": (
        (deployed(4, B, status="expired"), deployed(3, A, current=True)), A, False, B,
    ),
    "first deployment failed": ((deployed(3, A, status="failed"), *FRESH), None, True, A),
    "retried": (
        (release(5, f"Retry of v4: Deploy {B[:8]}", "slug-b", current=True),
         deployed(4, B, status="failed"), deployed(3, A)),
        B, False, B,
    ),
    "retried twice, the deployment out of sight": (
        (release(6, f"Retry of v5: Retry of v4: Deploy {B[:8]}", "slug-b", current=True),),
        B, False, None,
    ),
    "promoted": (
        (release(5, f"Promote my-uat v12 {C[:8]}", "slug-c", current=True), deployed(4, B)),
        C, False, B,
    ),
    "a longer sha": ((release(3, f"Deploy {A}", "s", current=True),), A, False, A),
    "container": (
        (release(4, "Deployed web (4c2d1f0a9b8e)", current=True), *FRESH), None, False, None,
    ),
    "config on a container": (
        (release(5, CONFIG, current=True), release(4, "Deployed web (4c2d1f0a9b8e)"), *FRESH),
        None, False, None,
    ),
    "heroku.yml: named, without a slug": (
        (release(4, f"Deploy {A[:8]}", current=True), *FRESH), A, False, A,
    ),
    "a container that failed first": (
        (release(4, "Deployed web (4c2d1f0a9b8e)", status="failed"), *FRESH), None, True, None,
    ),
    "Fir, described in another way": (
        (release(4, "Build 0f3", "oci-1", current=True), *FRESH), None, False, None,
    ),
    "Fir, described as ever": (
        (release(5, CONFIG, "oci-1", current=True), release(4, f"Deploy {A[:8]}", "oci-1")),
        A, False, A,
    ),
    "descriptions that only look like it": (
        (release(6, "Deploy by hand", "s", current=True), release(5, "Redeploy aaaaaaaa", "s"),
         release(4, "Deploy AAAAAAAA", "s"), release(3, "Deploy aaaaaaaa please", "s")),
        None, False, None,
    ),
    "none is current": ((release(1, "Initial release"),), None, True, None),
}  # fmt: skip


@pytest.mark.parametrize(("releases", "live", "nothing", "head"), CASES.values(), ids=CASES)
def test_what_runs(releases: Releases, live: str | None, nothing: bool, head: str | None) -> None:
    what = running(releases)
    assert what.nothing is nothing
    for found, sha in ((what.abbreviated, live), (git_head(releases), head)):
        assert (found or "none")[:8] == (sha or "none")[:8]


@pytest.mark.parametrize(
    ("this", "others", "commit"),
    [
        pytest.param(deployed(3, A), (), A, id="its own"),
        pytest.param(release(4, CONFIG, "slug-a"), (deployed(3, A),), A, id="slug shared"),
        pytest.param(release(4, CONFIG, "slug-b"), (deployed(3, A),), None, id="another slug"),
        pytest.param(release(4, CONFIG), (release(3, f"Deploy {A[:8]}"),), None, id="no slug"),
        pytest.param(
            release(2, CONFIG, "slug-a"), (deployed(3, A, status="failed"),), A, id="kin failed"
        ),
    ],
)
def test_commit_of(this: Release, others: Releases, commit: str | None) -> None:
    assert commit_of(this, (this, *others)) == (commit[:8] if commit else None)


HIDDEN = tuple(release(version, CONFIG, "slug-a") for version in range(250, 200, -1))
CURRENT = release(251, CONFIG, "slug-a", current=True)


@pytest.mark.parametrize(
    ("releases", "asked", "enough"),
    [
        pytest.param((CURRENT, *HIDDEN[:49]), 50, False, id="the deployment is hidden"),
        pytest.param((CURRENT, *HIDDEN[:48], deployed(3, A)), 50, True, id="just in sight"),
        pytest.param((CURRENT, *HIDDEN[:48]), 50, True, id="there are no more"),
        pytest.param(HIDDEN, 50, False, id="what is current is hidden"),
        pytest.param(
            tuple(release(v, CONFIG, current=v == 250) for v in range(250, 200, -1)), 50, False,
            id="no slug: perhaps a container",
        ),
        pytest.param((), 50, True, id="none"),
    ],
)  # fmt: skip
def test_settled(releases: Releases, asked: int, enough: bool) -> None:
    assert settled(releases, asked) is enough


@pytest.mark.parametrize(
    ("states", "commit"),
    [
        ([], None),
        ([("succeeded", A)], A),
        ([("succeeded", B), ("succeeded", A)], B),
        ([("pending", C), ("failed", B), ("succeeded", A)], A),
        ([("failed", B)], None),
        ([("succeeded", None), ("succeeded", A)], None),
    ],
)
def test_built_last(states: list[tuple[str, str | None]], commit: str | None) -> None:
    builds = [
        Build(f"b-{n}", status, sha, None, None, "") for n, (status, sha) in enumerate(states)
    ]
    assert built_last(builds) == commit
