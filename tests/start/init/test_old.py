"""The files of heroku-tools 0.3."""

from __future__ import annotations

import pytest

from heroku_tools.settings.nodes import read_nodes
from heroku_tools.settings.problems import Problems
from heroku_tools.start.init.old import Old, convert, together

LIVE = """\
application:
    name: shop
    branch: master
    pipeline: True
    upstream: shop-uat
    add_tag: True
    maintenance_page: x
    post_deploy: ./bin/warm-up --all
settings:
    SECRET_KEY: s3cret
    DJANGO_DEBUG: yes
    HEROKU_SLUG: x
    HOSTS: [a, b]
    EMPTY: ""
    NOTHING:
other: x
"""


def old(text: str, label: str = "live") -> Old:
    return convert(label, read_nodes(text, Problems("f")))


def test_everything() -> None:
    found = old(LIVE)
    place = found.place
    assert (place.label, place.app, place.branch, place.tag) == (
        "live", "shop", "master", "{environment}/{version}",
    )  # fmt: skip
    assert place.after == ("./bin/warm-up", "--all")
    assert place.vars == {"SECRET_KEY": "s3cret", "DJANGO_DEBUG": "yes", "EMPTY": ""}
    assert found.upstream == "shop-uat"
    assert [each.removeprefix("live: ") for each in found.lost] == [
        "`other:` is not known",
        "`application: maintenance_page` has no successor",
        "`post_deploy` runs as `hooks: after`, on your machine and without arguments",
        "the setting `DJANGO_DEBUG` is taken as typed; 0.3 made True or False of it",
        "the setting `HEROKU_SLUG` begins with `HEROKU_`, which Heroku keeps for itself",
        "the setting `HOSTS` is no text",
        "the setting `NOTHING` is no text",
    ]
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("after", "argv"),
    [
        ("echo done", ("echo", "done")),
        ("[echo a, echo b]", ("sh", "-c", "echo a && echo b")),
        ("echo a | tee b", ("sh", "-c", "echo a | tee b")),
        ('"echo \'open"', ("sh", "-c", "echo 'open")),
        ("[]", ()),
        ("", ()),
    ],
)
def test_after_a_deployment(after: str, argv: tuple[str, ...]) -> None:
    assert old(f"application: {{name: a, post_deploy: {after}}}").place.after == argv


@pytest.mark.parametrize("text", ["", "a", "application: x", "settings: [a]", "[a]"])
def test_something_else(text: str) -> None:
    assert old(text).place.app == ""


def test_together() -> None:
    uat = old("application: {name: shop-uat, branch: dev}", "uat")
    places, lost = together([old(LIVE), uat])
    assert [(each.label, each.promote_from) for each in places] == [("live", "uat"), ("uat", "")]
    assert len(lost) == 7
    places, lost = together([old(LIVE)])
    assert (places[0].promote_from, places[0].branch) == ("", "master")
    assert "`upstream: shop-uat` is none of these files" in lost[-1]


def test_no_pipeline_no_promotion() -> None:
    alone = old("application: {name: a, pipeline: no, upstream: b}")
    assert (alone.upstream, alone.place.tag) == ("", "")
