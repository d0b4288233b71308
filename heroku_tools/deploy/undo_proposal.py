"""A rollback as it is proposed: what it would undo, and the steps it takes (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import Answer, Decision, decide
from heroku_tools.deploy.live import Running
from heroku_tools.deploy.plan import Closing, build, closing
from heroku_tools.deploy.road import Kind, Road
from heroku_tools.deploy.surround import if_it_fails, surround
from heroku_tools.deploy.undo import undone_by
from heroku_tools.deploy.undo_config import VarChange, changing
from heroku_tools.deploy.warn import about_the_app
from heroku_tools.engine.plan import Plan
from heroku_tools.settings import Command, Environment, Rerun, Settings, When
from heroku_tools.tools.answers import App, Commit, Release

MIGRATIONS = When(patterns=("/migrations/",))
NO_COMMAND = Command("migrate", "", MIGRATIONS, needs_maintenance=True, rerun=Rerun.SAFE)


@dataclass(frozen=True)
class Past:
    """What runs, and what ran before: `releases` are newest first."""

    app: App
    releases: tuple[Release, ...]
    running: Running

    @property
    def current(self) -> Release:
        """The release that runs; there is one, where there is anything to go back to."""
        assert self.running.release
        return self.running.release


@dataclass(frozen=True)
class Code:
    """The code of a release: its commit as Heroku names it, and in full where the clone has it."""

    name: str | None
    sha: str | None

    @property
    def commit(self) -> str:
        """The best name there is."""
        return self.sha or self.name or "unknown"


@dataclass(frozen=True)
class Between:
    """What lies between what runs and the release to go back to.

    `away` are the commits that would be undone, `back` those that would come back, both newest
    first. `config` is None where nobody can know; `phase` is the release phase there.
    """

    live: Code
    then: Code
    away: tuple[Commit, ...] = ()
    back: tuple[Commit, ...] = ()
    files: tuple[str, ...] = ()
    config: tuple[VarChange, ...] | None = None
    phase: str | None = None
    known: bool = True


@dataclass(frozen=True)
class Undoing:
    """A rollback as it is proposed."""

    environment: Environment
    past: Past
    target: Release
    between: Between
    migrations: Decision
    closing: Closing
    plan: Plan
    warnings: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether all that the release would bring back is there already."""
        return not self.plan.steps

    @property
    def if_it_fails(self) -> tuple[str, ...]:
        """What is done besides, where a step fails."""
        return if_it_fails(self.environment) if self.plan.steps else ()

    @property
    def crosses_migrations(self) -> bool:
        """Whether a migration lies between, or may."""
        return self.migrations.answer is not Answer.NO

    @property
    def config_doubt(self) -> str | None:
        """What must be agreed to apart, since config vars change back, or may."""
        name = f"v{self.target.version}"
        if self.between.config is None:
            return (
                f"{name} brings its config vars back too; which ones would change is unknown "
                "(Heroku does not tell)"
            )
        names = [change.name for change in changing(self.between.config)]
        return f"{name} brings its config vars back too: {', '.join(names)}" if names else None


def propose(
    settings: Settings,
    environment: Environment,
    past: Past,
    target: Release,
    between: Between,
    *,
    maintenance: bool | None,
) -> Undoing:
    """Decide on everything and lay out the steps; `maintenance` is what the options say of it."""
    closed = closing(
        environment.deploy.maintenance, maintenance, (), already_on=past.app.maintenance
    )
    steps = build(
        environment,
        _road(target, past, between),
        (),
        closed,
        live=between.live.sha,
        wanted=between.then.commit,
        newest=past.releases[0].version,
        phase=between.phase,
    )
    plan = surround(steps, environment, stays_closed=closed.already_on)
    migrations = judge_migrations(settings.commands, between)
    said = (*_notices(settings, environment), *warnings(past, target))
    return Undoing(environment, past, target, between, migrations, closed, plan, said)


def _road(target: Release, past: Past, between: Between) -> Road:
    same = target.slug == past.current.slug and between.config is not None
    if same and not changing(between.config or ()):
        return Road(Kind.UP_TO_DATE)
    return Road(Kind.ROLLBACK, version=target.version, slug=target.slug)


def judge_migrations(commands: Sequence[Command], between: Between) -> Decision:
    """Say whether a migration lies between: a file that the migrate command goes by has changed.

    One that always runs, or none at all, says nothing of files: then it is Django's folders.
    """
    migrate = next((each for each in commands if each.name == "migrate"), NO_COMMAND)
    if migrate.when.always or not migrate.when.patterns:
        migrate = replace(migrate, when=MIGRATIONS)
    if not between.known:
        lost = between.then if between.live.sha else between.live
        because = f"{lost.commit[:8]} is nowhere to be found, so nobody knows what lies between"
        return Decision(migrate, Answer.UNKNOWN, because)
    changeset = Changeset(files=between.files)
    (decision,) = decide((migrate,), changeset, overrides={}, release_phase=None, up_to_date=False)
    return decision


def warnings(past: Past, target: Release) -> tuple[str, ...]:
    """What a person should know before they agree."""
    before = undone_by(past.current)
    back_up = before is not None and target.version > before
    again = (
        f"v{past.current.version}, which runs now, is itself a rollback to v{before}: "
        f"v{target.version} is what it went back from"
    )
    return (*about_the_app(past.app, past.releases), *([again] if back_up else []))


def _notices(settings: Settings, environment: Environment) -> tuple[str, ...]:
    return settings.notices if environment.protected else ()
