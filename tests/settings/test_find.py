"""Which file is the settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.errors import Exit, SettingsFailed
from heroku_tools.settings import find, shown


def tree(root: Path, *names: str) -> Path:
    """Files, or folders where the name ends with `/`; returns root/a/b, which always exists."""
    (root / "a/b").mkdir(parents=True)
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            (root / name).mkdir(exist_ok=True)
        else:
            (root / name).touch()
    return root / "a/b"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["a/b/app.conf.yaml"], "a/b/app.conf.yaml"),
        ([".git/", "a/b/app.conf.yaml", "app.conf.yaml"], "a/b/app.conf.yaml"),
        ([".git/", "app.conf.yaml"], "app.conf.yaml"),
        (["a/.git", "a/app.conf.yaml", "app.conf.yaml"], "a/app.conf.yaml"),
        (["a/.git/", ".git/", "app.conf.yaml"], None),
        (["a/b/.git", "a/app.conf.yaml"], None),
        (["app.conf.yaml"], None),
    ],
)
def test_the_nearest_file_up_to_the_git_root(
    tmp_path: Path, names: list[str], found: str | None
) -> None:
    start = tree(tmp_path, *names)
    if found is None:
        with pytest.raises(SettingsFailed):
            find(start, None, {})
    else:
        assert find(start, None, {}) == tmp_path / found


def test_what_is_named_wins(tmp_path: Path) -> None:
    start = tree(tmp_path, "a/b/app.conf.yaml", "a/one.yaml", "two.yaml")
    named = {"HEROKU_TOOLS_CONFIG": "../one.yaml"}
    assert find(start, str(tmp_path / "two.yaml"), named) == tmp_path / "two.yaml"
    assert find(start, None, named).resolve() == tmp_path / "a/one.yaml"
    assert find(start, None, {"HEROKU_TOOLS_CONFIG": ""}) == start / "app.conf.yaml"


def test_not_found_says_where_and_what_to_do(tmp_path: Path) -> None:
    start = tree(tmp_path, ".git/")
    with pytest.raises(SettingsFailed) as failure:
        find(start, None, {})
    assert failure.value.message == (
        f"no app.conf.yaml in {start} or above it up to the git root {tmp_path}"
    )
    assert failure.value.hint == (
        "start from app.conf.example.yaml, saved as app.conf.yaml, or name your file by `-c FILE`"
    )
    assert failure.value.exit_code == Exit.USAGE


def test_outside_git_only_here(tmp_path: Path) -> None:
    start = tree(tmp_path)
    with pytest.raises(SettingsFailed) as failure:
        find(start, None, {})
    assert failure.value.message == f"no app.conf.yaml in {start}"


@pytest.mark.parametrize(
    ("explicit", "environ", "message"),
    [
        ("x.yaml", {}, "no settings file x.yaml, which --config-file names"),
        (
            None,
            {"HEROKU_TOOLS_CONFIG": "/no/x"},
            "no settings file /no/x, which HEROKU_TOOLS_CONFIG names",
        ),
        ("x\0y", {}, "no settings file x\0y, which --config-file names"),
    ],
)
def test_named_but_not_there(
    tmp_path: Path, explicit: str | None, environ: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsFailed) as failure:
        find(tree(tmp_path, "a/b/app.conf.yaml"), explicit, environ)
    assert failure.value.message == message


def test_paths_are_shown_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree(tmp_path))
    assert shown(Path("app.conf.yaml")) == "app.conf.yaml"
    assert shown(tmp_path / "a/b/app.conf.yaml") == "app.conf.yaml"
    assert shown(Path("../x.yaml")) == "../x.yaml"
    assert shown(Path.cwd() / "../x.yaml") == "../x.yaml"
    assert shown(tmp_path / "x.yaml") == str(tmp_path / "x.yaml")
