"""What Heroku remembers of pipelines: which app is at which stage, and what was promoted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.state import FAILED, PENDING, App, Release, new_id, now

PIPELINE_NAME = re.compile(r"[a-z][a-z0-9-]{2,29}")
STAGES = ("test", "review", "development", "staging", "production")
COMPLETED = "completed"
RELEASE_COMMAND_FAILED = "release command failed"


@dataclass(frozen=True)
class Coupling:
    """One app's place in a pipeline."""

    app: App
    stage: str
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)


@dataclass
class Pipeline:
    """Apps with the same code, each at a stage."""

    name: str
    couplings: list[Coupling] = field(default_factory=list)
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)

    @property
    def apps(self) -> list[App]:
        return [coupling.app for coupling in self.couplings]


@dataclass
class Target:
    """One app that a promotion goes to; the release comes later, or `refusal` instead of it."""

    app: App
    made: Release | None = None
    refusal: str | None = None
    id: str = field(default_factory=new_id)

    @property
    def release(self) -> Release | None:
        """The release as it is now."""
        return self.app.find_release(self.made.id) if self.made else None

    @property
    def status(self) -> str:
        if self.refusal:
            return FAILED
        return self.release.status if self.release else PENDING

    @property
    def error_message(self) -> str | None:
        return self.refusal or (RELEASE_COMMAND_FAILED if self.status == FAILED else None)


@dataclass
class Promotion:
    """A release of one app on its way to others."""

    pipeline: Pipeline
    source: App
    release: Release
    targets: list[Target]
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)

    @property
    def status(self) -> str:
        pending = any(target.status == PENDING for target in self.targets)
        return PENDING if pending else COMPLETED

    @property
    def apps(self) -> list[App]:
        return [self.source, *(target.app for target in self.targets)]


class Pipelines:
    """All pipelines and promotions; an app is in one pipeline at most."""

    def __init__(self) -> None:
        self._known: dict[str, Pipeline] = {}
        self._promotions: dict[str, Promotion] = {}

    def create(self, name: str, couplings: Sequence[Coupling]) -> Pipeline:
        """A pipeline of these apps, in place of an older one of this name."""
        for coupling in couplings:
            self.remove(coupling.app)
        self._known[name] = Pipeline(name, list(couplings))
        return self._known[name]

    def remove(self, app: App) -> None:
        """Take the app out of its pipeline, if it is in one."""
        for pipeline in self._known.values():
            pipeline.couplings = [one for one in pipeline.couplings if one.app is not app]

    def listing(self, name: str | None = None) -> list[Pipeline]:
        """All pipelines, or those of this name, in the order of their names."""
        found = [one for one in self._known.values() if name in (None, one.name)]
        return sorted(found, key=lambda one: one.name)

    def find(self, identity: str) -> Pipeline | None:
        """The pipeline of this name or id."""
        found = (one for one in self._known.values() if identity in (one.name, one.id))
        return next(found, None)

    def coupling(self, app: App) -> tuple[Pipeline, Coupling] | None:
        """Where the app is."""
        return self._first_coupling(lambda one: one.app is app)

    def find_coupling(self, identity: str) -> tuple[Pipeline, Coupling] | None:
        """The coupling of this id."""
        return self._first_coupling(lambda one: one.id == identity)

    def _first_coupling(self, fits: Callable[[Coupling], bool]) -> tuple[Pipeline, Coupling] | None:
        pairs = ((pipe, one) for pipe in self._known.values() for one in pipe.couplings)
        return next(((pipe, one) for pipe, one in pairs if fits(one)), None)

    def keep(self, promotion: Promotion) -> Promotion:
        self._promotions[promotion.id] = promotion
        return promotion

    def find_promotion(self, identity: str) -> Promotion | None:
        return self._promotions.get(identity)
