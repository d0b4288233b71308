"""Promotion: the very slug that runs upstream, its changes, its commands on the app it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.e2e.scene import MIGRATE, Scene
from tests.e2e.test_resume import kill_when, locks
from tests.e2e.test_terminal import Terminal

MAP = """\
environments:
    - label: uat
      app_name: {upstream}
      branch: dev
    - label: live
      app_name: {app}
      promote_from: uat
      protected: false
commands:
    migrate: sh manage.sh migrate
deploy: {{lock: none}}
"""
TAGS = {"blog/migrations/0002_tags.py": "x"}


@pytest.fixture
def pipeline(scene: Scene) -> Iterator[Scene]:
    """The scene's app downstream of another one, both running the first commit."""
    upstream = f"up-{uuid4().hex[:8]}"
    scene.sandbox.create_app(upstream)
    stages = {upstream: "staging", scene.app: "production"}
    scene.sandbox.create_pipeline(f"pipe-{scene.app}", stages)
    text = MAP.format(app=scene.app, upstream=upstream)
    scene.commit("pipeline", {"app.conf.yaml": text})
    scene.push()
    up = Scene(scene.sandbox, upstream, scene.folder, names=scene.names)
    up.push()
    scene.extra["UPSTREAM"] = upstream
    yield scene
    scene.sandbox.delete_app(upstream)


def upstream_of(scene: Scene) -> Scene:
    return Scene(scene.sandbox, scene.extra["UPSTREAM"], scene.folder, names=scene.names)


def test_a_promotion_with_a_migration(pipeline: Scene) -> None:
    pipeline.commit("tags", TAGS)
    upstream_of(pipeline).push()
    dry = pipeline.deploy("live", "--dry-run", "--json")
    result = pipeline.deploy("live", "--yes", "--json")
    assert result.code == 0, result.text
    assert result.json["plan"] == dry.json["plan"]
    assert result.steps == ["maintenance-on", "promote", "await-release", "run", "maintenance-off"]
    assert f"run {MIGRATE}" in result.asked
    assert not any(line.startswith("push") for line in result.asked)
    assert pipeline.current.startswith(f"Promote {pipeline.extra['UPSTREAM']} v4 ")
    assert not pipeline.maintenance
    assert "up to date" in pipeline.deploy("live").out


def test_a_target_that_fails(pipeline: Scene) -> None:
    procfile = 'web: sleep 9\nrelease: test -n "$READY"\n'
    pipeline.commit("tags", TAGS | {"Procfile": procfile})
    upstream = upstream_of(pipeline)
    upstream.heroku("config:set", "READY=yes")
    upstream.push()
    result = pipeline.deploy("live", "--yes")
    assert result.code == 4, result.text
    assert "the release phase of v5 failed" in result.err
    assert "deploy live --resume" in result.err
    assert pipeline.maintenance


def test_a_promotion_that_is_refused_changes_nothing(pipeline: Scene) -> None:
    pipeline.commit("tags", TAGS)
    upstream_of(pipeline).push()
    pipeline.sandbox.fault(pipeline.app, on="promotion", action="fail")
    result = pipeline.deploy("live", "--yes")
    assert result.code == 1, result.text
    assert "nothing needs to be done" in result.err
    assert not pipeline.maintenance


def test_upstream_is_deployed_between_show_and_act(pipeline: Scene) -> None:
    pipeline.commit("tags", TAGS)
    upstream = upstream_of(pipeline)
    upstream.push()
    terminal = Terminal(pipeline, "live")
    terminal.read_until(r"\[y/N\]")
    pipeline.commit("more")
    upstream.push()
    terminal.type("y")
    code, said = terminal.end()
    assert code == 3, said
    assert "has changed since the plan was made; nothing was touched" in said
    assert pipeline.asked() == ("look",)


@pytest.mark.parametrize("option", [("--branch", "dev"), ("--force",)])
def test_what_does_not_go_with_a_promotion(pipeline: Scene, option: tuple[str, ...]) -> None:
    result = pipeline.deploy("live", "--yes", *option)
    assert (result.code, result.asked) == (2, ())
    assert "promoted from uat" in result.err


def test_killed_during_the_promotion_and_resumed(pipeline: Scene) -> None:
    """Both environments are locked meanwhile, and neither is afterwards."""
    text = (pipeline.folder / "app.conf.yaml").read_text().replace("deploy: {lock: none}\n", "")
    pipeline.commit("tags", TAGS | {"app.conf.yaml": text})
    origin = pipeline.folder.parent / "origin.git"
    pipeline.git("init", "--quiet", "--bare", str(origin))
    pipeline.git("remote", "add", "origin", str(origin))
    pipeline.git("push", "--quiet", "origin", "dev")
    upstream_of(pipeline).push()
    pipeline.sandbox.fault(pipeline.app, on="promotion", action="slow", seconds=3)

    def promoting() -> bool:
        return any("promot" in line for line in pipeline.asked())

    kill_when(pipeline, promoting, label="live")
    assert {line.rsplit("/", 1)[1] for line in locks(pipeline).splitlines()} == {"uat", "live"}
    refused = pipeline.deploy("uat", "--yes")
    assert (refused.code, "deploy live --resume" in refused.err) == (3, True)
    resumed = pipeline.deploy("live", "--resume", "--yes")
    assert resumed.code == 0, resumed.text
    assert locks(pipeline) == ""
    promoted = [each["description"][:7] for each in pipeline.state()["releases"]].count("Promote")
    assert (promoted, pipeline.maintenance) == (1, False)
