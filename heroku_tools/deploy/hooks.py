"""Local commands around a deployment, and the facts they are told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from heroku_tools.engine.record import Record, release_of
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import process
from heroku_tools.tools.process import OnLine


def facts(record: Record, *, outcome: str = "", reason: str = "") -> dict[str, str]:
    """Return what a hook is told, by the names of its variables; what is not known is empty."""
    return {
        "HEROKU_TOOLS_ENVIRONMENT": record.plan.environment,
        "HEROKU_TOOLS_APP": record.plan.app,
        "HEROKU_TOOLS_COMMIT": record.wanted,
        "HEROKU_TOOLS_LIVE": record.before.commit or "",
        "HEROKU_TOOLS_RELEASE": release_of(record),
        "HEROKU_TOOLS_OUTCOME": outcome,
        "HEROKU_TOOLS_REASON": reason,
    }


def run(argv: tuple[str, ...], top: Path, told: Mapping[str, str], on_line: OnLine) -> str | None:
    """Run a hook in the folder `top`. Returns why it failed, None where it did not."""
    program = argv[0]
    if "/" in program:
        program = str(top / program)  # the folder it is typed in must not matter
    try:
        answer = process.ask(
            (program, *argv[1:]),
            env={**os.environ, **told},
            cwd=top,
            on_out=on_line,
            on_err=on_line,
        )
    except HerokuToolsError as error:
        return error.message
    return None if answer.ok else f"it ended with exit code {answer.code}"
