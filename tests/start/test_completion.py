"""TAB in a real bash; what the other shells read, as far as it can be told without them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from heroku_tools.cli import heroku_tools

MAP = "environments: [{label: live, app_name: my-app, branch: main}]\n"
BIN = str(Path(sys.executable).parent)


def script(shell: str) -> str:
    done = CliRunner().invoke(heroku_tools, ["completion", shell])
    assert done.exit_code == 0
    return done.output


def in_bash(folder: Path, *words: str) -> str:
    """What bash would offer after these words, the last of which is being typed."""
    typed = " ".join(f"'{word}'" for word in words)
    ask = (
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}\n"
        f'_{words[0].replace("-", "_")}_completion {words[0]}\necho "${{COMPREPLY[*]}}"\n'
    )
    env = {**os.environ, "PATH": f"{BIN}:/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-c", script("bash") + ask], cwd=folder, env=env, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.strip()


def test_in_bash(tmp_path: Path) -> None:
    (tmp_path / "app.conf.yaml").write_text(MAP)
    assert in_bash(tmp_path, "heroku-tools", "rollb") == "rollback"
    assert in_bash(tmp_path, "heroku-tools", "status", "") == "live"
    assert in_bash(tmp_path, "deploy", "") == "live"
    assert in_bash(tmp_path, "deploy", "live", "--dry") == "--dry-run"


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "complete -o nosort -F _deploy_completion deploy"),
        ("zsh", "compdef _deploy_completion deploy"),
        ("fish", "complete --no-files --command deploy"),
    ],
)
def test_each_shell_is_told_of_both_programs(shell: str, words: str) -> None:
    said = script(shell)
    assert words in said
    assert words.replace("deploy", "heroku-tools").replace("_heroku-tools", "_heroku_tools") in said
    assert "_HEROKU_TOOLS_COMPLETE" in said
    assert "_DEPLOY_COMPLETE" not in said


def test_no_such_shell() -> None:
    done = CliRunner().invoke(heroku_tools, ["completion", "tcsh"])
    assert (done.exit_code, "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr) == (
        2,
        True,
    )
