"""`check [ENVIRONMENT...]`: this machine, the file and every environment, asked side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from heroku_tools import settings as app_conf
from heroku_tools.console import Console
from heroku_tools.errors import Exit, ProgramMissing
from heroku_tools.journey.side_by_side import Looking, side_by_side
from heroku_tools.settings import Environment, Settings
from heroku_tools.start.doctor import show
from heroku_tools.start.doctor.finding import Section, document, to_dos, without_repetitions
from heroku_tools.start.doctor.look import Ground, look
from heroku_tools.start.doctor.machine import file, machine
from heroku_tools.tools import doors
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku

MACHINE, FILE = "0 machine", "1 file"  # no labels: they have a blank


def check(labels: Sequence[str], *, as_json: bool, config_file: str | None = None) -> Exit:
    """Say what is missing, wrong or worth knowing. Raises HerokuToolsError without a sound file."""
    console, here = Console(as_json=as_json), Path.cwd()
    settings = app_conf.load(app_conf.find(here, config_file, os.environ))
    chosen = [_chosen(settings, each) for each in dict.fromkeys(labels)] or [
        each for each in settings.environments if each.app_name or each.data_from
    ]
    names = ", ".join(each.app_name or each.label for each in chosen)
    console.progress(f"Looking at this machine and {names} ...")
    found: dict[str, Section] = {}
    with _looks(settings, chosen, console, here) as looks:
        side_by_side(looks, found.__setitem__)
    sections = without_repetitions(found[name] for name in looks)
    if as_json:
        console.document(document(sections))
    else:
        told = [show.section(each, console.width) for each in sections]
        console.answer("\n\n".join([*told, show.summary(sections)]))
    return Exit.SOMETHING_TO_DO if to_dos(sections) else Exit.DONE


@contextmanager
def _looks(
    settings: Settings, chosen: Sequence[Environment], console: Console, here: Path
) -> Iterator[dict[str, Looking[Section]]]:
    """Name the looks there are to take; without the heroku CLI only this machine is looked at."""
    git = Git.open(here, os.environ)
    try:
        heroku = Heroku(os.environ)
    except ProgramMissing:
        yield {MACHINE: machine(settings, None, os.environ), FILE: _file(settings, git)}
        return
    with doors.opened(heroku, os.environ, tell=console.debug) as questions:
        ground = Ground(
            settings, git, questions, _branches(git, settings), git.has_remote("origin")
        )
        yield {
            MACHINE: machine(settings, heroku, os.environ),
            FILE: _file(settings, git),
            **dict(chain.from_iterable(_of(ground, each) for each in chosen)),
        }


def _chosen(settings: Settings, label: str) -> Environment:
    """A database without an app is looked at where data flows into it."""
    found = settings.environment(label)
    return found if found.data_from else settings.app(label)


def _of(ground: Ground, environment: Environment) -> Iterator[tuple[str, Looking[Section]]]:
    if environment.app_name:
        yield environment.label, look(ground, environment)
    if environment.data_from:
        from heroku_tools.start.doctor import data_look  # as a rule nobody needs it

        yield f"{environment.label} data", data_look.look(ground, environment)


def _file(settings: Settings, git: Git) -> Looking[Section]:
    yield from ()
    return file(settings, git, os.environ)


def _branches(git: Git, settings: Settings) -> dict[str, tuple[str | None, str | None]]:
    names = list(dict.fromkeys(each.branch for each in settings.environments if each.branch))
    places = ("refs/heads", "refs/remotes/origin")
    found = git.resolve([f"{place}/{name}" for name in names for place in places])
    return dict(zip(names, zip(found[::2], found[1::2], strict=True), strict=True))
