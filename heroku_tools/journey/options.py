"""What every journey can be asked for on the command line (pure)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Common(ABC):
    """The options that the journeys share; None where one was not typed."""

    environment: str
    verbose: bool = False
    dry_run: bool = False
    check: bool = False
    yes: bool = False
    confirm: str | None = None
    as_json: bool = False
    config_file: str | None = None
    wait: float | None = None

    @property
    @abstractmethod
    def again(self) -> str:
        """How this journey of the environment is typed once more."""

    @property
    def the_same(self) -> str:
        """How the same is asked for once more."""
        return self.again

    @property
    def needs_app(self) -> bool:
        """Whether it is for apps only, not for databases without one."""
        return True

    @property
    def looks_only(self) -> bool:
        """Whether nothing is to be done, only shown."""
        return self.dry_run or self.check

    @property
    def file(self) -> list[str]:
        """How the settings file is named once more."""
        return ["-c", self.config_file] if self.config_file else []
