"""`config --compare [ENVIRONMENT...]`: all asked side by side; it changes nothing."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from heroku_tools import settings as app_conf
from heroku_tools.config.compare import Column, Verdict, compare, document
from heroku_tools.config.table import table
from heroku_tools.console import Console
from heroku_tools.engine.salt import salt
from heroku_tools.errors import Exit, HerokuToolsError, LookFailed, ProgramMissing, UsageFailed
from heroku_tools.settings import Environment
from heroku_tools.tools import doors
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.questions import Questions


def across(labels: tuple[str, ...], *, check: bool, as_json: bool, config_file: str | None) -> Exit:
    """Compare environments, all where none is named. Raises HerokuToolsError as the codes say."""
    console, here = Console(as_json=as_json), Path.cwd()
    settings = app_conf.load(app_conf.find(here, config_file, os.environ))
    chosen = tuple(settings.app(label) for label in labels) or settings.apps
    if len(chosen) < 2:
        raise UsageFailed("--compare takes two environments at least", hint="Or name none: all.")
    git, heroku = Git.open(here, os.environ), Heroku(os.environ)
    console.progress(f"Looking at {', '.join(each.app_name for each in chosen)} ...")
    with doors.opened(heroku, os.environ, tell=console.debug) as questions:
        columns = _look(questions, chosen)
    comparison = compare(columns, salt(git.folder))
    if as_json:
        console.document(document(comparison))
    else:
        console.answer(table(comparison, console.width))
    if any(column.values is None for column in columns):
        raise LookFailed("not every environment could be read; what is shown of the others stands")
    found = any(row.verdict is Verdict.MISSING for row in comparison.rows)
    return Exit.SOMETHING_TO_DO if check and found else Exit.DONE


def _look(questions: Questions, chosen: tuple[Environment, ...]) -> tuple[Column, ...]:
    with ExitStack() as under_way:
        asked = [
            (
                each,
                under_way.enter_context(questions.config_vars(each.app_name)),
                under_way.enter_context(questions.addon_vars(each.app_name)),
            )
            for each in chosen
        ]
        found = []
        for each, values, addons in asked:
            try:
                found.append(Column(each.label, each.app_name, values.result(), addons.result()))
            except ProgramMissing:
                raise
            except HerokuToolsError as error:
                found.append(Column(each.label, each.app_name, None, why=error.message))
    return tuple(found)
