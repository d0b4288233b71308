"""`status`: several apps asked side by side, each a row; git and the locks beside them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from uuid import uuid4

import pexpect
import pytest

from heroku_tools.data.database import marking
from heroku_tools.data.database.marker import Marker, State
from heroku_tools.tools import postgres
from sandbox.client import Sandbox
from tests.e2e.scene import Scene

MAP = """\
environments:
    - {{label: live, app_name: {app}, branch: main, protected: true}}
    - {{label: uat, app_name: {app}-u, branch: main, config_vars: {{A: x, B: y}}}}
    - {{label: demo, app_name: {app}-d, promote_from: uat}}
    - {{label: old, app_name: {app}-o, branch: dev}}
commands:
    migrate: sh manage.sh migrate
"""
OTHERS = ("u", "d")


def push(scene: Scene, app: str) -> None:
    scene.git("push", "--quiet", f"https://git.heroku.com/{app}.git", "HEAD:refs/heads/main")


@pytest.fixture
def town(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """live is behind uat, demo between them, and there is no app for old."""
    app, folder = f"town-{uuid4().hex[:8]}", tmp_path_factory.mktemp("town")
    names = [app, *(f"{app}-{each}" for each in OTHERS)]
    for name in names:
        sandbox.create_app(name)
    scene = Scene(sandbox, app, folder / "project").set_up(MAP)
    push(scene, app)
    scene.commit("more")
    push(scene, f"{app}-d")
    scene.commit("tags", {"blog/migrations/0002_tags.py": "x"})
    push(scene, f"{app}-u")
    scene.git("branch", "main")
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "origin")], check=True)
    scene.git("remote", "add", "origin", str(folder / "origin"))
    yield scene
    for name in names:
        sandbox.clear_faults(name)
        sandbox.delete_app(name)


def test_where_everything_stands(town: Scene) -> None:
    town.sandbox.set_config(f"{town.app}-u", {"A": town.secret, "C": "1"})
    town.sandbox.add_release(f"{town.app}-u", description="Deploy 99999999", status="failed")
    town.heroku("maintenance:on")
    town.command("heroku-tools", "lock", "uat", "--reason", "The fair is on")
    done = town.command("heroku-tools", "status", "--config", "--json")
    assert (done.code, "not every app could be read" in done.err) == (1, True)
    live, uat, demo, old = done.json["environments"]
    assert (live["waiting"]["ahead"], live["waiting"]["migrations"]) == (
        2,
        ["blog/migrations/0002_tags.py"],
    )
    assert live["notes"] == ["maintenance is on"]
    assert town.names[live["commit"]] == "first"
    assert (town.names[uat["commit"]], uat["waiting"]["ahead"]) == ("tags", 0)
    assert uat["turn"]["reason"] == "The fair is on"
    assert uat["config"] == {"differ": 2, "error": None}
    assert uat["notes"][0].startswith("v4, the latest release, failed")
    assert (demo["waiting"]["name"], demo["waiting"]["ahead"]) == ("uat", 1)
    assert (old["release"], "knows no such app" in old["error"]) == (None, True)
    assert done.json["flow"] == [
        {"from": "uat", "to": "live", "commits": 2, "against": 0},
        {"from": "uat", "to": "demo", "commits": 1, "against": 0},
    ]
    assert not any(word in town.asked()[0] for word in ("PATCH", "POST", "DELETE"))


def test_some_of_them_in_a_log(town: Scene) -> None:
    done = town.command("heroku-tools", "status", "demo", "live")
    assert (done.code, done.err) == (0, "")
    assert [line.split("  ")[0] for line in done.out.splitlines()] == ["demo", "live"]
    assert "\x1b" not in done.out
    done = town.command("heroku-tools", "status", "uta")
    assert (done.code, "did you mean `uat`?" in done.err) == (2, True)


def test_rows_appear_as_they_are_known(town: Scene) -> None:
    town.sandbox.fault(town.app, match="GET /apps/*", action="hang", seconds=300, times=9)
    child = pexpect.spawn(
        "heroku-tools", ["status", "live", "uat"], cwd=str(town.folder),
        env=town.env | {"TERM": "xterm"}, encoding="utf-8", timeout=60, dimensions=(40, 60),
    )  # fmt: skip
    child.expect("live .*looking")
    child.expect(r"uat +\x1b\[0m +v3 .*main: up to date")
    assert "v3" not in str(child.before).split("\x1b[J")[-1]
    town.sandbox.clear_faults(town.app)
    child.expect(r"live *\x1b\[0m +v3 .*main: 2 ahead, with migrations")
    child.expect("uat ──2──▶ live")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


HALF = Marker(State.INCOMPLETE, "uat", "live", "r1", "2026-11-13T16:05:00Z")


def test_a_copy_of_data_that_is_not_whole(town: Scene) -> None:
    """The database itself says so; one that lets nobody in holds up no row, and hides no other."""
    text = (town.folder / "app.conf.yaml").read_text()
    down = text.replace("-u, branch: main", "-u, branch: main, data_from: live")
    (town.folder / "app.conf.yaml").write_text(f"{down}data: {{skip: logs}}\n")
    url = town.sandbox.create_database(f"{town.app}-u")
    with postgres.connect(url, application="test", source=False) as target:
        marking.put(target, HALF)
        told = town.command("heroku-tools", "status", "uat")
        assert (told.code, told.err) == (0, "")
        assert "! data: incomplete copy of live, since " in told.out
        assert "heroku-tools data uat --resume; if nobody knows" in told.out
        target.execute(f'ALTER DATABASE "{target.info.dbname}" CONNECTION LIMIT 0'.encode())
    done = town.command("heroku-tools", "status", "uat", "live", "--json")
    uat, live = done.json["environments"]
    assert (done.code, uat["release"]["version"], live["data"]) == (0, 4, None)
    assert (uat["data"]["state"], uat["data"]["source"]) == ("unread", None)
    assert "too many connections" in uat["data"]["error"]
    assert uat["notes"] == [f"data: the database cannot be read: {uat['data']['error']}"]
    password = str(postgres.parameters(url)["password"])
    assert password not in told.text + done.text
