"""Acts upon an app that several journeys have: maintenance, and commands in a one-off dyno."""

from __future__ import annotations

import re

from heroku_tools.console import Console
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.plan import RunCommand
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import signals
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.questions import Questions


def maintenance(heroku: Heroku, questions: Questions, app: str, *, on: bool) -> str:
    """Turn maintenance on or off, and return what came of it. Raises StepFailed."""
    # Short, and only its end tells where the switch is: an interruption waits for that.
    with signals.held():
        answer = heroku.ask(cli.maintenance(app, on=on))
    if answer.ok:
        return "on" if on else "off"
    is_on = _is_in_maintenance(questions, app)
    if is_on is on:
        return f"{'on' if on else 'off'}, although heroku said: {cli.complaint(answer)}"
    raise StepFailed(cli.failure(answer).message, untouched=is_on is (not on))


def _is_in_maintenance(questions: Questions, app: str) -> bool | None:
    try:
        with questions.app(app) as question:
            return question.result().maintenance
    except HerokuToolsError:
        return None


def run(heroku: Heroku, console: Console, step: RunCommand) -> str:
    """Run a command in a one-off dyno, its output shown. Raises StepFailed."""
    answer = heroku.follow(
        cli.run(step.app, step.run),
        on_out=lambda line: _dyno_line(console, line),
        on_err=lambda _: None,
    )
    if answer.ok:
        return "exit code 0"
    ended = re.findall(r"Process exited with code (\d+)", answer.errors)
    if ended:
        why = f"{step.command} ended with exit code {ended[-1]}"
        raise StepFailed(why, settled=True)
    raise StepFailed(
        f"nobody knows how {step.command} ended, or whether it still runs: {cli.complaint(answer)}"
    )


def _dyno_line(console: Console, line: str) -> None:
    shown, marker, _ = line.partition(cli.EXIT_MARKER)
    if shown or not marker:
        console.foreign(shown)
