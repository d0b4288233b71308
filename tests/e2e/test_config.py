"""`heroku-tools config`: each status, every kind of value, and what must never be said."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.receiver import Receiver
from tests.e2e.scene import DOOR, Result, Scene

SECRET = "s3cret-that-nobody-says"
HEAD = """\
environments:
    - label: live
      app_name: {app}
      branch: master
      protected: true
    - label: dev
      app_name: {app}
      branch: dev
      config_vars: vars.yaml
commands: {{migrate: sh manage.sh migrate}}
"""
API = pytest.mark.skipif(DOOR == "cli", reason="only the Platform API takes one request")


@pytest.fixture
def stage(scene: Scene) -> Scene:
    """An app that runs, and whose file of config vars is `vars.yaml`."""
    (scene.folder / "app.conf.yaml").write_text(HEAD.format(app=scene.app))
    write(scene, "SECRET_TOKEN: !remote\n")
    return scene


def write(stage: Scene, text: str) -> None:
    (stage.folder / "vars.yaml").write_text(text)


def config(stage: Scene, *words: str) -> Result:
    result = stage.command("heroku-tools", "config", *words)
    assert SECRET not in result.text
    assert SECRET not in stage.remembered()
    return result


def there(stage: Scene) -> dict[str, str]:
    found: dict[str, str] = stage.state()["config_vars"]
    return found


def acts(stage: Scene) -> list[str]:
    return [entry.what for entry in stage.sandbox.journal(stage.app) if entry.acts]


def changes(stage: Scene) -> list[dict[str, Any]]:
    """The bodies of the requests that changed config vars."""
    path = f"PATCH /apps/{stage.app}/config-vars "
    return [json.loads(what.removeprefix(path)) for what in acts(stage) if what.startswith(path)]


# --- what differs, shown and applied -----------------------------------------------------------


def test_each_status(stage: Scene) -> None:
    stage.sandbox.set_config(
        stage.app, {"SAME": "1", "OTHER": f"{SECRET}1", "GONE": "x", "MORE": "y"}
    )
    write(
        stage,
        f"SAME: 1\nOTHER: {SECRET}2\nNEW: {SECRET}3\nGONE: !unset\nNEVER: !unset\n"
        "SECRET_TOKEN: !remote\n",
    )
    shown = config(stage, "dev", "--dry-run")
    assert (shown.code, acts(stage)) == (0, [])
    for row in ("= SAME ", "! OTHER", "+ NEW ", "- GONE", "? MORE", "= SECRET_TOKEN"):
        assert row in shown.out
    assert "NEVER" not in shown.out
    assert "will restart" in shown.out
    done = config(stage, "dev", "--yes")
    assert done.code == 0, done.text
    expected = {"SAME": "1", "OTHER": f"{SECRET}2", "NEW": f"{SECRET}3", "MORE": "y"}
    assert there(stage) == {**expected, "SECRET_TOKEN": stage.secret}
    release = "v4" if DOOR == "api" else "v5"  # of two requests
    assert f"as {release}; 2 steps" in done.out.splitlines()[-1]
    if DOOR == "api":
        assert changes(stage) == [{"OTHER": f"{SECRET}2", "NEW": f"{SECRET}3", "GONE": None}]
    again = config(stage, "dev", "--yes")
    assert (again.code, acts(stage)) == (0, [])
    assert "dev is up to date" in again.out


def test_check_and_json(stage: Scene) -> None:
    assert config(stage, "dev", "--check").code == 0
    write(stage, f"A: {SECRET}\nSECRET_TOKEN: !remote\n")
    assert config(stage, "dev", "--check").code == 10
    document = config(stage, "dev", "--dry-run", "--json").json
    found = {each["key"]: each["status"] for each in document["config_vars"]}
    assert found == {"A": "new", "SECRET_TOKEN": "same"}
    assert document["plan"]["steps"][0]["set"] == ["A"]
    done = config(stage, "dev", "--yes", "--json").json
    assert (done["exit_code"], done["result"]["release"]) == (0, "v4")


def test_values_are_shown_where_that_is_asked_for(stage: Scene) -> None:
    write(stage, "A: plain\nSECRET_TOKEN: !remote\n")
    assert "plain" not in config(stage, "dev", "--dry-run").out
    assert "plain" in config(stage, "dev", "--dry-run", "--show-values", "--only", "A").out


def test_only(stage: Scene) -> None:
    write(stage, "A: 1\nB: 2\n")
    assert config(stage, "dev", "--only", "A", "--yes").code == 0
    assert there(stage) == {"A": "1", "SECRET_TOKEN": stage.secret}
    wrong = config(stage, "dev", "--only", "AA", "--yes")
    assert wrong.code == 2
    assert "neither the file nor Heroku has a config var `AA`; did you mean `A`?" in wrong.err


def test_prune_spares_what_is_an_addons(stage: Scene) -> None:
    app = f"{stage.app}-db"
    stage.sandbox.create_app(app, database=True, config={"OLD": "1", "KEPT": "2"})
    (stage.folder / "app.conf.yaml").write_text(HEAD.format(app=app))
    write(stage, "KEPT: 2\n")
    before = stage.sandbox.app(app)["config_vars"]
    done = config(stage, "dev", "--prune", "--yes")
    assert done.code == 0, done.text
    assert "@ DATABASE_URL" in done.out
    after = stage.sandbox.app(app)["config_vars"]
    assert after == {"KEPT": "2", "DATABASE_URL": before["DATABASE_URL"]}
    write(stage, "DATABASE_URL: postgres://elsewhere\nKEPT: 2\n")
    refused = config(stage, "dev", "--yes")
    assert refused.code == 2
    assert "vars.yaml:1: DATABASE_URL is set by the add-on" in refused.err
    write(stage, "{}\n")
    emptied = config(stage, "dev", "--prune", "--yes")
    assert emptied.code == 3
    assert "--prune would leave" in emptied.err
    stage.sandbox.delete_app(app)


def test_what_must_be_there_and_is_not(stage: Scene) -> None:
    write(stage, "A: 1\nBY_HAND: !remote\n")
    refused = config(stage, "dev", "--yes")
    assert (refused.code, acts(stage)) == (3, [])
    assert f"heroku config:set BY_HAND=... --app={stage.app}" in refused.err
    assert config(stage, "dev", "--check").code == 10
    assert config(stage, "dev", "--only", "A", "--yes").code == 0


ODD = {
    "SPACES": "  a  b ",
    "EQUALS": "a=b==",
    "QUOTES": "'\"",
    "DOLLAR": "$HOME ${HOME} $(id)",
    "BACKTICKS": "`id`",
    "LINES": "one\n two\n\n",
    "EMOJI": "grüße 😀",
    "LONG": "x" * 30_000,
    "EMPTY": "",
    "DASH": "-n",
    "DASHES": "--app=other",
    "BACKSLASH": "a\\nb\\",
    "TAB": "a\tb",
    "COMMENT": "a #b: c",
}


def test_bytes_in_the_file_are_bytes_at_the_app_and_in_a_dyno(stage: Scene) -> None:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in ODD.items()]
    write(stage, "".join(lines))
    done = config(stage, "dev", "--yes")
    assert done.code == 0, done.text
    assert {key: there(stage)[key] for key in ODD} == ODD
    words = ("heroku", "run", "--no-tty", f"--app={stage.app}", "--", "env -0 | base64 -w0")
    printed = stage.run(*words).strip()
    dyno = dict(
        pair.split("=", 1) for pair in base64.b64decode(printed).decode().split("\0") if "=" in pair
    )
    assert {key: dyno[key] for key in ODD} == ODD


@API
def test_a_thousand_in_one_request(stage: Scene) -> None:
    write(stage, "".join(f"VAR_{number}: '{number}'\n" for number in range(1000)))
    done = config(stage, "dev", "--yes")
    assert done.code == 0, done.text
    assert len(changes(stage)) == 1
    assert len(there(stage)) == 1001
    assert "set 1,000 config vars, in one request" in done.out


# --- refusals ----------------------------------------------------------------------------------


def test_it_is_asked_like_a_deployment(stage: Scene) -> None:
    (stage.folder / "app.conf.yaml").write_text(
        HEAD.format(app=stage.app) + "config_vars: {A: 1}\n"
    )
    for words, hint in (
        (["live"], "--yes --confirm live"),
        (["live", "--yes"], "--yes --confirm live"),
        (["dev"], "--yes"),
    ):
        refused = config(stage, *words)
        assert (refused.code, acts(stage)) == (3, [])
        assert hint in refused.err
    assert config(stage, "live", "--yes", "--confirm", "live").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"A: !command sh -c 'echo {SECRET}; exit 3'\n", "A: `sh` ended with exit code 3"),
        ("A: !env NOT_SET_ANYWHERE\n", "A: the environment variable `NOT_SET_ANYWHERE` is not set"),
        ("A: !file none\n", "cannot be read: no such file or directory"),
        (f"A: [{SECRET}]\n", "vars.yaml:1: `A` is a list"),
        (f"A: '{SECRET}\n", "vars.yaml:1: a quote opens here"),
        (f"HEROKU_A: {SECRET}\n", "begins with `HEROKU_`"),
        ("A: " + "x" * 33_000 + "\n", "and Heroku takes 32,768 of an app"),
    ],
)
def test_what_cannot_be_set(stage: Scene, text: str, said: str) -> None:
    write(stage, text)
    refused = config(stage, "dev", "--yes")
    assert (refused.code, acts(stage)) == (2, [])
    assert said in refused.err


def test_nothing_is_said_of_config_vars(stage: Scene) -> None:
    refused = config(stage, "live")
    assert refused.code == 2
    assert "the settings say nothing of the config vars of live" in refused.err


def test_a_frozen_environment(stage: Scene, origin: Path) -> None:
    stage.run("heroku-tools", "lock", "dev", "--reason", "the fair")
    write(stage, "A: 1\n")
    refused = config(stage, "dev", "--yes")
    assert (refused.code, acts(stage)) == (3, [])
    assert "dev is frozen: the fair" in refused.err


@pytest.fixture
def origin(stage: Scene, tmp_path: Path) -> Path:
    stage.git("init", "--quiet", "--bare", str(tmp_path / "origin.git"))
    stage.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    return tmp_path / "origin.git"


# --- trouble -----------------------------------------------------------------------------------

PATCH = "PATCH /apps/*/config-vars*"


@API
@pytest.mark.parametrize(
    ("how", "code", "arrived"),
    [
        ({"action": "drop-before"}, 1, False),
        ({"action": "drop-after"}, 0, True),
        ({"action": "fail", "status": 503}, 1, False),
        ({"action": "fail-after", "status": 500}, 0, True),
        ({"action": "fail", "status": 422}, 1, False),
    ],
)
def test_a_request_that_goes_wrong(
    stage: Scene, how: Mapping[str, Any], code: int, arrived: bool
) -> None:
    write(stage, f"A: {SECRET}\n")
    stage.sandbox.fault(stage.app, PATCH, **how)
    result = config(stage, "dev", "--yes")
    assert result.code == code, result.text
    assert there(stage).get("A") == (SECRET if arrived else None)
    assert config(stage, "dev", "--yes").code == 0
    assert there(stage)["A"] == SECRET
    assert len([what for what in stage.state()["releases"] if "Set A" in what["description"]]) == 1


@API
def test_somebody_changes_it_between_show_and_act(stage: Scene, tmp_path: Path) -> None:
    write(stage, f"A: {SECRET}\n")
    # What is looked at again is looked at late: a colleague is faster.
    stage.sandbox.fault(
        stage.app, "GET /apps/*/config-vars*", action="slow", seconds=2, nth=2, times=1
    )

    def colleague() -> None:
        stage.sandbox.wait_for(lambda: len(_looks(stage)) >= 2)
        stage.sandbox.set_config(stage.app, {"B": "theirs"})

    other = threading.Thread(target=colleague)
    other.start()
    result = config(stage, "dev", "--yes")
    other.join()
    assert result.code == 3, result.text
    assert "have changed since the plan was made; nothing was touched" in result.err
    assert changes(stage) == []


def _looks(stage: Scene) -> list[str]:
    found = [entry.what for entry in stage.sandbox.journal(stage.app)]
    return [what for what in found if what.startswith("GET") and "config-vars" in what]


def phase(stage: Scene, command: str) -> None:
    stage.commit("phase", {"Procfile": f"release: {command}\nweb: sleep 1000\n"})
    stage.push()
    stage.sandbox.wait_for(lambda: stage.state()["releases"][-1]["status"] != "pending")


@API
def test_a_release_phase_that_fails(stage: Scene) -> None:
    phase(stage, 'sh -c "test -z \\"$BREAK\\""')
    write(stage, "BREAK: 'yes'\n")
    assert "before that its release phase runs" in config(stage, "dev", "--dry-run").out
    result = config(stage, "dev", "--yes")
    assert result.code == 4, result.text
    assert "Heroku has the new config vars, and the dynos run with the old ones" in result.err
    assert f"heroku releases:output v5 --app={stage.app}" in result.err
    assert "heroku-tools config dev --resume" in result.err
    # Nothing new is begun; `deploy` says whose it is, and how to go on.
    refused = stage.deploy("dev", "--yes")
    assert refused.code == 3
    assert "unfinished change of config vars" in refused.err
    assert "heroku-tools config dev --resume" in refused.err
    write(stage, "BREAK: ''\n")
    mended = config(stage, "dev", "--resume", "--yes")
    assert mended.code == 0, mended.text
    assert stage.state()["releases"][-1]["status"] == "succeeded"


@API
def test_abandon(stage: Scene) -> None:
    phase(stage, 'sh -c "test -z \\"$BREAK\\""')
    write(stage, "BREAK: 'yes'\n")
    assert config(stage, "dev", "--yes").code == 4
    left = config(stage, "dev", "--abandon", "--yes")
    assert left.code == 0, left.text
    assert config(stage, "dev", "--dry-run").code == 0
    assert there(stage)["BREAK"] == "yes"


# --- killed ------------------------------------------------------------------------------------


def begin(stage: Scene, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["heroku-tools", "config", "dev", "--yes", *words],
        cwd=stage.folder,
        env=stage.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@API
@pytest.mark.parametrize("arrives", [True, False])
@pytest.mark.parametrize("clone", ["same", "fresh"])
def test_killed_within_the_change(stage: Scene, origin: Path, arrives: bool, clone: str) -> None:
    write(stage, "A: !env A_SECRET\nB: '2'\n")
    stage.extra["A_SECRET"] = SECRET
    stage.commit("vars", {"README": "more"})
    stage.git("push", "--quiet", "origin", "dev")
    action = "hang-after" if arrives else "hang"
    stage.sandbox.fault(stage.app, PATCH, action=action, seconds=30)
    running = begin(stage)
    stage.sandbox.wait_for(lambda: changes(stage))
    running.kill()
    assert SECRET not in (running.communicate()[0] or b"").decode()
    stage.sandbox.clear_faults(stage.app)
    if clone == "fresh":
        folder = stage.folder.parent / "fresh"
        stage.git("clone", "--quiet", "--branch", "dev", str(origin), str(folder))
        stage.folder = folder
    refused = config(stage, "dev", "--yes")
    assert refused.code == 3, refused.text
    assert "unfinished change of config vars" in refused.err
    done = config(stage, "dev", "--resume", "--yes")
    assert done.code == 0, done.text
    assert there(stage)["A"] == SECRET
    releases = [each["description"] for each in stage.state()["releases"]]
    assert sum("Set A" in each for each in releases) == 1
    assert stage.git("ls-remote", "origin", "refs/heroku-tools/*") == ""


@API
def test_killed_within_a_change_that_prunes(stage: Scene) -> None:
    stage.sandbox.set_config(stage.app, {"OLD": "1", "KEPT": "2"})
    write(stage, "KEPT: '2'\nSECRET_TOKEN: !remote\n")
    stage.sandbox.fault(stage.app, PATCH, action="hang-after", seconds=30)
    running = begin(stage, "--prune")
    stage.sandbox.wait_for(lambda: changes(stage))
    running.kill()
    running.communicate()
    stage.sandbox.clear_faults(stage.app)
    # Neither side has the key any more; what the file has got since is no part of the change.
    write(stage, "KEPT: '2'\nSECRET_TOKEN: !remote\nLATER: '3'\n")
    done = config(stage, "dev", "--resume", "--yes")
    assert done.code == 0, done.text
    assert there(stage) == {"KEPT": "2", "SECRET_TOKEN": stage.secret}


@API
def test_ctrl_c_waits_for_what_is_under_way(stage: Scene) -> None:
    write(stage, f"A: {SECRET}\n")
    stage.sandbox.fault(stage.app, PATCH, action="slow", seconds=2)
    running = begin(stage)
    stage.sandbox.wait_for(lambda: changes(stage))
    running.send_signal(2)
    said = running.communicate()[0].decode()
    assert running.returncode == 4, said
    assert SECRET not in said
    assert there(stage)["A"] == SECRET
    assert config(stage, "dev", "--resume", "--yes").code == 0


# --- told --------------------------------------------------------------------------------------


@API
def test_the_news_of_it(stage: Scene) -> None:
    write(stage, f"A: {SECRET}\nB: ''\n")
    with Receiver(200) as receiver:
        settings = stage.folder / "app.conf.yaml"
        settings.write_text(settings.read_text() + "notify: [!env NEWS]\n")
        stage.extra["NEWS"] = f"json://127.0.0.1:{receiver.port}/"
        assert config(stage, "dev", "--dry-run").code == 0
        assert config(stage, "dev", "--check").code == 10
        assert receiver.received == []
        stage.sandbox.fault(stage.app, PATCH, action="fail", status=422)
        assert config(stage, "dev", "--yes").code == 1
        assert config(stage, "dev", "--yes").code == 0
    failed, made = map(json.loads, receiver.received)
    assert (failed["type"], made["type"]) == ("failure", "success")
    assert made["title"] == "dev: config vars changed, v4"
    assert f"{stage.app}: set A, B, in one request" in made["message"]
    assert SECRET not in "".join(receiver.received)


def test_the_history_names_it(stage: Scene) -> None:
    write(stage, "A: 1\n")
    assert config(stage, "dev", "--yes").code == 0
    history = stage.command("heroku-tools", "history", "dev")
    assert "dev  config vars, 2 steps" in history.out


# --- nothing is said ---------------------------------------------------------------------------


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Every argv on this machine, sampled while the test runs."""
    seen: set[str] = set()
    stop = threading.Event()

    def sample() -> None:
        while not stop.is_set():
            for place in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(place.read_bytes().decode(errors="replace"))
                except OSError:
                    continue
            time.sleep(0.02)

    sampling = threading.Thread(target=sample)
    sampling.start()
    found: list[str] = []
    yield found
    stop.set()
    sampling.join()
    assert len(seen) > 10
    assert not [argv for argv in seen if "s3cret-for-ps" in argv and str(os.getpid()) not in argv]


@API
@pytest.mark.usefixtures("watched")
def test_no_value_is_in_any_argv(stage: Scene) -> None:
    write(stage, "A: s3cret-for-ps\n")
    stage.sandbox.fault(stage.app, PATCH, action="slow", seconds=1)
    result = config(stage, "dev", "--yes")
    assert result.code == 0, result.text
    assert "s3cret-for-ps" not in result.text + stage.remembered()


@API
@pytest.mark.parametrize("status", [422, 500])
def test_no_value_is_in_what_heroku_says_nor_in_a_traceback(stage: Scene, status: int) -> None:
    stage.extra["HEROKU_TOOLS_DEBUG"] = "1"
    write(stage, f"A: {SECRET}\n")
    stage.sandbox.fault(stage.app, PATCH, action="fail", status=status)
    result = config(stage, "dev", "--yes")
    assert result.code == 1
    assert "Traceback" in result.err


def test_the_cli_takes_values_in_argv_and_that_is_said_before(stage: Scene) -> None:
    stage.extra["HEROKU_TOOLS_DOOR"] = "cli"
    write(stage, f"A: {SECRET}\nSECRET_TOKEN: !unset\n")
    shown = config(stage, "dev", "--dry-run")
    assert "the heroku CLI sets the values: as arguments" in shown.err
    assert "in 2 requests" in shown.out
    done = config(stage, "dev", "--yes")
    assert done.code == 0, done.text
    assert there(stage) == {"A": SECRET}
