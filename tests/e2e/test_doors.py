"""Whom the installed command asks: told on standard error where somebody wants to know."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.scene import Scene

API = "debug: the Platform API answers questions"
CLI = "debug: the heroku CLI answers questions: "
KEY = "HEROKU_API_KEY"


@pytest.fixture
def watched(scene: Scene) -> Scene:
    """A scene where the door is free, whichever one the other tests are played through."""
    scene.extra |= {"HEROKU_TOOLS_DEBUG": "1", "HEROKU_TOOLS_DOOR": ""}
    scene.commit("fix")
    return scene


def test_with_a_key_the_api(watched: Scene) -> None:
    result = watched.deploy("dev", "--dry-run")
    assert (result.code, result.asked) == (0, ("look",))
    assert API in result.err.splitlines()


def test_logged_in_the_api_with_the_clis_key(watched: Scene, tmp_path: Path) -> None:
    key, host = watched.env[KEY], watched.env["HEROKU_HOST"].removeprefix("http://")
    (tmp_path / ".netrc").write_text(f"machine {host}\n  login a@b.c\n  password {key}\n")
    watched.extra |= {KEY: "", "HOME": str(tmp_path)}
    result = watched.deploy("dev", "--dry-run")
    assert (result.code, result.asked) == (0, ("look",))
    assert API in result.err.splitlines()
    assert key not in result.text


def test_where_the_api_cannot_be_reached_the_cli(watched: Scene) -> None:
    watched.extra["SSL_CERT_FILE"] = "/nowhere.pem"
    result = watched.deploy("dev", "--dry-run")
    assert (result.code, result.asked) == (0, ("look",))
    assert f"{CLI}Heroku's API cannot be reached: SSL_CERT_FILE is unreadable" in result.err


def test_said_only_where_it_is_asked_for(watched: Scene) -> None:
    del watched.extra["HEROKU_TOOLS_DEBUG"]
    assert "debug:" not in watched.deploy("dev", "--dry-run").text
