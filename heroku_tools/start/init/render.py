"""The draft as app.conf.yaml, with comments, and its files of config vars (pure)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from heroku_tools.config.scalars import block, inline
from heroku_tools.start.init.draft import Draft, Framework, Place, Proposed

SCHEMA = (
    "https://raw.githubusercontent.com/yunojuno/heroku-tools/main/heroku_tools/app.conf.schema.json"
)
FOLDER = "config_vars"
HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
#
# Where the code of this project goes. `heroku-tools check` looks whether all is there, `deploy
# LABEL --dry-run` shows what would be done. There are more keys: see app.conf.example.yaml of
# heroku-tools, or let your editor complete them.
"""
LINE = 100
COMMENTS = {
    "label": "the name you type: `deploy {}`",
    "app_name": "the name of the app on Heroku",
    "branch": "the git branch that is deployed",
    "promote_from": "gets the very slug that {} runs, by the pipeline",
    "protected": "asks for a PIN before anything happens",
    "config_vars": "for `heroku-tools config {}`",
}


def settings(draft: Draft) -> str:
    """Return the text of app.conf.yaml."""
    parts = [HEAD, _environments(draft.places)]
    parts += [_commands(draft.framework)] if draft.framework else []
    return "\n".join(parts)


def vars_file(place: Place) -> str:
    """Return where the config vars of an environment go, relative to app.conf.yaml."""
    return f"{FOLDER}/{place.label}.yaml"


def config_vars(place: Place) -> str:
    """Return the text of its file of config vars."""
    head = (
        f"# The config vars of {place.label} ({place.app}). They are secrets: keep this file out\n"
        "# of a repository that others may read, or fetch them: `!env NAME`, `!command ...`.\n\n"
    )
    pairs = ((key, block(value, 4, "\n") or inline(value)) for key, value in place.vars.items())
    return head + "".join(f"{key}: {value}\n" for key, value in pairs)


def _environments(places: Sequence[Place]) -> str:
    return "environments:\n" + "\n".join(
        _place(each, explained=number == 0) for number, each in enumerate(places)
    )


def _place(place: Place, *, explained: bool) -> str:
    keys = [("label", place.label), ("app_name", place.app)]
    keys.append(
        ("promote_from", place.promote_from) if place.promote_from else ("branch", place.branch)
    )
    keys += [("protected", "true")] if place.protected else []
    keys += [("config_vars", vars_file(place))] if place.vars else []
    lines = [_key(key, value, place, explained=explained) for key, value in keys]
    lines += [f"deploy: {{tag: {inline(place.tag)}}}"] if place.tag else []
    if place.after:
        words = ", ".join(map(inline, place.after))
        lines.append(f"hooks: {{after: [{words}]}}")
    return "".join(f"    {'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def _key(key: str, value: str, place: Place, *, explained: bool) -> str:
    text = f"{key}: {value if value == 'true' else inline(value)}"
    if not explained and key not in ("promote_from", "protected"):
        return text
    comment = COMMENTS[key].format(place.promote_from if key == "promote_from" else place.label)
    return f"{text:<26}  # {comment}"


def _commands(framework: Framework) -> str:
    head = f"# {framework.name}: what has to run in the app, where files that match have changed.\n"
    on = [each for each in framework.commands if not each.off]
    off = [each for each in framework.commands if each.off]
    body = "commands:\n" + "".join(map(_command, on)) if on else ""
    return head + body + "".join(map(_switched_off, off))


def _command(command: Proposed) -> str:
    run, when = _words(command.run), inline(command.when)
    return f"    {command.name}:\n        run: {run}\n        when: {when}\n"


def _words(line: str) -> str:
    """Plain words need no quotes."""
    return line if re.fullmatch(r"[a-z][\w./=-]*( [\w./=-]+)*", line) else inline(line)


def _switched_off(command: Proposed) -> str:
    why = textwrap.wrap(command.off, LINE, initial_indent="    # ", subsequent_indent="    # ")
    lines = "".join(f"    # {line[4:]}\n" for line in _command(command).splitlines())
    return "\n" + "\n".join(why) + "\n" + lines
