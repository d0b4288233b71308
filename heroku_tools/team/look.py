"""Looking at one environment among others, none of which is held up; it changes nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from heroku_tools import settings as app_conf
from heroku_tools.config import values
from heroku_tools.config.diff import Sides, Status, diff
from heroku_tools.deploy.live import running, settled
from heroku_tools.deploy.note import migrations
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.lock import Lock, of
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import is_alive
from heroku_tools.errors import HerokuToolsError, ProgramMissing
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.settings import Environment, Settings
from heroku_tools.settings import Lock as Locking
from heroku_tools.team.commits import Commits
from heroku_tools.team.standing import Config, Standing, Waiting, turn_of
from heroku_tools.tools.answers import Release
from heroku_tools.tools.git import Git
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Later, Questions

T = TypeVar("T")
FEW, MANY = 50, 1000  # releases asked for at first, and where those do not tell what runs


class Promised(Later[T], Generic[T]):
    """What another look is going to find."""

    def __init__(self) -> None:
        self._kept: tuple[T] | None = None

    def keep(self, value: T) -> None:
        """Hand it over; what was handed over first stands."""
        self._kept = self._kept or (value,)

    @property
    def ready(self) -> bool:
        """Whether it was handed over."""
        return self._kept is not None

    def result(self) -> T:
        """Return it."""
        assert self._kept is not None
        return self._kept[0]

    def cancel(self) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Ground:
    """What all looks stand on. `environ` is given where config vars are to be compared too.

    `branches` are the commits that branches are at, `listing` the locks on origin.
    """

    settings: Settings
    git: Git
    questions: Questions
    branches: Mapping[str, str | None]
    listing: Later[Finished] | None
    commits: Commits
    environ: Mapping[str, str] | None = None
    live: dict[str, Promised[str | None]] = field(default_factory=dict)


def look(ground: Ground, environment: Environment) -> Looking[Standing]:
    """Find out where an environment stands. Raises ProgramMissing; all else is the row's `why`."""
    try:
        return (yield from _look(ground, environment))
    except ProgramMissing:
        raise
    except HerokuToolsError as error:
        return Standing(environment, why=error.message)
    finally:
        ground.live[environment.label].keep(None)


def _look(ground: Ground, environment: Environment) -> Looking[Standing]:
    app, questions = environment.app_name, ground.questions
    with ExitStack() as under_way:
        informing = under_way.enter_context(questions.app(app))
        releasing = under_way.enter_context(questions.releases(app, FEW))
        comparing = _start_comparing(ground, environment, under_way)
        releases = yield from answer(releasing)
        releases, commit = yield from _what_runs(questions, app, releases)
        sha = ground.commits.find(commit, app) if commit else None
        ground.live[environment.label].keep(sha)
        nothing = running(releases).nothing
        waiting = yield from _waiting(ground, environment, sha, nothing=nothing)
        holder = yield from _turn(ground, environment)
        config = (yield from comparing) if comparing else None
        return Standing(
            environment,
            newest=releases[0] if releases else None,
            current=None if nothing else running(releases).release,
            commit=None if nothing else commit,
            sha=sha,
            maintenance=(yield from answer(informing)).maintenance,
            waiting=waiting,
            holder=holder,
            alive=isinstance(holder, Record) and is_alive(holder),
            config=config,
        )


def _what_runs(
    questions: Questions, app: str, releases: tuple[Release, ...]
) -> Looking[tuple[tuple[Release, ...], str | None]]:
    """Return the commit that runs: its slug's, in full, else as the releases abbreviate it."""
    current = running(releases).release
    if current and current.slug:
        with questions.slug_commit(app, current.slug) as asked:
            commit = yield from answer(asked)
        if commit:
            return releases, commit
    if not settled(releases, FEW):
        with questions.releases(app, MANY) as asking:
            releases = yield from answer(asking)
    return releases, running(releases).abbreviated


def _waiting(
    ground: Ground, environment: Environment, live: str | None, *, nothing: bool
) -> Looking[Waiting]:
    """Compare what runs with the branch, or with what runs where it is promoted from."""
    name, wanted = environment.branch, ground.branches.get(environment.branch)
    if environment.promote_from:
        name = environment.promote_from
        wanted = yield from answer(ground.live[name])
    if nothing:
        return Waiting(name, wanted, first=True)
    apart = yield from ground.commits.apart(live, wanted)
    if not (apart and apart.only_second and live and wanted):
        return Waiting(name, wanted, apart)
    between = yield from ground.commits.between(live, wanted)
    return Waiting(name, wanted, apart, tuple(migrations(between, ground.settings.commands)))


def _turn(ground: Ground, environment: Environment) -> Looking[Freeze | Record | None]:
    """Find who has the turn, as far as origin can be asked."""
    journal, held = Journal(ground.git.folder, environment.label), None
    if ground.listing and environment.deploy.lock is Locking.ORIGIN:
        listing = yield from answer(ground.listing)
        if not listing.ok:
            return journal.unfinished()
        label = environment.label
        found = Lock(ground.git, label).held_in(of(label, listing))
        held = found.holder if found else None
    known = journal.record(held.id) if isinstance(held, Record) else None
    return turn_of(held, journal.unfinished(), known)


def _start_comparing(
    ground: Ground, environment: Environment, under_way: ExitStack
) -> Generator[Later[Any], None, Config] | None:
    """Ask for both sides of the config vars at once with all the rest."""
    if ground.environ is None:
        return None
    wanted = app_conf.config_vars_of(ground.settings, environment)
    if wanted is None:
        return None
    app, questions = environment.app_name, ground.questions
    resolving = under_way.enter_context(values.start(wanted, ground.environ))
    asking = under_way.enter_context(questions.config_vars(app))
    owning = under_way.enter_context(questions.addon_vars(app))

    def compared() -> Looking[Config]:
        there, addons = (yield from answer(asking)), (yield from answer(owning))
        try:
            given = yield from answer(resolving)
        except HerokuToolsError as error:
            return Config(None, error.message)
        lines = diff(Sides(wanted, given, there, addons))
        return Config(sum(line.acts or line.status is Status.MISSING for line in lines))

    return compared()
