"""The examples: each line that calls heroku-tools is one that it understands."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from heroku_tools.cli import heroku_tools

EXAMPLES = Path(__file__).parents[1] / "examples"
WORKFLOWS = sorted(EXAMPLES.glob(".github/workflows/*.yml"))
TARGETS = ("dev", "uat", "release", "look", "config-check")


def understands(line: str) -> None:
    """Raise click's own error for a word that the command does not know."""
    program, name, *words = shlex.split(line)
    assert program == "heroku-tools"
    with click.Context(heroku_tools) as group:
        command = heroku_tools.get_command(group, name)
        assert command, name
        command.make_context(name, words, parent=group)


def steps(workflow: Path) -> Iterator[dict[str, str]]:
    for job in yaml.safe_load(workflow.read_text())["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("target", TARGETS)
def test_the_makefile(target: str) -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--file", EXAMPLES / "Makefile", target],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = told.stdout.splitlines()
    assert lines
    for line in lines:
        understands(line)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow(workflow: Path) -> None:
    ran = [step["run"] for step in steps(workflow) if "run" in step]
    ours = [line for line in ran if line.startswith("heroku-tools")]
    assert ours
    for line in ours:
        understands(line)
    assert any("install heroku-tools" in line for line in ran)


def test_an_unknown_word_is_found() -> None:
    with pytest.raises(click.UsageError):
        understands("heroku-tools deploy dev --yse")
