"""By which road the wanted commit gets onto the app."""

from __future__ import annotations

from typing import Any

import pytest

from heroku_tools.deploy.road import Kind, Known, NoRoad, Road, find
from heroku_tools.tools.answers import Apart, Release
from tests.deploy.values import A, B, C, deployed, known, release

PUSH = Road(Kind.PUSH)
SAME, BEHIND = Apart(0, 0), Apart(0, 2)  # of a commit that Heroku names, against the wanted one
AHEAD, APART = Apart(3, 0), Apart(1, 2)
LIVE = deployed(3, A, current=True)
ROLLED_BACK = (
    release(5, "Rollback to v3", "slug-a", current=True),
    deployed(4, B),
    deployed(3, A),
)


def road(live: Known | None, head: Known | None, *releases: Release, **how: Any) -> Road | NoRoad:
    given: dict[str, Any] = {"label": "dev", "wanted": B, "force": False} | how
    return find(app="my-app", again="deploy dev", live=live, head=head, releases=releases, **given)


@pytest.mark.parametrize("force", [False, True], ids=["", "--force"])
@pytest.mark.parametrize(
    ("live", "head", "kind"),
    [
        pytest.param(known(B, SAME), known(B, SAME), Kind.UP_TO_DATE, id="up to date"),
        pytest.param(known(B, SAME), known(C, AHEAD), Kind.UP_TO_DATE, id="rolled back to it"),
        pytest.param(known(B, SAME), None, Kind.UP_TO_DATE, id="promoted"),
        pytest.param(None, None, Kind.PUSH, id="first push"),
        pytest.param(known(A, BEHIND), known(A, BEHIND), Kind.PUSH, id="fast-forward"),
        pytest.param(known(A, BEHIND), known(C, BEHIND), Kind.PUSH, id="after a rollback, merged"),
        pytest.param(known(A, BEHIND), None, Kind.PUSH, id="promoted, never pushed"),
        pytest.param(None, known(A, BEHIND), Kind.PUSH, id="live has no name, git is behind"),
    ],
)
def test_the_straight_roads(
    live: Known | None, head: Known | None, kind: Kind, force: bool
) -> None:
    assert road(live, head, LIVE, force=force) == Road(kind)


@pytest.mark.parametrize(
    ("live", "head"),
    [
        pytest.param(known(C, APART), known(C, APART), id="diverged"),
        pytest.param(known(A, BEHIND), known(C, AHEAD), id="git is ahead, live is behind"),
        pytest.param(known(A, BEHIND), known(C, APART), id="a new fix after a rollback"),
        pytest.param(known(None), known(C, APART), id="live is lost"),
    ],
)
def test_only_by_force(live: Known, head: Known) -> None:
    refused = road(live, head, LIVE)
    assert isinstance(refused, NoRoad)
    assert "Heroku's git is at cccccccc" in refused.message
    assert refused.hint == "Merge them, or, if they may go: deploy dev --force"
    forced = road(live, head, LIVE, force=True)
    assert isinstance(forced, Road)
    assert (forced.kind, forced.force) == (Kind.PUSH, True)
    # What runs and goes away is told, where it is known.
    assert bool(forced.notes) is bool(live.apart and live.apart.only_first)


def test_live_is_ahead_and_force_is_not_proposed() -> None:
    refused = road(known(C, AHEAD), known(C, AHEAD), LIVE)
    assert isinstance(refused, NoRoad)
    assert refused.message.startswith("dev runs cccccccc, which is 3 commits ahead")
    assert "force" not in refused.message + refused.hint
    assert "git pull" in refused.hint
    forced = road(known(C, AHEAD), known(C, AHEAD), LIVE, force=True)
    gone = "3 commits of what runs now are not in the wanted one, and will be gone"
    assert forced == Road(Kind.PUSH, force=True, notes=(gone,))


@pytest.mark.parametrize("force", [False, True])
def test_git_is_at_an_unknown_commit(force: bool) -> None:
    found = road(known(None), known(None), LIVE, force=force)
    assert isinstance(found, Road)
    assert (found.kind, found.force) == (Kind.PUSH, force)
    assert found.notes == (
        "Heroku's git is at ffffffff, which is nowhere to be found: it may refuse the push",
    )


@pytest.mark.parametrize("force", [False, True], ids=["", "--force"])
@pytest.mark.parametrize(
    ("releases", "kind", "version"),
    [
        pytest.param(ROLLED_BACK, Kind.ROLLBACK, 4, id="after a rollback, once more"),
        pytest.param(
            (deployed(4, B, status="failed"), LIVE), Kind.RETRY, 4, id="its release phase failed"
        ),
        pytest.param(
            (release(5, f"Retry of v4: Deploy {B[:8]}", "slug-b", status="failed"),
             deployed(4, B, status="failed"), LIVE),
            Kind.RETRY, 5, id="the retry failed too",
        ),
        pytest.param(
            (release(6, "Rollback to v3", "slug-a", current=True),
             release(5, "Set X config vars", "slug-b"), deployed(4, B), LIVE),
            Kind.ROLLBACK, 5, id="the newest that holds it",
        ),
        pytest.param(
            (release(6, "Rollback to v3", "slug-a", current=True),
             release(5, "Set X config vars", "slug-b", status="failed"), deployed(4, B), LIVE),
            Kind.ROLLBACK, 4, id="not one that failed",
        ),
        pytest.param(
            (release(6, "Rollback to v3", "slug-a", current=True),
             release(5, "Set X config vars", "slug-b", eligible=False), deployed(4, B), LIVE),
            Kind.ROLLBACK, 4, id="not one that is too old",
        ),
    ],
)  # fmt: skip
def test_what_heroku_has_is_released_again(
    releases: tuple[Release, ...], kind: Kind, version: int, force: bool
) -> None:
    found = road(known(A, BEHIND), known(B, SAME), *releases, force=force)
    assert isinstance(found, Road)
    assert (found.kind, found.version, found.force) == (kind, version, False)


@pytest.mark.parametrize(
    ("releases", "message"),
    [
        pytest.param(
            (deployed(4, B, status="pending"), LIVE), "v4 is being released right now", id="pending"
        ),
        pytest.param(
            (release(5, "Set X config vars", "slug-a", current=True),
             deployed(4, B, status="failed"), LIVE),
            "no release of it that could run again", id="failed, and not the newest",
        ),
        pytest.param(
            (release(5, "Rollback to v3", "slug-a", current=True),
             release(4, f"Deploy {B[:8]}", "slug-b", eligible=False), LIVE),
            "no release of it that could run again", id="expired from history",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_released_again(releases: tuple[Release, ...], message: str) -> None:
    refused = road(known(A, BEHIND), known(B, SAME), *releases)
    assert isinstance(refused, NoRoad)
    assert message in refused.message
    assert refused.hint


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        pytest.param((), (), id="none"),
        pytest.param(
            ("Set A config vars", "Attach DATABASE (x)", "Remove B config vars"),
            ("v4 brings its config vars back too; undone: v7 (Remove B config vars), "
             "v5 (Set A config vars)",),
            id="two of them",
        ),
        pytest.param(
            tuple(f"Set {name} config vars" for name in "ABCDE"),
            ("v4 brings its config vars back too; undone: v9 (Set E config vars), "
             "v8 (Set D config vars), v7 (Set C config vars) and 2 more",),
            id="many",
        ),
    ],
)  # fmt: skip
def test_a_rollback_tells_which_config_changes_it_undoes(
    changes: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    newer = [release(5 + n, description, "slug-a") for n, description in enumerate(changes)]
    found = road(known(A, BEHIND), known(B, SAME), *newer[::-1], deployed(4, B), deployed(3, A))
    assert isinstance(found, Road)
    assert found.notes == notes
