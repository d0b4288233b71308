"""Which releases can be gone back to, which one it is by itself, and what is said of the others."""

from __future__ import annotations

import pytest

from heroku_tools.deploy.undo import choices, eligible, named, ran_before, undone_by, version_of
from heroku_tools.errors import UsageFailed
from heroku_tools.tools.answers import Release
from tests.deploy.values import FRESH, A, B, C, deployed, release

LONE = (deployed(3, A, current=True), release(2, "Enable Logplex"), release(1, "Initial release"))
TWO = (deployed(4, B, current=True), deployed(3, A), *FRESH)
CONFIGURED = (
    release(6, "Set FOO config vars", "slug-b", current=True),
    release(5, "Set FOO config vars", "slug-b"),
    *(deployed(4, B), deployed(3, A), release(2, "Enable Logplex")),
)
FAILED = (deployed(5, C, status="failed"), *TWO)
BACK = (release(5, "Rollback to v3", "slug-a", current=True), deployed(4, B), deployed(3, A))
REBUILT = (deployed(5, B, current=True), release(4, f"Deploy {B[:8]}", "slug-x"), deployed(3, A))
TWICE = (
    release(6, "Set FOO config vars", "slug-b", current=True),
    *(deployed(5, B, status="failed"), release(4, "Set X config vars", "slug-a"), deployed(3, A)),
)
OLD = (
    deployed(9, C, current=True),
    release(8, f"Deploy {B[:8]}", "slug-b", eligible=False),
    release(7, f"Deploy {B[:8]}", "slug-b", status="expired"),
    deployed(6, A),
)


@pytest.mark.parametrize(
    ("releases", "versions", "default"),
    [
        pytest.param((), [], None, id="no release"),
        pytest.param(FRESH, [], None, id="nothing was deployed"),
        pytest.param(LONE, [], None, id="one deployment"),
        pytest.param(TWO, [3], 3, id="two"),
        pytest.param(CONFIGURED, [5, 4, 3], 3, id="config releases hold the same code"),
        pytest.param(FAILED, [3], 3, id="the newest has failed"),
        pytest.param(BACK, [4, 3], 4, id="after a rollback: what ran before it"),
        pytest.param(REBUILT, [4, 3], 3, id="the same commit built twice is the same code"),
        pytest.param(TWICE, [4, 3], 4, id="one that failed never ran"),
        pytest.param(OLD, [6], 6, id="expired ones are gone"),
        pytest.param(CONFIGURED[:3], [5, 4], None, id="only the same code"),
    ],
)
def test_eligible_and_default(
    releases: tuple[Release, ...], versions: list[int], default: int | None
) -> None:
    assert [each.version for each in eligible(releases)] == versions
    found = ran_before(releases)
    assert (found.version if found else None) == default


@pytest.mark.parametrize(("typed", "version"), [("v12", 12), ("12", 12), ("V3", 3), (" v0 ", 0)])
def test_version(typed: str, version: int) -> None:
    assert version_of(typed) == version


@pytest.mark.parametrize("typed", ["", "v", "12a", "-1", "v1.2", "latest", "١٢", "9" * 20])
def test_no_version(typed: str) -> None:
    with pytest.raises(UsageFailed, match="is no release; one is called v12"):
        version_of(typed)


@pytest.mark.parametrize(
    ("releases", "version", "why"),
    [
        (TWO, 99, "there is no release v99"),
        (TWO, 0, "there is no release v0"),
        (TWO, 4, "is what runs now"),
        (TWO, 1, "holds no slug"),
        (FAILED, 5, "has failed: it never ran"),
        (OLD, 7, "has expired"),
        (OLD, 8, "is not eligible"),
        ((deployed(5, C, status="pending"), *TWO), 5, "is being released right now"),
    ],
)
def test_not_to_be_gone_back_to(releases: tuple[Release, ...], version: int, why: str) -> None:
    with pytest.raises(UsageFailed, match=why) as caught:
        named(releases, version)
    assert caught.value.hint == choices(releases)
    assert "nothing was touched" in caught.value.message


def test_a_named_one() -> None:
    assert named(TWO, 3) is TWO[1]


def test_choices() -> None:
    many = (deployed(20, B, current=True), *(deployed(n, A) for n in range(19, 3, -1)))
    assert choices(LONE) == "There is none to go back to."
    assert choices(BACK) == "These can be gone back to: v4, v3"
    assert choices(many).endswith("v13, v12 and 8 more")


@pytest.mark.parametrize(("at", "version"), [(BACK[0], 3), (TWO[0], None)])
def test_undone_by(at: Release, version: int | None) -> None:
    assert undone_by(at) == version
