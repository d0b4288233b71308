"""Where a change of config vars begins: looking at both sides, showing them, and looking again."""

from __future__ import annotations

import os

from heroku_tools import settings as app_conf
from heroku_tools.config import show, values
from heroku_tools.config.look import look, same
from heroku_tools.config.looked import Looked
from heroku_tools.config.options import Options
from heroku_tools.config.proposal import Proposal
from heroku_tools.engine.salt import salt
from heroku_tools.errors import Refused, UsageFailed
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import naming
from heroku_tools.settings import ConfigVar


def wanted_of(stage: Stage) -> tuple[ConfigVar, ...]:
    """Read what the file says. Raises UsageFailed where it says nothing of config vars."""
    wanted = app_conf.config_vars_of(stage.settings, stage.environment)
    if wanted is None:
        raise UsageFailed(
            f"the settings say nothing of the config vars of {stage.environment.label}",
            hint="Add `config_vars:` to it, a mapping or the path of a file with one.",
        )
    return wanted


def look_at(stage: Stage, wanted: tuple[ConfigVar, ...]) -> Looked:
    """Ask for both sides, side by side."""
    app = stage.environment.app_name
    with values.start(wanted, os.environ) as resolving:
        return naming(stage.environment, lambda: look(stage.questions, app, wanted, resolving))


def present(stage: Stage, options: Options, proposal: Proposal) -> None:
    """Show it, and put it into the `--json` document."""
    console = stage.console
    showing = show.showing(values=options.show_values, salt=salt(stage.git.folder))
    stage.report.update(show.document(proposal, showing))
    for warning in proposal.warnings:
        console.warn(warning)
    if options.as_json and options.looks_only:
        return
    console.answer(show.text(proposal, showing, width=console.width, verbose=options.verbose))
    if proposal.nothing_to_do:
        console.answer(show.one_line(proposal))


def look_again(stage: Stage, looked: Looked) -> None:
    """The plan was made for what was then. Raises Refused where Heroku's side has changed since."""
    if not same(stage.questions, looked):
        raise Refused(
            f"the config vars or the releases of {looked.app} have changed since the plan was "
            "made; nothing was touched",
            hint=f"Look again: {stage.options.the_same}",
        )
