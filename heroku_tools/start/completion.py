"""What a shell reads to complete `heroku-tools` and `deploy`: click's own scripts."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_HEROKU_TOOLS_COMPLETE"
PROGRAMS = ("heroku-tools", "deploy")


def script(shell: str) -> str:
    """Return it; `shell` is bash, zsh or fish."""
    made = get_completion_class(shell)
    assert made
    return "\n".join(
        made(click.Command(None), {}, program, VARIABLE).source() for program in PROGRAMS
    )
