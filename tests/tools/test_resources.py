"""What the JSON of the Platform API is taken for."""

from __future__ import annotations

from typing import Any

import pytest

from heroku_tools.tools import resources
from heroku_tools.tools.answers import (
    App,
    Attachment,
    Build,
    ConfigVars,
    Dyno,
    ProcessType,
    Release,
)

SHA = "75c70c5f" * 5
AT = "2026-11-13T16:05:00Z"
RELEASE = {
    "version": 7,
    "status": "succeeded",
    "current": True,
    "description": "Deploy 75c70c5f",
    "slug": {"id": "s-1"},
    "user": {"email": "a@b.c"},
    "created_at": AT,
    "eligible_for_rollback": True,
}
BUILD = {
    "id": "b-1",
    "status": "succeeded",
    "source_blob": {"version": SHA},
    "slug": {"id": "s-1"},
    "release": {"id": "r-1"},
    "created_at": AT,
}
DYNO = {
    "name": "run.1234",
    "type": "run",
    "state": "up",
    "command": "sh -c x",
    "release": {"version": 7},
    "created_at": AT,
}
ATTACHMENT = {
    "name": "DATABASE",
    "addon": {"name": "postgresql-round-1", "app": {"name": "other"}},
    "app": {"name": "a"},
}


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "slug", "s-1"),
        ({"slug": None}, "slug", None),
        ({"slug": None, "oci_image": {"id": "o-1"}}, "slug", "o-1"),
        ({"current": None}, "current", False),
        ({"description": None}, "description", ""),
        ({"user": None}, "by", ""),
        ({"eligible_for_rollback": False}, "eligible_for_rollback", False),
    ],
)
def test_release(changes: dict[str, Any], field: str, value: object) -> None:
    (release,) = resources.releases([RELEASE | changes])
    assert getattr(release, field) == value


def test_releases_keep_their_order() -> None:
    seven = Release(7, "succeeded", True, "Deploy 75c70c5f", "s-1", "a@b.c", AT)
    six = Release(6, *list(vars(seven).values())[1:])
    assert resources.releases([RELEASE, RELEASE | {"version": 6}]) == (seven, six)
    assert resources.releases([]) == ()


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ({"name": "a", "maintenance": True, "web_url": "https://x/"}, App("a", True, "https://x/")),
        ({"name": "a", "maintenance": False, "web_url": None}, App("a", False, "")),
    ],
    ids=["all", "no address"],
)
def test_app(raw: dict[str, Any], read: App) -> None:
    assert resources.app(raw) == read
    assert resources.app_info({"app": raw, "dynos": []}) == read


@pytest.mark.parametrize(
    ("commit", "read"),
    [(SHA, SHA), (None, None), ("", None), ("v1.2", None), (SHA[:8], None), (SHA.upper(), None)],
)
def test_a_commit_is_a_full_sha_or_unknown(commit: str | None, read: str | None) -> None:
    assert resources.slug_commit({"commit": commit}) == read
    (build,) = resources.builds([BUILD | {"source_blob": {"version": commit}}])
    assert build.commit == read


def test_builds_newest_first() -> None:
    pending = {"status": "pending", "slug": None, "release": None}
    later = BUILD | pending | {"id": "b-2", "created_at": "2026-11-13T16:06:00Z"}
    assert resources.builds([BUILD, later]) == (
        Build("b-2", "pending", SHA, None, None, "2026-11-13T16:06:00Z"),
        Build("b-1", "succeeded", SHA, "s-1", "r-1", AT),
    )


def test_dynos_by_name() -> None:
    web = DYNO | {"name": "web.1", "type": "web"}
    read = resources.dynos([web, DYNO])
    assert [dyno.name for dyno in read] == ["run.1234", "web.1"]
    assert read[0] == Dyno("run.1234", "run", "up", "sh -c x", 7, AT)


def test_attachments_of_this_app_through_either_door() -> None:
    config_vars = ("DATABASE_URL",)
    read = (Attachment("DATABASE", "postgresql-round-1", "other", config_vars=config_vars),)
    assert resources.attachments([ATTACHMENT]) == read
    assert resources.attachments([ATTACHMENT | {"config_vars": ["OF_IT"]}]) == (
        Attachment("DATABASE", "postgresql-round-1", "other", config_vars=("OF_IT",)),
    )
    elsewhere = ATTACHMENT | {"name": "MAIN", "app": {"name": "other"}}
    addons = [{"attachments": [elsewhere, ATTACHMENT]}, {"attachments": []}]
    assert resources.attachments_of_addons(addons, "a") == read


def test_addon_vars_are_those_of_this_app_only() -> None:
    owned = {"name": "papertrail-flat-1", "app": {"name": "a"}, "config_vars": ["PAPERTRAIL"]}
    others = {"name": "postgresql-round-1", "app": {"name": "other"}, "config_vars": ["MAIN_URL"]}
    attached = resources.attachments([ATTACHMENT])
    assert resources.addon_vars([owned, others], attached, "a") == {
        "PAPERTRAIL": "papertrail-flat-1",
        "DATABASE_URL": "postgresql-round-1",
    }


def test_the_formation() -> None:
    raw = [{"type": "web", "quantity": 1, "size": "Basic"}]
    raw = [{"type": "worker", "quantity": 0, "dyno_size": {"name": "Eco"}}, *raw]
    read = (ProcessType("web", 1, "Basic"), ProcessType("worker", 0, "Eco"))
    assert resources.formation(raw) == read
    assert resources.formation_line("worker=0:Eco web=1:Basic\n") == read
    assert resources.formation_line("web=2") == (ProcessType("web", 2, ""),)


def test_config_vars_are_not_shown() -> None:
    read = resources.config_vars({"B": "secret-1", "A": "secret-2"})
    assert (read["A"], dict(read)) == ("secret-2", {"B": "secret-1", "A": "secret-2"})
    assert read == ConfigVars({"A": "secret-2", "B": "secret-1"})
    for shown in (repr(read), str(read), f"{read}", repr([read])):
        assert "secret" not in shown
    assert repr(read) == "ConfigVars(A, B)"


ODD = {
    resources.app: [{}, [], None, {"name": 1, "maintenance": False}],
    resources.app_info: [{"app": None}, {"app": []}, []],
    resources.releases: [{}, None, [1], [{}], "x", [RELEASE | {"version": "7"}]],
    resources.slug_commit: [{}, [], None, {"commit": 1}],
    resources.builds: [{}, None, [BUILD | {"id": None}]],
    resources.dynos: [{}, [DYNO | {"release": None}]],
    resources.config_vars: [[], None, {"A": 1}],
    resources.attachments: [{}, [ATTACHMENT | {"addon": None}]],
    resources.formation: [{}, None, [{"type": "web"}], [{"type": "web", "quantity": "1"}]],
    resources.formation_line: ["", "Scaling dynos", "web=x:Basic"],
}


@pytest.mark.parametrize(
    ("read", "raw"),
    [pytest.param(read, raw, id=f"{read.__name__} {raw}") for read in ODD for raw in ODD[read]],  # type: ignore[attr-defined]
)
def test_an_odd_answer_is_one_of_few_errors(read: Any, raw: Any) -> None:
    with pytest.raises(resources.ODD):
        read(raw)
