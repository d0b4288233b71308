"""What may be asked about an app, whichever door answers: the Platform API or the heroku CLI.

A question is started by asking it, and answered later, so that several run side by side.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Generic, Protocol, TypeVar

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

T_co = TypeVar("T_co", covariant=True)


class Later(ABC, Generic[T_co]):
    """An answer that is on its way; leaving its `with` block gives the question up."""

    @property
    def ready(self) -> bool:
        """Whether the answer is there, as far as can be told without waiting."""
        return True

    @abstractmethod
    def result(self) -> T_co:
        """Wait for the answer; asked again it is the same.

        Raises ProgramMissing for a bad login, UnknownApp, else LookFailed.
        """

    @abstractmethod
    def cancel(self) -> None:
        """Give the question up, if it is still under way."""

    def __enter__(self) -> Later[T_co]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cancel()


class Answered(Later[T_co]):
    """An answer that is there already: what a door knows, or cannot know, without asking."""

    def __init__(self, answer: T_co) -> None:
        self._answer = answer

    def result(self) -> T_co:
        """Return it."""
        return self._answer

    def cancel(self) -> None:
        """Do nothing."""


class Questions(Protocol):
    """Questions about apps by name; None is the answer where a door cannot know."""

    def app(self, name: str) -> Later[App]:
        """Ask for the app: maintenance, web address."""

    def releases(self, name: str, count: int) -> Later[tuple[Release, ...]]:
        """Ask for the newest `count` releases, newest first."""

    def slug_commit(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the full commit of a slug; None too where it holds none, or is no more."""

    def builds(self, name: str) -> Later[tuple[Build, ...] | None]:
        """Ask for the newest builds, newest first."""

    def dynos(self, name: str) -> Later[tuple[Dyno, ...]]:
        """Ask for the dynos there are now, those of running commands too."""

    def formation(self, name: str) -> Later[tuple[ProcessType, ...]]:
        """Ask how many dynos of which process types there are to be; () before a deployment."""

    def config_vars(self, name: str) -> Later[ConfigVars]:
        """Ask for the config vars as they are now."""

    def release_config_vars(self, name: str, version: int) -> Later[ConfigVars | None]:
        """Ask for the config vars of a release; None too where there is no such release."""

    def attachments(self, name: str) -> Later[tuple[Attachment, ...]]:
        """Ask for the add-ons attached to the app."""

    def addon_vars(self, name: str) -> Later[Mapping[str, str]]:
        """Ask which config vars are an add-on's: the add-on by the var's name."""

    def release_phase(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the command of a slug's release phase; empty where it has none."""

    def coupling(self, name: str) -> Later[Coupling | None]:
        """Ask where the app stands in a pipeline."""

    def writer(self) -> ConfigWriter | None:
        """Return who changes config vars in one request; None where this door has none."""


class ConfigWriter(Protocol):
    """Changes the config vars of an app."""

    def change_config_vars(self, name: str, changes: Mapping[str, str | None]) -> Later[ConfigVars]:
        """Set them, or unset them where the value is None; the answer is all of them.

        One request, one release, never repeated: where its answer is lost, nobody knows. `result`
        raises Rejected where Heroku says no, which it says before it has changed anything.
        """
