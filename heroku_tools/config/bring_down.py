"""`config ENVIRONMENT --pull`: the workflow; Heroku is looked at only, a file here is written."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from heroku_tools import settings as app_conf
from heroku_tools.config import show
from heroku_tools.config.begin import look_at
from heroku_tools.config.diff import Line, diff
from heroku_tools.config.guard import chosen
from heroku_tools.config.marked import CannotSplice
from heroku_tools.config.options import Options
from heroku_tools.config.pull import Pulled, pull
from heroku_tools.config.splice import Edit, splice
from heroku_tools.config.target import Target, target_of, uneditable, write
from heroku_tools.console import count, printable
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.salt import salt
from heroku_tools.errors import Exit
from heroku_tools.journey.stage import Stage
from heroku_tools.settings import ConfigVar, shown


def bring_down(stage: Stage, options: Options) -> Exit:
    """Write what Heroku has into the environment's file: the whole story."""
    target = target_of(stage.settings, stage.environment)
    looked = look_at(stage, _wanted(stage, target))
    sides = looked.sides
    lines = diff(sides, only=chosen(options.only, sides))
    try:
        pulled = pull(lines, sides, target.keys, with_values=options.with_values)
        text = splice(target.text, pulled.edits, target.path)
    except CannotSplice as error:
        raise uneditable(error, target) from error
    _show(stage, options, target, lines, pulled)
    if not pulled.edits or options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check and pulled.edits else Exit.DONE
    _agree(stage, target, pulled)
    write(target, text)
    stage.report["written"] = str(target.file)
    stage.console.answer(f"{shown(target.file)}: {count(len(pulled.edits), 'line')} written.")
    return Exit.DONE


def _wanted(stage: Stage, target: Target) -> tuple[ConfigVar, ...]:
    """What the file says now; the one that is to be written may not be there yet."""
    environment = stage.environment
    if not target.exists:
        layers = (environment.config_vars or ())[:-1]
        environment = replace(environment, config_vars=layers)
    return app_conf.config_vars_of(stage.settings, environment) or ()


def _agree(stage: Stage, target: Target, pulled: Pulled) -> None:
    """A file of one's own is no app: no PIN, and `--yes` does, protected or not."""
    consent = replace(stage.consent, protected=False, pin=False, none=False)
    what = f"Write {count(len(pulled.edits), 'line')} of {shown(target.file)}?"
    agree(consent, what=what, doubts=(), asker=stage.console)


def _show(
    stage: Stage, options: Options, target: Target, lines: tuple[Line, ...], pulled: Pulled
) -> None:
    showing = show.showing(values=options.show_values, salt=salt(stage.git.folder))
    before = {line.key: line.here for line in lines}
    stage.report["environment"] = stage.environment.label
    stage.report["file"] = os.fspath(target.file)
    stage.report["edits"] = [_data(edit, showing) for edit in pulled.edits]
    stage.report["left"] = list(pulled.left)
    for each in pulled.left:
        stage.console.warn(each)
    if options.as_json and options.looks_only:
        return
    if not pulled.edits:
        stage.console.answer(f"{shown(target.file)} has what Heroku has: nothing to write.")
        return
    stage.console.answer(f"{shown(target.file)}, from {stage.environment.app_name}")
    there = target.keys
    for edit in pulled.edits:
        row = _row(edit, before.get(edit.key), edit.key in there, showing)
        stage.console.answer(f"  {row}")
    stage.console.answer("")


def _row(edit: Edit, before: str | None, there: bool, showing: show.Show) -> str:
    mark = "-" if edit.removes else "!" if there else "+"
    old = [showing(before)] if before is not None else []
    new = [] if edit.removes else [edit.tag or showing(edit.value or "")]
    return f"{mark} {printable(edit.key)}  {' -> '.join([*old, *new])}".rstrip()


def _data(edit: Edit, showing: show.Show) -> dict[str, Any]:
    value = None if edit.value is None else showing(edit.value)
    return {"key": edit.key, "removed": edit.removes, "tag": edit.tag, "value": value}
