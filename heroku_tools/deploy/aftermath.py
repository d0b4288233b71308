"""After a deployment stopped: what is where, what is not known, and what to type (pure)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from heroku_tools.deploy.proposal import Proposal
from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Push,
    Retry,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.errors import HerokuToolsError

FLAGS = {"migrate": "--migrate", "collectstatic": "--collectstatic"}
RELEASING = (Push, Rollback, Retry)


@dataclass(frozen=True)
class Aftermath:
    """The state of the app in sentences, and what to type, in order."""

    state: tuple[str, ...]
    type_next: tuple[str, ...]


class DeploymentStopped(HerokuToolsError):
    """A deployment ended before its last step."""

    def __init__(self, stopped: Stopped, proposal: Proposal) -> None:
        aftermath = after(stopped, proposal)
        lines = [f"{stopped.step.title}: {stopped.reason}", *aftermath.state]
        next_lines = [*([stopped.hint] if stopped.hint else []), *aftermath.type_next]
        super().__init__("\n  ".join(lines), hint="\n        ".join(next_lines) or None)
        self.exit_code = stopped.exit_code


def after(stopped: Stopped, proposal: Proposal) -> Aftermath:
    """Work out the state of the app and what to type."""
    if stopped.put_back:
        return Aftermath((_as_before(proposal),), ())
    state = (_code(stopped, proposal), _maintenance(stopped, proposal), *_left(stopped))
    return Aftermath(tuple(filter(None, state)), _next(stopped, proposal))


def _as_before(proposal: Proposal) -> str:
    looked = proposal.looked
    release = looked.running.release
    runs = "has no code, as before"
    if release and not looked.running.nothing:
        runs = f"runs v{release.version} as before"
    maintenance = "on" if looked.app.maintenance else "off"
    return f"{looked.app.name} {runs}, maintenance is {maintenance}; nothing needs to be done."


def _code(stopped: Stopped, proposal: Proposal) -> str:
    app, sha = proposal.looked.app.name, proposal.looked.wanted.sha[:8]
    released = [one.outcome for one in stopped.done if isinstance(one.step, AwaitRelease)]
    if released or proposal.up_to_date:
        version = f" ({released[0]})" if released else ""
        return f"{app} runs {sha}{version}."
    if any(isinstance(one.step, RELEASING) for one in stopped.done):
        seen = "does not run it" if stopped.settled else "was not seen to run it"
        return f"Heroku has accepted {sha}, but {app} {seen}."
    if isinstance(stopped.step, RELEASING) and not stopped.untouched:
        if isinstance(stopped.step, Push):
            return f"It is not known whether Heroku has got {sha}, and is building it."
        return f"It is not known whether Heroku is releasing {sha}."
    return f"{app} runs what it ran before."


def _maintenance(stopped: Stopped, proposal: Proposal) -> str:
    if stopped.not_undone or isinstance(stopped.step, MaintenanceOff):
        return "Maintenance may still be on."
    if any(isinstance(one.step, MaintenanceOn) for one in stopped.done):
        return "Maintenance is on, and stays on until you turn it off."
    if proposal.looked.app.maintenance:
        return "Maintenance is on, as it was before."
    return "Maintenance is off."


def _left(stopped: Stopped) -> tuple[str, ...]:
    left = [step for step in stopped.left if step is not stopped.step]
    if not left:
        return ()
    return ("Not done: " + "; ".join(step.title for step in left) + ".",)


def _next(stopped: Stopped, proposal: Proposal) -> tuple[str, ...]:
    """What to type: look where something is unknown, then what is left, then maintenance."""
    off = next((s.by_hand for s in _still_to_do(stopped) if isinstance(s, MaintenanceOff)), None)
    return tuple(filter(None, (*_way_on(stopped, proposal), off)))


def _way_on(stopped: Stopped, proposal: Proposal) -> tuple[str, ...]:
    app, again, rest = proposal.looked.app.name, _again(proposal), _rest(stopped, proposal)
    if stopped.untouched:
        return ()
    if isinstance(stopped.step, RunCommand) and rest:
        if stopped.settled:
            return (f"mend it, then: {rest}",)
        return f"see whether it still runs: heroku ps --app={app}", f"if it does not: {rest}"
    if isinstance(stopped.step, AwaitRelease) and stopped.settled:
        return (f"mend it, then: {again}",)
    if isinstance(stopped.step, (AwaitRelease, *RELEASING)):
        return _look_and_go_on(stopped, proposal)
    return (rest,)


def _look_and_go_on(stopped: Stopped, proposal: Proposal) -> tuple[str, ...]:
    version, again, rest = proposal.looked.newest + 1, _again(proposal), _rest(stopped, proposal)
    return (
        f"see whether v{version} appears: heroku releases --app={proposal.looked.app.name}",
        f"if it has succeeded: {rest}" if rest else "",
        f"if it has failed: mend it, then: {again}",
        f"if it does not appear: {again}",
    )


def _again(proposal: Proposal) -> str:
    """How the wanted commit is asked for once more."""
    wanted = proposal.looked.wanted
    branch = f" --branch {shlex.quote(wanted.name)}" if wanted.ad_hoc else ""
    return f"deploy {proposal.environment.label}{branch}"


def _rest(stopped: Stopped, proposal: Proposal) -> str:
    """How the commands are run that did not, nothing where all of them did."""
    names = [step.command for step in _still_to_do(stopped) if isinstance(step, RunCommand)]
    flags = " ".join(FLAGS.get(name, f"--run {name}") for name in names)
    return f"{_again(proposal)} {flags}" if flags else ""


def _still_to_do(stopped: Stopped) -> tuple[Step, ...]:
    return stopped.left + stopped.not_undone
