"""A deployment as it is proposed: what was seen, what was decided, what would run (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from heroku_tools.deploy.decide import Decision, Override, decide
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.options import Options
from heroku_tools.deploy.plan import Closing, build, closing
from heroku_tools.deploy.road import Kind, NoRoad, Road, find, promoted
from heroku_tools.deploy.surround import if_it_fails, surround
from heroku_tools.deploy.warn import warnings
from heroku_tools.engine.plan import Plan
from heroku_tools.errors import Refused
from heroku_tools.settings import Environment, Settings


@dataclass(frozen=True)
class Proposal:
    """A deployment as it is proposed: what was seen, what was decided, what would run."""

    environment: Environment
    looked: Looked
    road: Road
    decisions: tuple[Decision, ...]
    closing: Closing
    plan: Plan
    warnings: tuple[str, ...]

    @property
    def up_to_date(self) -> bool:
        """Whether the wanted commit is the one that runs."""
        return self.road.kind is Kind.UP_TO_DATE

    @property
    def if_it_fails(self) -> tuple[str, ...]:
        """What is done besides, where a step fails."""
        return if_it_fails(self.environment) if self.plan.steps else ()

    @property
    def nothing_to_do(self) -> bool:
        """Whether there is nothing to do at all."""
        return not self.plan.steps


def propose(
    settings: Settings,
    environment: Environment,
    options: Options,
    asked: Mapping[str, Override],
    looked: Looked,
) -> Proposal:
    """Decide on everything and lay out the steps. Raises Refused where no road leads there."""
    road = _road(environment, looked, options)
    up_to_date = road.kind is Kind.UP_TO_DATE
    decisions = decide(
        settings.commands,
        looked.changeset,
        overrides=asked,
        release_phase=looked.release_phase,
        up_to_date=up_to_date,
    )
    closed = closing(
        environment.deploy.maintenance,
        options.maintenance,
        decisions,
        already_on=looked.app.maintenance,
    )
    steps = build(
        environment,
        road,
        decisions,
        closed,
        live=looked.live.sha if looked.live else None,
        wanted=looked.wanted.sha,
        newest=looked.newest,
        phase=looked.release_phase,
    )
    plan = surround(steps, environment, stays_closed=closed.already_on)
    notices = settings.notices if environment.protected else ()
    said = notices + road.notes + warnings(looked, environment)
    return Proposal(environment, looked, road, decisions, closed, plan, said)


def _road(environment: Environment, looked: Looked, options: Options) -> Road:
    upstream = looked.wanted.upstream
    if upstream:
        return promoted(
            wanted=looked.wanted.sha,
            live=looked.live,
            upstream=upstream.app,
            version=upstream.version,
        )
    road = find(
        label=environment.label,
        app=environment.app_name,
        again=options.the_same,
        wanted=looked.wanted.sha,
        live=looked.live,
        head=looked.head,
        releases=looked.releases,
        force=options.force,
    )
    if isinstance(road, NoRoad):
        raise Refused(road.message, hint=road.hint)
    return road
