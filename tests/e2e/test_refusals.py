"""Where nothing must happen: one clear message, the right exit code, and no act on the app."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.scene import MAP, Result, Scene


def refused(result: Result, code: int, *said: str) -> None:
    assert result.code == code
    for words in said:
        assert words in result.err
    assert "Traceback" not in result.text
    acts = [line for line in result.asked if not line.startswith(("look", " ", "releases"))]
    assert acts == []


def test_protected_with_yes_alone(scene: Scene) -> None:
    scene.commit("fix")
    scene.git("branch", "master")
    refused(scene.deploy("live", "--yes"), 3, "--yes --confirm live")


def test_protected_with_yes_and_the_wrong_label(scene: Scene) -> None:
    scene.git("branch", "master")
    result = scene.deploy("live", "--yes", "--confirm", "uat")
    refused(result, 3, "--confirm live")
    assert result.asked == ()


def test_protected_with_yes_and_its_label(scene: Scene) -> None:
    scene.commit("fix")
    scene.git("branch", "master")
    assert scene.deploy("live", "--yes", "--confirm", "live").code == 0
    assert scene.state()["releases"][-1]["version"] == 4


def test_no_terminal(scene: Scene) -> None:
    scene.commit("fix")
    refused(scene.deploy("dev"), 3, "no terminal", "--yes")


def test_an_unknown_environment(scene: Scene) -> None:
    result = scene.deploy("uta")
    refused(result, 2, "did you mean `uat`?", "live, uat, dev")
    assert result.asked == ()


def test_an_unknown_app(scene: Scene) -> None:
    text = MAP.format(app="no-such-app")
    scene.commit("elsewhere", {"app.conf.yaml": text})
    refused(scene.deploy("dev", "--yes"), 2, "app.conf.yaml:", "no-such-app", "no such app")


def test_a_bad_key(scene: Scene) -> None:
    scene.commit("fix")
    scene.extra["HEROKU_API_KEY"] = "HRKU-wrong-wrong-wrong"
    result = scene.deploy("dev", "--yes")
    refused(result, 5, "heroku login")
    assert "HRKU-wrong" not in result.text


def test_not_logged_in(scene: Scene) -> None:
    scene.commit("fix")
    env = scene.env
    del env["HEROKU_API_KEY"]
    scene.extra["HEROKU_API_KEY"] = ""
    refused(scene.deploy("dev", "--yes"), 5, "heroku login")


def path_without(scene: Scene, tmp_path: Path, *programs: str) -> str:
    """A PATH with the installed command and everything else but some programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for place in scene.env["PATH"].split(os.pathsep):
        for program in Path(place).iterdir() if Path(place).is_dir() else ():
            link = folder / program.name
            if program.name not in programs and not link.exists():
                link.symlink_to(program)
    return str(folder)


@pytest.mark.parametrize("program", ["heroku", "git"])
def test_a_program_is_missing(scene: Scene, tmp_path: Path, program: str) -> None:
    scene.commit("fix")
    scene.extra["PATH"] = path_without(scene, tmp_path, program)
    result = scene.deploy("dev", "--yes")
    refused(result, 5, f"{program} is not on the PATH", "Install")
    assert result.asked == ()


def test_not_a_git_repository(scene: Scene, tmp_path: Path) -> None:
    settings = scene.folder / "app.conf.yaml"
    (tmp_path / "empty").mkdir()
    result = scene.deploy("dev", "-c", str(settings), cwd=tmp_path / "empty")
    refused(result, 2, "not in a git repository")
    assert result.asked == ()


@pytest.mark.parametrize("name", ["-x", "--upload-pack=touch", "nope", "", "a b", "de"])
def test_a_branch_that_does_not_exist(scene: Scene, name: str) -> None:
    result = scene.deploy("dev", "--yes", f"--branch={name}")
    refused(result, 2, "there is no commit called")
    assert result.asked == ()
    assert ("Did you mean `dev`?" in result.err) is (name == "de")


def test_four_problems_in_the_settings_at_once(scene: Scene) -> None:
    text = "environments:\n  - label: dev\n    app_name: No\n    brnach: dev\ncolour: red\n"
    (scene.folder / "app.conf.yaml").write_text(text)
    result = scene.deploy("dev")
    refused(result, 2, "app.conf.yaml:3", "app.conf.yaml:4", "app.conf.yaml:5")
    assert result.asked == ()


def test_options_that_contradict_each_other(scene: Scene) -> None:
    result = scene.deploy("dev", "--run", "warm", "--skip", "warm")
    refused(result, 2, "contradict")
    assert result.asked == ()


def test_a_command_the_settings_do_not_have(scene: Scene) -> None:
    refused(scene.deploy("dev", "--run", "wrm"), 2, "did you mean `warm`?")
