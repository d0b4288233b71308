"""Who is where, at a real app: waiting for one another, frozen by hand, given up, remembered."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.scene import Result, Scene

MIGRATION = {"blog/migrations/0002_tags.py": "x"}
SLOW: dict[str, Any] = {"on": "dyno", "match": "*migrate*", "action": "slow", "seconds": 4}
FAIL: dict[str, Any] = {"on": "dyno", "match": "*migrate*", "action": "fail", "code": 7}


@pytest.fixture
def shared(scene: Scene) -> Scene:
    """A scene whose clone has an origin, with a migration to deploy."""
    origin = scene.folder.parent / "origin.git"
    scene.git("init", "--quiet", "--bare", str(origin))
    scene.git("remote", "add", "origin", str(origin))
    scene.commit("tags", MIGRATION)
    scene.git("push", "--quiet", "origin", "dev")
    return scene


def colleague(scene: Scene) -> Scene:
    folder = scene.folder.parent / "colleague"
    origin = scene.git("remote", "get-url", "origin")
    scene.run("git", "clone", "--quiet", "--branch=dev", origin, str(folder), cwd=folder.parent)
    return Scene(scene.sandbox, scene.app, folder, scene.extra, scene.names)


def tools(scene: Scene, *words: str) -> Result:
    """Run the installed `heroku-tools`."""
    done = subprocess.run(
        ["heroku-tools", *words],
        cwd=scene.folder,
        env=scene.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def begin(scene: Scene) -> subprocess.Popen[str]:
    """Begin a deployment, and return while its migrate runs."""
    scene.sandbox.fault(scene.app, **SLOW)
    process = subprocess.Popen(
        ["deploy", "dev", "--yes"],
        cwd=scene.folder,
        env=scene.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    journal = Path(scene.folder / ".git/heroku-tools/dev.jsonl")
    assert scene.sandbox.wait_for(
        lambda: journal.exists() and '"started"' in journal.read_text().splitlines()[-1], seconds=60
    )
    return process


def test_waiting_for_one_another(shared: Scene) -> None:
    other = colleague(shared)
    with begin(shared) as first:
        impatient = other.deploy("dev", "--yes", "--wait", "1")
        assert (impatient.code, "(waited " in impatient.err) == (3, True), impatient.text
        patient = other.deploy("dev", "--yes", "--wait")
        assert first.wait() == 0, first.stdout and first.stdout.read()
    assert patient.code == 0, patient.text
    assert patient.err.count("Waiting: dev is being deployed right now by") == 1
    assert "dev is up to date" in patient.out  # it looked afresh


def test_what_is_unfinished_is_not_waited_for(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, **FAIL)
    assert shared.deploy("dev", "--yes").code == 4
    refused = colleague(shared).deploy("dev", "--yes", "--wait")
    assert refused.code == 3
    assert "dev has an unfinished deployment" in refused.err
    assert "deploy dev --resume" in refused.err


def test_frozen_by_hand(shared: Scene) -> None:
    other = colleague(shared)
    assert tools(other, "lock", "dev", "--reason", "The fair is on").code == 0
    for words in ([], ["--wait"], ["--resume"], ["--abandon"]):
        refused = shared.deploy("dev", "--yes", *words)
        assert refused.code == 3
        assert "dev is frozen: The fair is on" in refused.err
        assert ", just now; nothing was touched" in refused.err
        assert not [act for act in refused.asked if "look" not in act and act != "app"]
    looked = shared.deploy("dev", "--check")
    assert (looked.code, "warning: dev is frozen: The fair is on" in looked.err) == (10, True)
    assert tools(shared, "unlock", "dev").code == 3  # nobody is there to agree
    assert tools(shared, "unlock", "dev", "--yes").code == 0
    assert shared.deploy("dev", "--yes").code == 0


def test_given_up_and_remembered(shared: Scene) -> None:
    shared.sandbox.fault(shared.app, **FAIL)
    assert shared.deploy("dev", "--yes").code == 4
    refused = tools(shared, "unlock", "dev", "--yes")
    assert (refused.code, "heroku-tools unlock dev --force" in refused.err) == (3, True)
    assert tools(shared, "unlock", "dev", "--yes", "--force").code == 0
    assert shared.maintenance  # it leaves all as it is
    assert shared.deploy("dev", "--yes", "--migrate").code == 0
    told = tools(shared, "history", "dev", "--json").json["deployments"]
    assert [each["outcome"] for each in told] == ["done", "unlocked"]
    assert told[1]["seconds"] > 0
    assert len(tools(shared, "history").out.splitlines()) == 2
