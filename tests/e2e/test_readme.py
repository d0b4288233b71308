"""Every console example of README runs as printed there, in its order, on the demo's project."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from sandbox.client import Sandbox
from sandbox.demo_project import LABELS, Project, app
from tests.as_printed import QUESTION, Example, difference, examples

README = Path(__file__).parents[2] / "README.rst"
PATIENCE = 300  # seconds, for a command on a machine that is busy


def test_every_example_runs_as_printed(sandbox: Sandbox, tmp_path: Path) -> None:
    project = Project(sandbox, tmp_path / "guestbook")
    project.set_up()
    differences = [play(project, example) for example in examples(README.read_text())]
    if any(differences):
        pytest.fail("\n\n".join(filter(None, differences)), pytrace=False)
    for label in LABELS:
        sandbox.delete_app(app(label))


def play(project: Project, example: Example) -> str:
    """Type the command at a terminal, answer what it asks; how it differs from what is shown."""
    terminal: pexpect.spawn[str] = pexpect.spawn(
        "/bin/sh",
        ["-c", example.command],
        cwd=str(project.folder),
        # Said so, because COLUMNS of the test run would count for more than the terminal's size.
        env=project.env | {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "120", "LINES": "50"},
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(50, 120),
    )
    said = ""
    if example.answer is not None and terminal.expect([QUESTION, pexpect.EOF]) == 0:
        said = f"{terminal.before}{terminal.after}"
        terminal.sendline(example.answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    said += terminal.before or ""
    told = difference(example, said)
    if bool(terminal.exitstatus) is not example.fails:
        told += f"\n$ {example.command}\nended with exit code {terminal.exitstatus}:\n{said}"
    return told
