"""Pipelines: what the real CLI shows of them, and what a promotion makes of each target."""

import json
from pathlib import Path

import pytest

from sandbox.client import SandboxError
from tests.sandbox.helpers import RELEASED, WEB, ask, asked, current, releases
from tests.sandbox.line import Line
from tests.support import heroku


def test_a_pipeline_as_the_cli_shows_it(line: Line) -> None:
    env = line.sandbox.env()
    shown = json.loads(heroku(env, "pipelines:info", line.name, "--json").stdout)
    assert shown["pipeline"]["name"] == line.name
    stages = {one["name"]: one["pipelineCoupling"]["stage"] for one in shown["apps"]}
    assert stages == {line.up: "staging", line.down: "production", line.other: "production"}
    info = json.loads(heroku(env, "apps:info", "--json", f"--app={line.up}").stdout)
    coupling = info["pipeline_coupling"]
    assert (coupling["pipeline"]["name"], coupling["stage"]) == (line.name, "staging")
    assert "Pipeline not found" in heroku(env, "pipelines:info", "another", "--json").stderr


def test_an_app_is_in_one_pipeline_and_leaves_it_with_its_end(line: Line) -> None:
    line.sandbox.create_pipeline(f"{line.name}-2", {line.up: "development"})
    _, coupling, _ = ask(line.sandbox, "GET", f"/apps/{line.up}/pipeline-couplings")
    assert coupling["stage"] == "development"
    line.sandbox.delete_app(line.down)
    _, left, _ = ask(line.sandbox, "GET", f"/pipelines/{line.name}/pipeline-couplings")
    assert len(left) == 1
    with pytest.raises(SandboxError, match="is no app at a stage"):
        line.sandbox.create_pipeline(line.name, {line.up: "heaven"})


def test_a_promotion_is_the_upstreams_slug_without_a_build(line: Line) -> None:
    commit = line.push(WEB)
    line.sandbox.set_config(line.down, {"FOO": "of the target"})
    promoted = line.promote(line.down)
    assert (promoted.returncode, "Promotion successful" in promoted.stdout) == (0, True)
    latest = line.latest(line.down)
    assert latest["description"] == f"Promote {line.up} v3 {commit[:8]}"
    assert latest["slug"] == line.latest(line.up)["slug"]
    assert line.sandbox.app(line.down)["config_vars"] == {"FOO": "of the target"}
    assert current(line.sandbox, line.other) == 2
    acts = [entry.what for entry in line.sandbox.journal(line.down) if entry.acts]
    assert acts[0].startswith("POST /pipeline-promotions {")
    assert acts[1:] == [f"promote {line.up} v3 {line.down}"]
    assert asked(line.sandbox, line.other, "promotion", "build", "git") == []


def test_without_to_all_apps_of_the_next_stage_are_targets(line: Line) -> None:
    line.push(RELEASED)
    promoted = line.promote()
    assert promoted.returncode == 0, promoted.stderr
    assert {current(line.sandbox, app) for app in line.apps} == {3}
    assert len(asked(line.sandbox, line.down, "release-phase")) == 1


def test_the_targets_release_phase_runs_with_its_own_config_vars(line: Line) -> None:
    line.push({"Procfile": "release: echo for $WHO\n"})
    line.sandbox.set_config(line.down, {"WHO": "the target"})
    promoted = line.promote(line.down)
    assert promoted.returncode == 0
    assert "Running release command..." in promoted.stdout
    assert "for the target\n" in promoted.stdout


def test_a_promoted_slug_outlives_the_upstream(line: Line, tmp_path: Path) -> None:
    line.push({"hello.txt": "hello\n", **WEB})
    assert line.promote(line.down).returncode == 0
    line.sandbox.delete_app(line.up)
    ask(line.sandbox, "POST", f"/apps/{line.down}/dynos", {"command": f"cp *.txt {tmp_path}"})
    assert line.sandbox.wait_for((tmp_path / "hello.txt").exists)


@pytest.mark.parametrize("to", [(), ("down",)])
def test_a_target_whose_release_phase_fails(line: Line, to: tuple[str, ...]) -> None:
    line.push({"Procfile": 'release: echo trying; exit "${CODE:-0}"\n'})
    line.sandbox.set_config(line.down, {"CODE": "3"})
    failed = line.promote(*(getattr(line, name) for name in to))
    assert failed.returncode == 1
    assert "Promotion to some apps failed" in failed.stderr
    assert "release command failed" in failed.stdout
    assert [status for *_, status in releases(line.sandbox, line.down)][-1] == "failed"
    assert current(line.sandbox, line.down) == 2
    assert current(line.sandbox, line.other) == (2 if to else 3)


def test_a_target_that_is_refused_has_no_release(line: Line) -> None:
    line.push(WEB)
    line.sandbox.fault(line.down, on="promotion", action="fail")
    failed = line.promote()
    assert failed.returncode == 1
    assert "Could not verify slug checksum" in failed.stdout
    assert [current(line.sandbox, app) for app in line.apps] == [3, 2, 3]


def test_a_target_that_keeps_one_waiting_is_pending(line: Line) -> None:
    line.push(WEB)
    line.sandbox.fault(line.down, on="promotion", action="hang", match=f"promote {line.up} *")
    status, promotion, _ = ask(line.sandbox, "POST", "/pipeline-promotions", line.order(line.down))
    assert (status, promotion["status"]) == (201, "pending")
    path = f"/pipeline-promotions/{promotion['id']}"
    _, (target,), _ = ask(line.sandbox, "GET", f"{path}/promotion-targets")
    assert (target["status"], target["release"]) == ("pending", None)
    line.sandbox.clear_faults(line.down)
    assert line.sandbox.wait_for(lambda: ask(line.sandbox, "GET", path)[1]["status"] == "completed")


def test_what_cannot_be_promoted(line: Line) -> None:
    def answer(*targets: str) -> tuple[int, str]:
        status, said, _ = ask(line.sandbox, "POST", "/pipeline-promotions", line.order(*targets))
        return status, said.get("message", "")

    assert answer(line.down) == (422, f"App {line.up} has no slug to promote.")
    line.push(WEB)
    assert answer()[0] == answer(line.up)[0] == 422
    line.sandbox.create_pipeline(f"{line.name}-2", {line.down: "production"})
    assert answer(line.down) == (422, f"App {line.down} is not in pipeline {line.name}.")
    lone = heroku(line.sandbox.env(), "pipelines:promote", f"--app={line.other}")
    assert lone.returncode == 1
    assert "Cannot promote" in lone.stderr


def test_what_runs_is_promoted_not_what_failed_and_config_changes_count(line: Line) -> None:
    commit = line.push(WEB)
    ask(line.sandbox, "PATCH", f"/apps/{line.up}/config-vars", {"FOO": "1"})
    line.sandbox.add_release(
        line.up, description="Deploy 77777777", status="failed", slug_commit="7" * 40
    )
    ask(line.sandbox, "POST", "/pipeline-promotions", line.order(line.down))
    assert line.sandbox.wait_for(lambda: current(line.sandbox, line.down) == 3)
    words = f"Promote {line.up} v4 {commit[:8]}"
    assert line.latest(line.down)["description"] == words
