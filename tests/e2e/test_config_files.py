"""`config --pull` and `--compare`: Heroku into the file, and environments beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.scene import Scene
from tests.e2e.test_config import HEAD, SECRET, acts, config, write

FILE = """\
# Ours.
DEBUG: off        # never on live
KEY: !env A_KEY
TEXT: |
    one
    two

OLD: 'x'
GONE: !unset
SECRET_TOKEN: !remote
"""


@pytest.fixture
def stage(scene: Scene) -> Scene:
    (scene.folder / "app.conf.yaml").write_text(HEAD.format(app=scene.app))
    write(scene, FILE)
    scene.extra["A_KEY"] = SECRET
    scene.sandbox.set_config(
        scene.app,
        {"DEBUG": "on", "KEY": SECRET, "TEXT": "1\n2\n", "GONE": "back", "NEW": f"{SECRET}2"},
    )
    return scene


def text(stage: Scene) -> str:
    return (stage.folder / "vars.yaml").read_text()


PULLED = (
    FILE.replace("DEBUG: off ", 'DEBUG: "on" ')
    .replace("    one\n    two\n\n", "    1\n    2\n")
    .replace("OLD: 'x'\n", "")
    .replace("!unset", "!remote")
)


def test_pull_then_check_finds_nothing(stage: Scene) -> None:
    shown = config(stage, "dev", "--pull", "--dry-run")
    assert (shown.code, text(stage)) == (0, FILE)
    for row in ("! DEBUG", "! TEXT", "- OLD", "! GONE", "+ NEW  !remote"):
        assert row in shown.out
    assert config(stage, "dev", "--pull", "--check").code == 10
    done = config(stage, "dev", "--pull", "--yes")
    assert (done.code, acts(stage)) == (0, []), done.text
    assert text(stage) == PULLED + "NEW: !remote\n"
    assert config(stage, "dev", "--check").code == 0
    again = config(stage, "dev", "--pull", "--yes")
    assert "nothing to write" in again.out
    assert text(stage) == PULLED + "NEW: !remote\n"


def test_pull_with_values(stage: Scene) -> None:
    assert config(stage, "dev", "--pull", "--with-values", "--yes").code == 0
    assert f"NEW: {SECRET}2\n" in text(stage)
    assert "GONE: back\n" in text(stage)
    assert config(stage, "dev", "--check").code == 0


def test_pull_leaves_what_comes_from_elsewhere(stage: Scene) -> None:
    stage.extra["A_KEY"] = "another"
    done = config(stage, "dev", "--pull", "--yes")
    assert done.code == 0
    assert "KEY differs, and comes from `!env`: left as it is" in done.err
    assert "KEY: !env A_KEY\n" in text(stage)


def test_pull_makes_the_file(stage: Scene) -> None:
    (stage.folder / "vars.yaml").unlink()
    assert config(stage, "dev", "--dry-run").code == 2
    done = config(stage, "dev", "--pull", "--yes")
    assert done.code == 0, done.text
    assert text(stage).splitlines()[0] == "DEBUG: !remote"
    assert (stage.folder / "vars.yaml").stat().st_mode & 0o777 == 0o600
    assert config(stage, "dev", "--check").code == 0


def test_pull_into_the_settings(stage: Scene) -> None:
    settings = stage.folder / "app.conf.yaml"
    settings.write_text(
        HEAD.format(app=stage.app).replace("vars.yaml", "[vars.yaml, {DEBUG: off}]")
    )
    done = config(stage, "dev", "--pull", "--yes")
    assert done.code == 0, done.text
    assert '[vars.yaml, {DEBUG: "on", GONE: !remote "", ' in settings.read_text()
    assert text(stage) == FILE
    assert config(stage, "dev", "--check").code == 0


def test_pull_is_refused(stage: Scene) -> None:
    nobody = config(stage, "dev", "--pull")
    assert (nobody.code, text(stage)) == (3, FILE)
    nowhere = config(stage, "live", "--pull", "--yes")
    assert nowhere.code == 2
    assert "live has no config_vars of its own" in nowhere.err
    write(stage, "DEBUG: &a off\nOTHER: *a\n")
    anchored = config(stage, "dev", "--pull", "--yes")
    assert anchored.code == 2
    assert "vars.yaml:1: `DEBUG` has an alias or an anchor; edit it by hand" in anchored.err
    for words in (
        ["--with-values"],
        ["--pull", "--resume"],
        ["--pull", "--prune"],
        ["--resume", "--only", "DEBUG"],
        ["--compare", "--pull"],
    ):
        assert config(stage, "dev", *words).code == 2


def test_a_file_in_a_folder_that_cannot_be_written(stage: Scene, tmp_path: Path) -> None:
    settings = stage.folder / "app.conf.yaml"
    settings.write_text(HEAD.format(app=stage.app).replace("vars.yaml", "/proc/none/vars.yaml"))
    refused = config(stage, "dev", "--pull", "--yes")
    assert refused.code == 2
    assert "cannot be" in refused.err


# --- beside each other -------------------------------------------------------------------------


def test_compare(stage: Scene) -> None:
    other = f"{stage.app}-b"
    stage.sandbox.create_app(other, config={"DEBUG": "on", "KEY": f"{SECRET}9", "MORE": "1"})
    (stage.folder / "app.conf.yaml").write_text(
        HEAD.format(app=stage.app).replace(f"app_name: {stage.app}", f"app_name: {other}", 1)
    )
    shown = config(stage, "--compare")
    assert (shown.code, acts(stage)) == (0, [])
    rows = {
        line.split()[1]: line.split()
        for line in shown.out.splitlines()
        if line[2:4] in ("= ", "! ", "? ", "@ ")
    }
    assert rows["DEBUG"][0] == "="
    assert rows["DEBUG"][2] == rows["DEBUG"][3]
    assert rows["KEY"][0] == "!"
    assert rows["MORE"][0] == "?"
    assert rows["MORE"][3] == "-"
    assert config(stage, "live", "dev", "--compare", "--check").code == 10
    document = config(stage, "--compare", "--json").json
    verdicts = {row["key"]: row["verdict"] for row in document["config_vars"]}
    assert (verdicts["DEBUG"], verdicts["KEY"], verdicts["MORE"]) == (
        "same",
        "differ",
        "not everywhere",
    )
    stage.sandbox.delete_app(other)
    gone = config(stage, "--compare")
    assert gone.code == 1
    assert f"live ({other}): Heroku knows no such app" in gone.out
    assert config(stage, "dev", "--compare").code == 2
    assert config(stage).code == 2  # and the help
    assert config(stage, "live", "dev").code == 2


def test_fingerprints_are_the_same_in_every_run(stage: Scene) -> None:
    first, second = (config(stage, "dev", "--dry-run").out for _ in range(2))
    assert first == second
    key = stage.folder / ".git/heroku-tools/fingerprint.key"
    assert key.stat().st_mode & 0o777 == 0o600
