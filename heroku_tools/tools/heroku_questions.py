"""Questions through the heroku CLI, by `--json`: a process each, and a second."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from heroku_tools.errors import LookFailed
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import quoted, resources
from heroku_tools.tools.answers import (
    App,
    Attachment,
    Build,
    ConfigVars,
    Coupling,
    Dyno,
    ProcessType,
    Release,
)
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.heroku import Argv, Heroku
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Answered, Later

T = TypeVar("T")
NO_RELEASE = "find that release"
NO_PROCESS_TYPES = "No process types on"


class CliQuestions:
    """The questions the CLI can answer; it shows no slug and no build."""

    def __init__(self, heroku: Heroku) -> None:
        self._heroku = heroku

    def app(self, name: str) -> Later[App]:
        """Ask for the app."""
        return self._ask(cli.info(name), resources.app_info)

    def releases(self, name: str, count: int) -> Later[tuple[Release, ...]]:
        """Ask for the newest `count` releases."""
        return self._ask(cli.releases(name, count), resources.releases)

    def slug_commit(self, name: str, slug: str) -> Later[str | None]:
        """Answer None."""
        return Answered(None)

    def builds(self, name: str) -> Later[tuple[Build, ...] | None]:
        """Answer None."""
        return Answered(None)

    def dynos(self, name: str) -> Later[tuple[Dyno, ...]]:
        """Ask for the dynos."""
        return self._ask(cli.dynos(name), resources.dynos)

    def formation(self, name: str) -> Later[tuple[ProcessType, ...]]:
        """Ask for the formation."""
        return Asked(self._heroku.start(cli.formation(name)), _read_formation)

    def config_vars(self, name: str) -> Later[ConfigVars]:
        """Ask for the config vars."""
        return self._ask(cli.config(name), resources.config_vars)

    def release_config_vars(self, name: str, version: int) -> Later[ConfigVars | None]:
        """Ask for the config vars of a release."""
        running = self._heroku.start(cli.release_config(name, version))
        return Asked(running, partial(_read_release, version=version))

    def attachments(self, name: str) -> Later[tuple[Attachment, ...]]:
        """Ask for the attachments."""
        read = partial(resources.attachments_of_addons, app_name=name)
        return self._ask(cli.addons(name), read)

    def addon_vars(self, name: str) -> Later[Mapping[str, str]]:
        """Ask for the add-ons."""
        read = partial(resources.addon_vars_of_addons, app_name=name)
        return self._ask(cli.addons(name), read)

    def release_phase(self, name: str, slug: str) -> Later[str | None]:
        """Answer None."""
        return Answered(None)

    def coupling(self, name: str) -> Later[Coupling | None]:
        """Answer None."""
        return Answered(None)

    def writer(self) -> None:
        """Return None: the CLI makes two requests of a change, and takes values in argv."""

    def _ask(self, argv: Argv, read: Callable[[Any], T]) -> Later[T]:
        return Asked(self._heroku.start(argv), partial(read_json, read=read))


def read_json(answer: Finished, read: Callable[[Any], T]) -> T:
    """Read what the CLI printed. Raises as `heroku.checked` does, LookFailed for an odd answer."""
    words = " ".join(cli.checked(answer).argv[:2])
    try:
        raw = json.loads(answer.text)
    except ValueError:
        raise LookFailed(f"`{words}` did not answer in JSON", hint="heroku update?") from None
    try:
        return read(raw)
    except resources.ODD:
        raise LookFailed(f"`{words}` gave an odd answer", hint="heroku update?") from None


def _read_formation(answer: Finished) -> tuple[ProcessType, ...]:
    """Read the formation: the CLI has no JSON of it, and fails where there is none."""
    if NO_PROCESS_TYPES in cli.complaint(answer):
        return ()
    try:
        return resources.formation_line(cli.checked(answer).text)
    except ValueError:
        raise LookFailed("`heroku ps:scale` gave an odd answer", hint="heroku update?") from None


def _read_release(answer: Finished, version: int) -> ConfigVars | None:
    """Read the config vars of a release: the CLI has no JSON of them, only text for a shell."""
    if NO_RELEASE in cli.complaint(answer):
        return None
    try:
        return ConfigVars(quoted.config_vars(cli.checked(answer).text, version))
    except ValueError:
        raise LookFailed(
            "`heroku releases:info` gave an odd answer", hint="heroku update?"
        ) from None
