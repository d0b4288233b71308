"""Steps that change config vars; they hold names only, so that no plan or record has a value."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import ClassVar

from heroku_tools.engine.plan import Plan, Step

MANY = 6  # names; more are counted


@dataclass(frozen=True)
class ChangeConfig(Step):
    """Set and unset config vars, by name; `after` is the version of the newest release until now.

    `requests` is 1 where the Platform API does it; the CLI makes one for each of the two.
    """

    kind: ClassVar[str] = "change-config"

    set: tuple[str, ...]
    unset: tuple[str, ...]
    after: int
    requests: int = 1

    @property
    def title(self) -> str:
        both = (("set", self.set), ("unset", self.unset))
        parts = [f"{verb} {_names(names)}" for verb, names in both if names]
        how = "in one request" if self.requests == 1 else f"in {self.requests} requests"
        return f"{' and '.join(parts)}, {how}"


@dataclass(frozen=True)
class AwaitConfigRelease(Step):
    """Look at the app until the release that a change of config vars makes has succeeded."""

    kind: ClassVar[str] = "await-config-release"

    after: int
    phase: str | None

    @property
    def title(self) -> str:
        phase = f" (its release phase runs `{self.phase}`)" if self.phase else ""
        return f"wait until its release has succeeded{phase}"

    @property
    def by_hand(self) -> str:
        return f"heroku releases --num=3 --app={shlex.quote(self.app)}"


@dataclass(frozen=True)
class RetryRelease(Step):
    """Release the failed release `version` again."""

    kind: ClassVar[str] = "retry-config-release"

    version: int

    @property
    def title(self) -> str:
        return f"release the failed v{self.version} again"

    @property
    def by_hand(self) -> str:
        return f"heroku releases:retry --app={self.app}"


def changes_config(plan: Plan) -> bool:
    """Say whether a plan is one of config vars."""
    return any(isinstance(step, (ChangeConfig, AwaitConfigRelease)) for step in plan.steps)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= MANY else f"{len(names):,} config vars"
