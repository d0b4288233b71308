"""Which door questions take: the Platform API, or the heroku CLI. Chosen once per run.

The API it is, unless it cannot be reached or there is no key; who answers the first question
answers them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from heroku_tools.errors import ProgramMissing, UsageFailed
from heroku_tools.tools import keys, reach
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
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.platform_api import ApiQuestions
from heroku_tools.tools.questions import ConfigWriter, Later, Questions
from heroku_tools.tools.refusals import DoorShut, UnknownApp, Unreachable

T = TypeVar("T")
Tell = Callable[[str], None]
Ask = Callable[[Questions], Later[T]]

FORCE = "HEROKU_TOOLS_DOOR"
CLI_ANSWERS = "the heroku CLI answers questions"


@contextmanager
def opened(heroku: Heroku, env: Mapping[str, str], *, tell: Tell) -> Iterator[Questions]:
    """Open a door for the run; `tell` hears which it is, and why.

    Raises UsageFailed where HEROKU_TOOLS_DOOR names none; no other failure before a question.
    """
    forced = env.get(FORCE, "")
    if forced not in ("", "api", "cli"):
        raise UsageFailed(f"{FORCE} is `{forced}`", hint="It can be api or cli, or not be set.")
    try:
        way = reach.reach(env) if forced != "cli" else None
    except reach.NoWay as error:
        if forced:
            raise Unreachable(f"Heroku's API cannot be reached: {error}") from None
        way = None
        tell(f"{CLI_ANSWERS}: {error}")
    if way is None:
        yield _by_the_cli(heroku)
        return
    with keys.found(heroku, env) as key:
        api = ApiQuestions(way, key, traffic=heroku.traffic)
        yield api if forced else Doors(api, lambda: _by_the_cli(heroku), tell)


def _by_the_cli(heroku: Heroku) -> Questions:
    from heroku_tools.tools.heroku_questions import CliQuestions  # as a rule nobody needs it

    return CliQuestions(heroku)


class Doors:
    """Asks the API first, and the CLI from then on where the API's door is shut."""

    def __init__(self, api: Questions, cli: Callable[[], Questions], tell: Tell) -> None:
        self._api = api
        self._cli = cli
        self._tell = tell
        self._chosen: Questions | None = None
        self._under_way: list[_Either[Any]] = []

    def app(self, name: str) -> Later[App]:
        """Ask for the app."""
        return self._ask(lambda door: door.app(name))

    def releases(self, name: str, count: int) -> Later[tuple[Release, ...]]:
        """Ask for the newest `count` releases."""
        return self._ask(lambda door: door.releases(name, count))

    def slug_commit(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the full commit of a slug."""
        return self._ask(lambda door: door.slug_commit(name, slug))

    def builds(self, name: str) -> Later[tuple[Build, ...] | None]:
        """Ask for the newest builds."""
        return self._ask(lambda door: door.builds(name))

    def dynos(self, name: str) -> Later[tuple[Dyno, ...]]:
        """Ask for the dynos."""
        return self._ask(lambda door: door.dynos(name))

    def formation(self, name: str) -> Later[tuple[ProcessType, ...]]:
        """Ask for the formation."""
        return self._ask(lambda door: door.formation(name))

    def config_vars(self, name: str) -> Later[ConfigVars]:
        """Ask for the config vars."""
        return self._ask(lambda door: door.config_vars(name))

    def release_config_vars(self, name: str, version: int) -> Later[ConfigVars | None]:
        """Ask for the config vars of a release."""
        return self._ask(lambda door: door.release_config_vars(name, version))

    def attachments(self, name: str) -> Later[tuple[Attachment, ...]]:
        """Ask for the attachments."""
        return self._ask(lambda door: door.attachments(name))

    def addon_vars(self, name: str) -> Later[Mapping[str, str]]:
        """Ask which config vars are an add-on's."""
        return self._ask(lambda door: door.addon_vars(name))

    def release_phase(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the command of a slug's release phase."""
        return self._ask(lambda door: door.release_phase(name, slug))

    def coupling(self, name: str) -> Later[Coupling | None]:
        """Ask where the app stands in a pipeline."""
        return self._ask(lambda door: door.coupling(name))

    def writer(self) -> ConfigWriter | None:
        """Return that of the door that answers questions."""
        return (self._chosen or self._api).writer()

    def _ask(self, ask: Ask[T]) -> Later[T]:
        if self._chosen is not None:
            return ask(self._chosen)
        later = _Either(self, ask, ask(self._api))
        self._under_way.append(later)
        return later

    def keep(self) -> None:
        """Stay with the API: it has answered."""
        if self._chosen is None:
            self._chosen = self._api
            self._tell("the Platform API answers questions")

    def fall_back(self, shut: DoorShut) -> None:
        """Ask the CLI what is still under way, side by side. Raises where the API has answered."""
        if self._chosen is self._api:
            raise shut
        if self._chosen is None:
            self._chosen = self._cli()
            self._tell(f"{CLI_ANSWERS}: {shut.message}")
            for later in self._under_way:
                later.ask_instead(self._chosen)


class _Either(Later[T]):
    """A question that was asked before a door was chosen."""

    def __init__(self, doors: Doors, ask: Ask[T], later: Later[T]) -> None:
        self._doors = doors
        self._ask = ask
        self._later = later
        self._wanted = True

    @property
    def ready(self) -> bool:
        """Whether the door has answered, be it that it is shut."""
        return self._later.ready

    def result(self) -> T:
        """Wait for the answer, of the other door if need be."""
        try:
            answer = self._later.result()
        except DoorShut as shut:
            self._doors.fall_back(shut)
            answer = self._later.result()
        except (UnknownApp, ProgramMissing):
            self._doors.keep()
            raise
        self._wanted = False
        self._doors.keep()
        return answer

    def ask_instead(self, door: Questions) -> None:
        """Ask another door, if anybody still waits."""
        if self._wanted:
            self._later = self._ask(door)

    def cancel(self) -> None:
        """Give the question up."""
        self._wanted = False
        self._later.cancel()
