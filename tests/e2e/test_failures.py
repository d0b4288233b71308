"""What goes wrong on the way: the app's state is said, and put back where that is certain."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.scene import MIGRATE, STATIC, Scene

LOOKED = "look, look again"
MIGRATION = {"blog/migrations/0002_tags.py": "x"}


def test_a_build_that_fails(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, on="build", action="fail")
    result = scene.deploy("dev", "--yes")
    assert result.code == 1
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push tags",
        "releases",
        "maintenance off",
    )
    assert "Heroku rejected the build" in result.err
    assert "runs v3 as before, maintenance is off; nothing needs to be done" in result.err
    assert not scene.maintenance


def test_a_release_phase_that_fails(scene: Scene) -> None:
    scene.commit("tags", MIGRATION | {"Procfile": "web: sleep 9\nrelease: echo no; exit 3\n"})
    result = scene.deploy("dev", "--yes")
    assert result.code == 4
    phase = "release-phase A v4 echo no; exit 3"
    assert result.asked == (LOOKED, "maintenance on", "push tags", phase, "releases")
    assert "the release phase of v4 failed" in result.err
    assert f"heroku releases:output v4 --app={scene.app}" in result.err
    assert "deploy dev --resume" in result.err
    assert "deploy dev --abandon" in result.err
    assert scene.maintenance


def test_a_migrate_that_fails_with_exit_code_7(scene: Scene) -> None:
    files = MIGRATION | {"a/static/a.css": "", "manage.sh": 'echo "$1: begun"; exit 7\n'}
    scene.commit("tags", files)
    result = scene.deploy("dev", "--yes")
    assert result.code == 4
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push tags",
        "releases",
        f"run {MIGRATE}",
    )
    assert "migrate ended with exit code 7" in result.err
    assert "    migrate: begun" in result.err.splitlines()
    assert "(v4)." in result.err
    assert "Not done: run collectstatic" in result.err
    assert "deploy dev --resume" in result.err
    assert "deploy dev --abandon" in result.err
    assert scene.maintenance


def test_what_is_told_to_type_finishes_the_deployment(scene: Scene) -> None:
    manage = 'test "$1" != migrate || test -n "$READY"\n'
    scene.commit("tags", MIGRATION | {"a/static/a.css": "", "manage.sh": manage})
    assert scene.deploy("dev", "--yes").code == 4
    scene.heroku("config:set", "READY=yes")
    again = scene.deploy("dev", "--yes", "--resume")
    assert again.code == 0
    assert again.asked[1:] == (f"run {MIGRATE}", f"run {STATIC}", "maintenance off")
    assert scene.deploy("dev").code == 0


def test_a_migrate_whose_connection_is_lost(scene: Scene) -> None:
    scene.commit("tags", MIGRATION | {"manage.sh": "echo begun; sleep 3\n"})
    scene.sandbox.fault(scene.app, on="dyno", action="drop")
    result = scene.deploy("dev", "--yes")
    assert result.code == 4
    assert result.asked == (LOOKED, "maintenance on", "push tags", "releases", f"run {MIGRATE}")
    assert "nobody knows how migrate ended, or whether it still runs" in result.err
    assert scene.maintenance


def test_a_push_whose_connection_is_lost(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, on="build", action="drop")
    result = scene.deploy("dev", "--yes")
    assert result.code == 4
    assert result.asked == (LOOKED, "maintenance on", "push tags")
    assert "Heroku may still be building" in result.err
    assert "deploy dev --resume" in result.err
    assert scene.maintenance
    # And indeed it went on.
    assert scene.sandbox.wait_for(lambda: scene.state()["releases"][-1]["version"] == 4)


def test_maintenance_that_cannot_be_turned_on(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, match="PATCH /apps/*", action="fail", times=9)
    result = scene.deploy("dev", "--yes")
    assert result.code == 1
    assert result.asked == (LOOKED, "maintenance on", "app")
    assert "nothing needs to be done" in result.err
    assert not scene.maintenance


def test_maintenance_whose_answer_is_lost(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, match="PATCH /apps/*", action="drop-after", times=9)
    result = scene.deploy("dev", "--yes")
    scene.sandbox.clear_faults(scene.app)
    assert (result.code, scene.maintenance) in ((0, False), (4, True))


def test_maintenance_that_cannot_be_turned_off(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, match="PATCH /apps/*", action="fail", nth=2, times=9)
    result = scene.deploy("dev", "--yes")
    assert result.code == 4
    tail = ("releases", f"run {MIGRATE}", "maintenance off", "app")
    assert result.asked == (LOOKED, "maintenance on", "push tags", *tail)
    assert "(v4)." in result.err
    assert "deploy dev --resume" in result.err
    assert "deploy dev --abandon" in result.err


def test_a_question_that_cannot_be_answered(scene: Scene) -> None:
    scene.commit("fix")
    scene.sandbox.fault(scene.app, match="GET /apps/*/releases", action="fail", times=9)
    result = scene.deploy("dev", "--yes")
    assert result.code == 1
    assert not any(line.startswith(("maintenance", "push", "run")) for line in result.asked)


@pytest.mark.parametrize("words", [("dev", "--dry-run"), ("dev", "--check")])
def test_a_dry_run_acts_on_nothing(scene: Scene, words: tuple[str, ...]) -> None:
    scene.commit("tags", MIGRATION)
    result = scene.deploy(*words)
    assert result.asked == ("look",)
    assert result.code == (10 if "--check" in words else 0)
    assert "turn maintenance on" in result.out


def test_check_says_0_when_there_is_nothing_to_do(scene: Scene) -> None:
    assert scene.deploy("dev", "--check").code == 0


def test_the_plan_of_a_dry_run_is_the_plan_of_the_run(scene: Scene) -> None:
    scene.commit("tags", MIGRATION | {"a/static/a.css": ""})
    dry = scene.deploy("dev", "--dry-run", "--json")
    real = scene.deploy("dev", "--yes", "--json")
    assert (dry.code, real.code) == (0, 0)
    assert dry.json["plan"] == real.json["plan"]
    done = [step["kind"] for step in real.json["result"]["steps"]]
    assert done == real.steps == dry.steps
    assert real.json["result"]["release"] == "v4"
    # What happened is what was planned, step by step.
    assert real.asked[1:] == (
        "maintenance on",
        "push tags",
        "releases",
        f"run {MIGRATE}",
        f"run {STATIC}",
        "maintenance off",
    )


def test_json_tells_of_a_failure_too(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, on="build", action="fail")
    result = scene.deploy("dev", "--yes", "--json")
    assert result.code == result.json["exit_code"] == 1
    assert "Heroku rejected the build" in result.json["error"]["message"]


def test_a_makefile_that_deploys(scene: Scene) -> None:
    scene.commit("makefile", {"Makefile": "release:\n\tdeploy dev --yes\n"})
    scene.run("make", "release")
    assert scene.state()["releases"][-1]["version"] == 4


def test_an_answer_that_cannot_be_written_is_a_failure_of_what_is_done(scene: Scene) -> None:
    scene.commit("fix")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            ["deploy", "dev", "--yes", "--json"],
            cwd=scene.folder,
            env=scene.env,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert "the answer could not be written: No space left on device" in done.stderr
    assert re.search(r"(?m)^\d\d:\d\d:\d\d \[1/\d\] ", done.stderr), "a log has times"
    assert "up to date" in scene.deploy("dev").out


def test_a_reader_who_leaves_half_way_stops_nothing(scene: Scene) -> None:
    scene.commit("tags", {"blog/migrations/0002_tags.py": "x"})
    with subprocess.Popen(
        ["deploy", "dev", "--yes"],
        cwd=scene.folder,
        env=scene.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
    assert process.returncode == 0
    assert "up to date" in scene.deploy("dev").out
