"""What every journey that releases something stands on: settings, tools, the person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heroku_tools import settings as app_conf
from heroku_tools.console import Console, when
from heroku_tools.engine.confirm import Consent, check_flags
from heroku_tools.engine.notify import Place
from heroku_tools.engine.turn import Turn
from heroku_tools.errors import UsageFailed
from heroku_tools.journey.options import Common
from heroku_tools.journey.places import places as places_of
from heroku_tools.settings import Confirm, Environment, Lock, Settings
from heroku_tools.tools import doors
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.questions import Questions


@dataclass(frozen=True)
class Stage:
    """One run; `report` becomes the `--json` document."""

    options: Common
    settings: Settings
    environment: Environment
    consent: Consent
    console: Console
    git: Git
    heroku: Heroku
    questions: Questions
    turn: Turn
    places: tuple[Place, ...]
    report: dict[str, Any]

    @property
    def again(self) -> str:
        """How this journey is typed once more."""
        return self.options.again


@contextmanager
def set_up(options: Common, console: Console, report: dict[str, Any]) -> Iterator[Stage]:
    """Read the settings and open the tools. Raises HerokuToolsError; Heroku was not asked then."""
    here = _here()
    settings = app_conf.load(app_conf.find(here, options.config_file, os.environ))
    find = settings.app if options.needs_app else settings.environment
    environment = find(options.environment)
    consent, places = _consent(environment, options), places_of(environment, os.environ)
    git, heroku = Git.open(here, os.environ), Heroku(os.environ)
    turn = turn_of(git, environment, console.warn)
    with doors.opened(heroku, os.environ, tell=console.debug) as questions:
        yield Stage(
            options,
            settings,
            environment,
            consent,
            console,
            git,
            heroku,
            questions,
            turn,
            places,
            report,
        )


def turn_of(git: Git, environment: Environment, warn: Callable[[str], None]) -> Turn:
    """Return the turn of an environment; a database without an app is this clone's own."""
    locking = environment.deploy.lock is Lock.ORIGIN and bool(environment.app_name)
    return Turn(git, environment.label, lock=locking, warn=warn, when=when)


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageFailed("the folder you are in is no more", hint="cd somewhere else") from None


def _consent(environment: Environment, options: Common) -> Consent:
    consent = Consent(
        label=environment.label,
        protected=environment.protected,
        pin=environment.deploy.confirm is Confirm.PIN,
        none=environment.deploy.confirm is Confirm.NONE,
        yes=options.yes,
        confirmed=options.confirm,
    )
    check_flags(consent)
    return consent
