"""After a deployment stopped: what is where, what is not known, and what to type (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Promote,
    Push,
    Retry,
    Rollback,
)
from heroku_tools.errors import HerokuToolsError

RELEASING = (Push, Promote, Rollback, Retry)


@dataclass(frozen=True)
class Ground:
    """What a deployment stood on: `runs` is what ran before ("runs v3", "has no code")."""

    app: str
    wanted: str
    runs: str
    maintenance: bool
    again: str  # how this deployment is typed: "deploy dev"


@dataclass(frozen=True)
class Aftermath:
    """The state of the app in sentences, and what to type, in order."""

    state: tuple[str, ...]
    type_next: tuple[str, ...]


class DeploymentStopped(HerokuToolsError):
    """A deployment ended before its last step."""

    def __init__(self, stopped: Stopped, ground: Ground, *also: str) -> None:
        aftermath = after(stopped, ground)
        lines = [f"{stopped.step.title}: {stopped.reason}", *aftermath.state, *also]
        next_lines = [*([stopped.hint] if stopped.hint else []), *aftermath.type_next]
        super().__init__("\n  ".join(lines), hint="\n        ".join(next_lines) or None)
        self.exit_code = stopped.exit_code


def after(stopped: Stopped, ground: Ground) -> Aftermath:
    """Work out the state of the app and what to type."""
    if stopped.put_back:
        return Aftermath((_as_before(ground),), ())
    state = (_code(stopped, ground), _maintenance(stopped, ground), *_left(stopped))
    return Aftermath(tuple(filter(None, state)), _next(stopped, ground))


def _as_before(ground: Ground) -> str:
    state = f"maintenance is {'on' if ground.maintenance else 'off'}"
    return f"{ground.app} {ground.runs} as before, {state}; nothing needs to be done."


def _code(stopped: Stopped, ground: Ground) -> str:
    app, sha = ground.app, ground.wanted[:8]
    steps = [*(one.step for one in stopped.done), *stopped.left]
    released = [one.outcome for one in stopped.done if isinstance(one.step, AwaitRelease)]
    if released or not any(isinstance(step, RELEASING) for step in steps):
        version = f" ({released[0]})" if released else ""
        return f"{app} runs {sha}{version}."
    if any(isinstance(one.step, RELEASING) for one in stopped.done):
        seen = "does not run it" if stopped.settled else "was not seen to run it"
        return f"Heroku has accepted {sha}, but {app} {seen}."
    if isinstance(stopped.step, RELEASING) and not stopped.untouched:
        if isinstance(stopped.step, Push):
            return f"It is not known whether Heroku has got {sha}, and is building it."
        return f"It is not known whether Heroku is releasing {sha}."
    return f"{app} {ground.runs} as before."


def _maintenance(stopped: Stopped, ground: Ground) -> str:
    if stopped.not_undone:
        return f"Maintenance may still be on: {stopped.why_not[0].rstrip('.')}."
    if isinstance(stopped.step, MaintenanceOff):
        return "Maintenance may still be on."
    opened = any(isinstance(one.step, MaintenanceOff) for one in stopped.done)
    if any(isinstance(one.step, MaintenanceOn) for one in stopped.done) and not opened:
        return "Maintenance is on, and stays on until this is settled."
    return f"Maintenance is {'on, as it was before' if ground.maintenance else 'off'}."


def _left(stopped: Stopped) -> tuple[str, ...]:
    left = [step for step in stopped.left if step is not stopped.step]
    if not left:
        return ()
    return ("Not done: " + "; ".join(step.title for step in left) + ".",)


def _next(stopped: Stopped, ground: Ground) -> tuple[str, ...]:
    """What to type: finish it (which looks at what became of it first), or let it be."""
    abandon = f"{ground.again} --abandon"
    if stopped.untouched:
        return (abandon,)
    failed = stopped.settled and not isinstance(stopped.step, MaintenanceOff)
    finish = f"{'mend it, then finish' if failed else 'finish'} it: {ground.again} --resume"
    return finish, f"or put maintenance back, and leave the rest: {abandon}"
