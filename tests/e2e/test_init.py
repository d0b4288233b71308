"""`init`: at a terminal, from a pipeline, and what it writes can be deployed."""

from __future__ import annotations

from uuid import uuid4

import pexpect

from sandbox.client import Sandbox
from tests.e2e.scene import Scene

OLD = "application: {name: my-app, branch: dev, add_tag: yes}\nsettings: {TOKEN: %s}\n"


def test_from_nothing_to_a_dry_run(scene: Scene) -> None:
    scene.commit("bare", {"app.conf.yaml": None, "manage.py": "x"})
    done = scene.command("heroku-tools", "init")
    assert (done.code, "no git remote points at Heroku" in done.err) == (2, True)
    child = pexpect.spawn(
        "heroku-tools", ["init"], cwd=str(scene.folder), env=scene.env, encoding="utf-8",
        timeout=60, dimensions=(40, 80),
    )  # fmt: skip
    for asked, typed in (
        ("the app that people use: ", "My App"),
        ("the app that people use: ", scene.app),
        (r"\[live\]: ", "dev"),
        (r"\[dev\]: ", ""),
        ("another app: ", ""),
    ):
        child.expect(asked)
        child.sendline(typed)
    child.expect("Wrote app.conf.yaml: dev, with the commands of Django.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    planned = scene.deploy("dev", "--dry-run", "--json")
    assert (planned.code, planned.steps[0]) == (0, "push")
    again = scene.command("heroku-tools", "init", "--yes")
    assert (again.code, "never overwritten" in again.err) == (3, True)


def test_from_a_pipeline(scene: Scene, sandbox: Sandbox) -> None:
    pipeline = f"line-{uuid4().hex[:8]}"
    sandbox.create_pipeline(pipeline, {scene.app: "staging"})
    done = scene.command("heroku-tools", "init", "--from-pipeline", pipeline, "--dry-run")
    assert (done.code, f"app_name: {scene.app}" in done.out) == (0, True)
    assert "label: uat" in done.out
    done = scene.command("heroku-tools", "init", "--from-pipeline", "nonesuch", "-n")
    assert (done.code, "no pipeline `nonesuch`" in done.err) == (2, True)


def test_files_of_the_past(scene: Scene) -> None:
    scene.commit("bare", {"app.conf.yaml": None})
    (scene.folder / "live.conf").write_text(OLD % scene.secret)
    done = scene.command("heroku-tools", "init", "--import", "live.conf")
    assert (done.code, done.err) == (0, "")
    assert "Wrote app.conf.yaml and config_vars/live.yaml: live" in done.out
    assert scene.secret in (scene.folder / "config_vars/live.yaml").read_text()
    assert scene.secret not in (scene.folder / "app.conf.yaml").read_text()
    for words, said in (
        (("--import",), "--import takes files"),
        (("live.conf",), "name files after --import"),
        (("--import", "live.conf", "--from-pipeline", "x"), "do not go together"),
        (("--import", "none.conf", "-n"), "there is no such file"),
    ):
        done = scene.command("heroku-tools", "init", *words)
        assert (done.code, said in done.err) == (2, True)
