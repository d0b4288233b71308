"""Environments from a pipeline, from git remotes; their labels and branches."""

from __future__ import annotations

import pytest

from heroku_tools.start.init.draft import Place, main_branch, with_branches
from heroku_tools.start.init.sources import from_pipeline, from_remotes


def told(places: tuple[Place, ...]) -> list[str]:
    return [
        f"{each.label} {each.app} {each.branch or each.promote_from}".strip() for each in places
    ]


@pytest.mark.parametrize(
    ("apps", "expected"),
    [
        (
            "shop-dev development, shop-uat staging, shop production, pr-1 review",
            ["live shop uat", "uat shop-uat", "dev shop-dev"],
        ),
        ("shop production", ["live shop"]),
        ("a production, b production, u staging", ["a a uat", "b b uat", "uat u"]),
        # Of two in staging nobody knows which is promoted.
        ("p production, s staging, t staging", ["live p", "s s", "t t"]),
        ("", []),
    ],
)
def test_a_pipeline(apps: str, expected: list[str]) -> None:
    listed = [each.split() for each in apps.split(", ") if each]
    raw = {"apps": [{"name": n, "pipelineCoupling": {"stage": s}} for n, s in listed]}
    assert told(from_pipeline(raw)) == expected


@pytest.mark.parametrize("raw", [{}, {"apps": [{"name": "a"}]}, [], {"apps": None}])
def test_an_odd_answer(raw: object) -> None:
    with pytest.raises((LookupError, TypeError)):
        from_pipeline(raw)


@pytest.mark.parametrize(
    ("remotes", "expected"),
    [
        ([("heroku", "https://git.heroku.com/shop.git")], ["live shop"]),
        (
            [
                ("origin", "git@github.com:team/shop.git"),
                ("live", "git@heroku.com:shop.git"),
                ("uat", "ssh://git@heroku.com/shop-uat.git"),
                ("again", "https://git.heroku.com/shop.git"),
            ],
            ["live shop", "uat shop-uat"],
        ),
        ([("heroku", "https://git.heroku.com/a.git"), ("live", "git@heroku.com:b.git")],
         ["a a", "b b"]),
        ([("evil", "https://git.heroku.com.example.com/a.git")], []),
        ([], []),
    ],
)  # fmt: skip
def test_remotes(remotes: list[tuple[str, str]], expected: list[str]) -> None:
    assert told(from_remotes(remotes)) == expected


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        (["dev", "main", "master"], ["live a main", "dev b dev", "up c live"]),
        (["develop", "master"], ["live a master", "dev b develop", "up c live"]),
        (["trunk"], ["live a trunk", "dev b trunk", "up c live"]),
        (["x"], ["live a x", "dev b x", "up c live"]),
        ([], ["live a main", "dev b main", "up c live"]),
    ],
)
def test_branches(branches: list[str], expected: list[str]) -> None:
    places = [Place("live", "a"), Place("dev", "b"), Place("up", "c", promote_from="live")]
    assert told(with_branches(places, branches)) == expected
    assert main_branch(branches) == expected[0].split()[2]
