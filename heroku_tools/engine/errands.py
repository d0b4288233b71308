"""Steps around a deployment, which change nothing of the app."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import ClassVar

from heroku_tools.engine.plan import Step


@dataclass(frozen=True)
class Errand(Step):
    """A step that changes nothing of the app."""

    @property
    def leaves_the_app(self) -> bool:
        return True


@dataclass(frozen=True)
class RunHook(Errand):
    """Run a local command, without a shell; `moment` is before or after, `run` quoted words."""

    kind: ClassVar[str] = "run-hook"

    moment: str
    run: str

    @property
    def title(self) -> str:
        return f"run the hook `{self.moment}` here: {self.run}"

    @property
    def by_hand(self) -> str:
        return self.run


@dataclass(frozen=True)
class AskUrl(Errand):
    """Ask a web address until it answers."""

    kind: ClassVar[str] = "ask-url"

    url: str

    @property
    def title(self) -> str:
        return f"ask {self.url}, which must answer"

    @property
    def by_hand(self) -> str:
        return f"curl --head {shlex.quote(self.url)}"


@dataclass(frozen=True)
class Tag(Errand):
    """Tag `commit` with the release note; `{version}`, `{date}` in `name` are filled in later."""

    kind: ClassVar[str] = "tag"

    commit: str
    name: str

    @property
    def title(self) -> str:
        return f"tag {self.commit[:8]} as {self.name}, here and at origin"

    @property
    def by_hand(self) -> str:
        return f"git tag --annotate {shlex.quote(self.name)} {self.commit}"


@dataclass(frozen=True)
class Notify(Errand):
    """Tell the places of the settings' `notify`; `places` is how many, since they are secrets."""

    kind: ClassVar[str] = "notify"

    places: int

    @property
    def title(self) -> str:
        return f"tell {places(self.places)} that it succeeded"


def places(number: int) -> str:
    """Return "1 place of `notify`"."""
    return f"{number} place{'' if number == 1 else 's'} of `notify`"
