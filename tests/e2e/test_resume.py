"""Killed at any instant, finished by one command: from the same clone, and from another one."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.scene import Scene

FILES = {"blog/migrations/0002_tags.py": "x", "web/static/a.css": "x"}
TAGGED = "deploy: {tag: '{environment}/{version}'}\n"
STEPS = ["maintenance-on", "push", "await-release", "run", "run", "maintenance-off", "tag"]


@pytest.fixture
def shared(scene: Scene) -> Scene:
    """A scene whose clone has an origin that others clone too, with something to deploy."""
    origin = scene.folder.parent / "origin.git"
    scene.git("init", "--quiet", "--bare", str(origin))
    scene.git("remote", "add", "origin", str(origin))
    settings = (scene.folder / "app.conf.yaml").read_text() + TAGGED
    scene.commit("tags", FILES | {"app.conf.yaml": settings})
    scene.git("push", "--quiet", "origin", "dev")
    return scene


def another_clone(scene: Scene, name: str = "another") -> Scene:
    folder = scene.folder.parent / name
    origin = scene.git("remote", "get-url", "origin")
    scene.run("git", "clone", "--quiet", "--branch=dev", origin, str(folder), cwd=folder.parent)
    return Scene(scene.sandbox, scene.app, folder, scene.extra, scene.names)


def locks(scene: Scene) -> str:
    return scene.git("ls-remote", "origin", "refs/heroku-tools/*")


def events(scene: Scene) -> list[dict[str, Any]]:
    file = scene.folder / ".git/heroku-tools/dev.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def kill_when(
    scene: Scene, seen: Callable[[], bool], number: int = signal.SIGKILL, label: str = "dev"
) -> int:
    """Begin a deployment, end it at the moment something is seen, and return its exit code."""
    scene.sandbox.clear_journal(scene.app)
    with subprocess.Popen(
        ["deploy", label, "--yes"],
        cwd=scene.folder,
        env=scene.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert scene.sandbox.wait_for(seen, seconds=120), events(scene)
        process.send_signal(number)
    return process.returncode


def undisturbed(scene: Scene, *, tagged: bool = True) -> None:
    """The app is as if nobody had disturbed the deployment, and nothing is left of it but a tag."""
    tags = scene.git("ls-remote", "--tags", "--refs", "origin").split()[1::2]
    assert tags == (["refs/tags/dev/v4"] if tagged else [])
    releases = scene.state()["releases"]
    assert [release["description"][:6] for release in releases[3:]] == ["Deploy"]
    assert releases[-1]["current"]
    assert scene.names[releases[-1]["commit"]] == "tags"
    assert not scene.maintenance
    assert locks(scene) == ""
    done = scene.deploy("dev")
    assert (done.code, "up to date" in done.out) == (0, True)


def taken_up(scene: Scene) -> None:
    """Nothing new is begun, nothing goes on by itself; then one command finishes it."""
    refused = scene.deploy("dev", "--yes")
    assert refused.code == 3
    assert "unfinished deployment" in refused.err
    assert "deploy dev --resume" in refused.err
    resumed = scene.deploy("dev", "--resume", "--yes")
    assert resumed.code == 0, resumed.text


# Each boundary, and the inside of each step: test_survives. Here: nothing new is begun meanwhile.
@pytest.mark.parametrize("number", [1, 3])
def test_killed_between_two_steps(shared: Scene, number: int) -> None:
    def over() -> bool:
        finished = [event for event in events(shared) if event["event"] == "finished"]
        return len(finished) >= number  # a busy machine looks late

    kill_when(shared, over)
    taken_up(shared)
    undisturbed(shared)


WITHIN: dict[str, tuple[dict[str, Any], str]] = {
    "push": ({"on": "build", "action": "slow", "seconds": 2}, "push tags"),
    "migrate": (
        {"on": "dyno", "match": "*migrate*", "action": "slow", "seconds": 2},
        "run sh manage.sh migrate",
    ),
    "maintenance off": (
        {"match": "PATCH /apps/*", "action": "slow", "seconds": 1, "nth": 2},
        "maintenance off",
    ),
}


@pytest.mark.parametrize(
    ("step", "elsewhere"), [("push", False), ("migrate", True), ("maintenance off", False)]
)
def test_killed_within_a_step(shared: Scene, step: str, elsewhere: bool) -> None:
    fault, sign = WITHIN[step]
    shared.sandbox.fault(shared.app, **fault)
    kill_when(shared, lambda: sign in shared.asked())
    taken_up(another_clone(shared) if elsewhere else shared)
    undisturbed(shared)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_during_migrate_and_resumed(shared: Scene, number: int) -> None:
    fault, sign = WITHIN["migrate"]
    shared.sandbox.fault(shared.app, **fault)
    kill_when(shared, lambda: sign in shared.asked(), number)
    assert "refs/heroku-tools/lock/dev" in locks(shared)
    taken_up(another_clone(shared))
    undisturbed(shared)


def test_a_migrate_that_failed_is_mended_and_resumed(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, on="dyno", match="*migrate*", action="fail", code=7)
    failed = shared.deploy("dev", "--yes")
    assert failed.code == 4
    assert "mend it, then finish it: deploy dev --resume" in failed.err
    taken_up(shared)
    undisturbed(shared)


def test_abandoned(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, on="dyno", match="*migrate*", action="fail", code=7)
    assert shared.deploy("dev", "--yes").code == 4
    result = shared.deploy("dev", "--abandon", "--yes")
    assert result.code == 0
    assert result.asked[-1] == "maintenance off"
    undisturbed(shared, tagged=False)
    assert shared.deploy("dev", "--resume").code == 0  # there is nothing to resume any more


@pytest.mark.parametrize("taken_up", ["--resume", "--abandon"])
@pytest.mark.parametrize("words", [("--note",), ("--message", "Warm"), ("--wait",)])
def test_what_was_begun_keeps_its_note(scene: Scene, words: tuple[str, ...], taken_up: str) -> None:
    refused = scene.deploy("dev", taken_up, *words)
    assert (refused.code, refused.asked) == (2, ())
    assert f"{words[0]} is for a new deployment" in refused.err
    assert f"Type: deploy dev {taken_up}" in refused.err


def test_nothing_left_after_a_build_that_failed(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, on="build", action="fail")
    assert shared.deploy("dev", "--yes").code == 1
    assert locks(shared) == ""
    assert shared.deploy("dev", "--yes").code == 0
    undisturbed(shared)


def test_a_release_that_came_between_is_not_overruled(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, on="dyno", match="*migrate*", action="fail", code=7)
    assert shared.deploy("dev", "--yes").code == 4
    shared.heroku("rollback", "v3")
    refused = shared.deploy("dev", "--resume", "--yes")
    assert refused.code == 3
    assert "Rollback to v3" in refused.err
    assert shared.deploy("dev", "--abandon", "--yes").code == 0
    assert (locks(shared), shared.maintenance) == ("", False)


def test_only_one_of_twenty_deploys(shared: Scene) -> None:
    """From several clones, at the same moment: one does it, the others say who."""
    clones = [shared, *(another_clone(shared, f"another-{number}") for number in range(3))]
    running = [
        subprocess.Popen(
            ["deploy", "dev", "--yes"],
            cwd=clones[number % len(clones)].folder,
            env=shared.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(20)
    ]
    said = [process.communicate(timeout=240) for process in running]
    codes = [process.returncode for process in running]
    done = [out for code, (out, _) in zip(codes, said, strict=True) if code == 0]
    refused = [err for code, (_, err) in zip(codes, said, strict=True) if code == 3]
    assert len(done) + len(refused) == 20, said
    # Whoever begins to look after the one has ended finds nothing to do.
    assert sum("steps in" in out for out in done) == 1, said
    assert all("being deployed" in err or "has changed since" in err for err in refused), refused
    undisturbed(shared)


def test_without_origin_a_warning_names_the_risk(scene: Scene) -> None:
    scene.commit("fix")
    warned = scene.deploy("dev", "--yes")
    assert (warned.code, "no origin to lock at" in warned.err) == (0, True)
    text = (scene.folder / "app.conf.yaml").read_text()
    scene.commit("silent", {"app.conf.yaml": text + "deploy: {lock: none}\n"})
    silent = scene.deploy("dev", "--yes")
    assert (silent.code, "origin" in silent.err) == (0, False)


def test_the_journal_is_for_its_owner_only(shared: Scene) -> None:
    assert shared.deploy("dev", "--yes").code == 0
    file = shared.folder / ".git/heroku-tools/dev.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    kinds = [event["kind"] for event in events(shared) if event["event"] == "finished"]
    assert kinds == STEPS
