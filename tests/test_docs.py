"""The documentation builds without a warning, and leaves nothing out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from heroku_tools.cli import COMMANDS, heroku_tools
from heroku_tools.errors import Exit
from heroku_tools.settings import keys
from tests.settings.test_example import all_keys

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as text."""
    pages = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "text",
         "-d", pages / "doctrees", DOCS, pages],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return pages


def options_of(name: str) -> list[str]:
    with click.Context(heroku_tools) as group:
        command = heroku_tools.get_command(group, name)
    assert command
    options = [each for each in command.params if isinstance(each, click.Option)]
    return [max(each.opts, key=len) for each in options if not each.hidden]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_there(built: Path, name: str) -> None:
    text = (built / "commands.txt").read_text()
    part = text[text.index(f"Usage: heroku-tools {name} ") :].partition("\nUsage: ")[0]
    for option in options_of(name):
        assert re.search(rf"{re.escape(option)}\b", part), option


def test_every_key_is_there(built: Path) -> None:
    text = (built / "settings.txt").read_text()
    for key in all_keys(keys.FILE):
        assert f'"{key.name}"' in text, key.name


@pytest.mark.parametrize("code", Exit, ids=lambda code: code.name)
def test_every_exit_code_is_there(built: Path, code: Exit) -> None:
    manual, readme = (built / "failures.txt").read_text(), (ROOT / "README.rst").read_text()
    assert re.search(rf"^\| {code.value} ", manual, re.MULTILINE)
    assert re.search(rf"^{code.value} ", readme, re.MULTILINE)
