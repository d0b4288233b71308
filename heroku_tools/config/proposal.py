"""What a change of config vars is proposed to be: every decision about it, and its plan (pure)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from heroku_tools.config.diff import Line, Status, changes, diff, of
from heroku_tools.config.guard import check_owners, check_size, obstacle
from heroku_tools.config.looked import Looked
from heroku_tools.engine.config_steps import AwaitConfigRelease, ChangeConfig
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.errors import HerokuToolsError
from heroku_tools.settings import Environment, Settings

IN_ARGV = (
    "the Platform API cannot be asked, so the heroku CLI sets the values: as arguments, which "
    "other users of this machine can see while it runs"
)


@dataclass(frozen=True)
class Proposal:
    """A change of an environment's config vars; `obstacle` is why it must not be made."""

    environment: Environment
    looked: Looked
    lines: tuple[Line, ...]
    plan: Plan
    obstacle: HerokuToolsError | None
    warnings: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether Heroku has what the file says."""
        return not self.plan.steps and self.obstacle is None

    @property
    def consequence(self) -> str:
        """What follows from it at the app."""
        app, phase = self.looked.app, self.looked.phase
        if not self.looked.has_code:
            return f"{app} has no code yet: nothing restarts."
        runs = f"; before that its release phase runs `{phase}`" if phase else ""
        unknown = "; a release phase, if it has one, runs before that" if phase is None else ""
        return f"{app} will restart{runs}{unknown}."


def propose(
    settings: Settings,
    environment: Environment,
    looked: Looked,
    *,
    prune: bool,
    only: Collection[str] | None,
) -> Proposal:
    """Decide on everything, about the keys `only`, None for all.

    Raises SettingsFailed for what can never be done.
    """
    sides = looked.sides
    check_owners(sides)
    lines = diff(sides, prune=prune, only=only)
    check_size(sides.there, lines)
    plan = Plan(environment.label, looked.app, steps(environment, looked, lines))
    return Proposal(
        environment,
        looked,
        lines,
        plan,
        obstacle(sides, lines, app=looked.app, prune=prune),
        _warnings(settings, environment, looked, plan),
    )


def steps(environment: Environment, looked: Looked, lines: tuple[Line, ...]) -> tuple[Step, ...]:
    """Lay out the steps; none where nothing differs."""
    changed = changes(lines)
    if not changed:
        return ()
    put = tuple(key for key, value in changed.items() if value is not None)
    gone = tuple(line.key for line in of(lines, Status.REMOVED))
    requests = 1 if looked.in_one_request else bool(put) + bool(gone)
    change = ChangeConfig(looked.app, put, gone, looked.newest, requests)
    return (change, *after(environment, looked.app, looked.newest, looked.phase))


def after(environment: Environment, app: str, newest: int, phase: str | None) -> tuple[Step, ...]:
    """Lay out what follows once the values are there; `newest` is the version before the change."""
    told = [Notify(app, len(environment.notify))] if environment.notify else []
    return (AwaitConfigRelease(app, newest, phase or None), *told)


def _warnings(
    settings: Settings, environment: Environment, looked: Looked, plan: Plan
) -> tuple[str, ...]:
    found = list(settings.notices) if environment.protected else []
    newest, current = looked.releases[:1], looked.current
    if newest and newest[0].status == "failed":
        of_then = f"those of v{current.version}" if current else "those of before"
        found.append(
            f"the newest release, v{newest[0].version}, failed: the config vars that run are "
            f"{of_then}, not those that are shown"
        )
    if newest and newest[0].status == "pending":
        found.append(f"v{newest[0].version} is being released right now")
    if plan.steps and not looked.in_one_request:
        found.append(IN_ARGV)
    return tuple(found)
