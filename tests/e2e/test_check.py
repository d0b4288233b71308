"""`check`: the real programs, the real login, apps, git and pipeline, asked side by side."""

from __future__ import annotations

from uuid import uuid4

from sandbox.client import Sandbox
from tests.e2e.scene import Result, Scene

PROMOTED = """\
environments:
    - {{label: uat, app_name: {app}, branch: dev, config_vars: {{SECRET_TOKEN: x}}}}
    - {{label: demo, app_name: {app}-d, promote_from: uat}}
commands:
    migrate: python manage.py migrate
    warm: ./bin/warm
"""


def said(result: Result, about: str, level: str) -> list[str]:
    found = result.json["findings"]
    return [
        each["said"] for each in found if each["level"] == level and each["about"].startswith(about)
    ]


def test_all_is_well(scene: Scene) -> None:
    scene.git("branch", "master")
    done = scene.command("heroku-tools", "check", "dev")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Nothing needs doing.")
    for words in ("git 2.", "heroku 11.", "logged in as ", "branch dev is at ", "git can reach"):
        assert words in done.out
    assert not any(word in done.asked[0] for word in ("PATCH", "POST", "DELETE"))


def test_what_needs_doing(scene: Scene, sandbox: Sandbox) -> None:
    sandbox.create_app(f"{scene.app}-d")
    scene.commit("map", {"app.conf.yaml": PROMOTED.format(app=scene.app), "bin/warm": "x"})
    done = scene.command("heroku-tools", "check", "--json")
    assert done.code == 10
    assert "migrate calls manage.py, which is not in" in said(done, "uat", "to do")[0]
    (unpromoted,) = said(done, "demo", "to do")
    assert f"{scene.app}-d and uat are not in one pipeline" in unpromoted
    pipeline = f"line-{uuid4().hex[:8]}"
    sandbox.create_pipeline(pipeline, {scene.app: "staging", f"{scene.app}-d": "production"})
    scene.commit("manage", {"manage.py": "x"})
    done = scene.command("heroku-tools", "check", "--json")
    assert (done.code, said(done, "", "to do")) == (0, [])
    assert any("in one pipeline" in each for each in said(done, "demo", "fine"))
    sandbox.delete_app(f"{scene.app}-d")
    done = scene.command("heroku-tools", "check", "demo", "--json")
    assert (done.code, "knows no such app" in said(done, "demo", "to do")[0]) == (10, True)
