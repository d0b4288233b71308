"""What is written: settings that can be read, new files only, all or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heroku_tools import settings as app_conf
from heroku_tools.errors import HerokuToolsError, Refused, SettingsFailed
from heroku_tools.settings import When
from heroku_tools.start.init import render, write
from heroku_tools.start.init.detect import framework
from heroku_tools.start.init.draft import Draft, Place

VALUES = {"A": "s3cret: x", "B": "yes", "C": "", "D": "a\nb\n", "E": " # no comment", "F": "0080"}
LIVE = Place("live", "shop", promote_from="uat", tag="{environment}/{version}", vars=VALUES)
UAT = Place("uat", "shop-uat", branch="main", after=("sh", "-c", "echo 'a' && echo b: c"))
DRAFT = Draft((LIVE, UAT, Place("no", "shop-no", branch="feature/x")), framework(["manage.py"], {}))


def texts(folder: Path, draft: Draft = DRAFT) -> dict[Path, str]:
    return {
        folder / "app.conf.yaml": render.settings(draft),
        folder / render.vars_file(LIVE): render.config_vars(LIVE),
    }


def test_it_is_read_back_as_it_was_meant(tmp_path: Path) -> None:
    write.try_out(texts(tmp_path), tmp_path / "app.conf.yaml")
    write.write(texts(tmp_path))
    found = app_conf.load(tmp_path / "app.conf.yaml")
    live, uat, no = found.environments
    assert (live.app_name, live.promote_from, live.protected) == ("shop", "uat", True)
    assert live.deploy.tag == "{environment}/{version}"
    assert (uat.branch, uat.protected, uat.hooks.after) == ("main", False, UAT.after)
    assert (no.label, no.branch) == ("no", "feature/x")
    assert [(each.name, each.when) for each in found.commands] == [
        ("migrate", When(patterns=("/migrations/",)))
    ]
    assert found.notices == ()
    read = app_conf.config_vars_of(found, live)
    assert {each.key: each.given for each in read or ()} == VALUES
    assert (tmp_path / "config_vars/live.yaml").stat().st_mode & 0o077 == 0
    lines = (tmp_path / "app.conf.yaml").read_text().splitlines()
    assert [line for line in lines[1:] if len(line) > 100] == []


@pytest.mark.parametrize(
    "framework_files",
    [["bin/rails", "config/application.rb"], ["alembic.ini"], ["mix.exs"], ["artisan"], []],
)
def test_of_each_framework(tmp_path: Path, framework_files: list[str]) -> None:
    draft = replace(DRAFT, framework=framework(framework_files, {}))
    write.try_out(texts(tmp_path, draft), tmp_path / "app.conf.yaml")


def test_what_would_not_do_is_told_before(tmp_path: Path) -> None:
    bad = replace(DRAFT, places=(replace(UAT, app="A B"), UAT))
    with pytest.raises(SettingsFailed) as caught:
        write.try_out(texts(tmp_path, bad), tmp_path / "app.conf.yaml")
    assert caught.value.message.startswith("app.conf.yaml:")
    assert "upper-case" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    there = tmp_path / "config_vars/live.yaml"
    there.parent.mkdir()
    there.write_text("mine")
    with pytest.raises(Refused, match=r"live.yaml is there already"):
        write.write(texts(tmp_path))
    assert there.read_text() == "mine"
    assert not (tmp_path / "app.conf.yaml").exists()


def test_no_room(tmp_path: Path) -> None:
    (tmp_path / "config_vars").write_text("a file")
    with pytest.raises(HerokuToolsError, match="is there already"):
        write.write(texts(tmp_path))
    assert not (tmp_path / "app.conf.yaml").exists()
