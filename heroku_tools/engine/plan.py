"""Steps and plans: serialisable values, told apart by kind. What is shown is what will run."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Step(ABC):
    """One act upon an app; `title` is what a person reads."""

    kind: ClassVar[str]

    app: str

    @property
    @abstractmethod
    def title(self) -> str:
        """What the step does, in a few words."""

    @property
    def by_hand(self) -> str | None:
        """What a person could type instead, if anything."""
        return None

    @property
    def reversal(self) -> Step | None:
        """The step that puts things back as they were before this one."""
        return None

    @property
    def leaves_the_app(self) -> bool:
        """Whether the step changes nothing of the app, whatever becomes of it."""
        return False

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True)
class MaintenanceOn(Step):
    """Turn maintenance mode on: the routers answer 503, dynos keep running."""

    kind: ClassVar[str] = "maintenance-on"

    @property
    def title(self) -> str:
        return "turn maintenance on"

    @property
    def by_hand(self) -> str:
        return f"heroku maintenance:on --app={self.app}"

    @property
    def reversal(self) -> Step:
        return MaintenanceOff(self.app)


@dataclass(frozen=True)
class MaintenanceOff(Step):
    """Turn maintenance mode off."""

    kind: ClassVar[str] = "maintenance-off"

    @property
    def title(self) -> str:
        return "turn maintenance off"

    @property
    def by_hand(self) -> str:
        return f"heroku maintenance:off --app={self.app}"


@dataclass(frozen=True)
class Push(Step):
    """Push `commit` to `ref` of the app's git remote.

    `live` is the commit that runs before, `after` the version of the newest release until now.
    """

    kind: ClassVar[str] = "push"

    live: str | None
    commit: str
    ref: str
    force: bool
    after: int

    @property
    def title(self) -> str:
        start = f"{self.live[:8]} -> " if self.live else ""
        return f"push {start}{self.commit[:8]} to {self.ref}{', forced' if self.force else ''}"


@dataclass(frozen=True)
class Promote(Step):
    """Promote `upstream`'s current slug, that of its release `version`, which holds `commit`.

    `after` is the version of the app's newest release until now.
    """

    kind: ClassVar[str] = "promote"

    upstream: str
    version: int
    commit: str
    after: int

    @property
    def title(self) -> str:
        return f"promote {self.upstream}'s v{self.version}, which holds {self.commit[:8]}"

    @property
    def by_hand(self) -> str:
        return f"heroku pipelines:promote --app={self.upstream} --to={self.app}"


@dataclass(frozen=True)
class Rollback(Step):
    """Release `version`'s slug (and its config vars) again: it holds `commit`."""

    kind: ClassVar[str] = "rollback"

    version: int
    commit: str

    @property
    def title(self) -> str:
        return f"release v{self.version} again, which holds {self.commit[:8]}"

    @property
    def by_hand(self) -> str:
        return f"heroku rollback v{self.version} --app={self.app}"


@dataclass(frozen=True)
class Retry(Step):
    """Release the slug of the failed release `version` again: it holds `commit`."""

    kind: ClassVar[str] = "retry"

    version: int
    commit: str

    @property
    def title(self) -> str:
        return f"release the failed v{self.version} again, which holds {self.commit[:8]}"

    @property
    def by_hand(self) -> str:
        return f"heroku releases:retry --app={self.app}"


@dataclass(frozen=True)
class AwaitRelease(Step):
    """Look at the app until a release newer than `after` holds `commit` and has succeeded.

    Where `slug` is known beforehand, that is what it must hold.
    """

    kind: ClassVar[str] = "await-release"

    commit: str
    after: int
    phase: str | None
    slug: str | None = None

    @property
    def title(self) -> str:
        phase = f" (its release phase runs `{self.phase}`)" if self.phase else ""
        return f"wait until the release of {self.commit[:8]} has succeeded{phase}"


@dataclass(frozen=True)
class RunCommand(Step):
    """Run a configured command in a one-off dyno; `rerun` is safe or ask."""

    kind: ClassVar[str] = "run"

    command: str
    run: str
    rerun: str

    @property
    def title(self) -> str:
        return f"run {self.command}: {self.run}"

    @property
    def by_hand(self) -> str:
        word = shlex.quote(f"sh -c {shlex.quote(self.run)}")
        return f"heroku run --exit-code --app={self.app} -- {word}"


@dataclass(frozen=True)
class AwaitDyno(Step):
    """Wait until a one-off dyno, begun before and still running, has ended."""

    kind: ClassVar[str] = "await-dyno"

    dyno: str

    @property
    def title(self) -> str:
        return f"wait until {self.dyno}, which still runs, has ended"


@dataclass(frozen=True)
class Plan:
    """The steps that will run, in order; a plan without steps is nothing to do."""

    environment: str
    app: str
    steps: tuple[Step, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain data, the same for a dry run and for the run itself."""
        steps = [step.as_json() for step in self.steps]
        return {"environment": self.environment, "app": self.app, "steps": steps}
