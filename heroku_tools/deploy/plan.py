"""The steps of a deployment (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heroku_tools.deploy.decide import Decision
from heroku_tools.deploy.road import Kind, Road
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Promote,
    Push,
    Retry,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.settings import Environment, Maintenance


@dataclass(frozen=True)
class Closing:
    """Whether the app is put into maintenance for the deployment, and why."""

    wanted: bool
    because: str
    already_on: bool


def closing(
    policy: Maintenance, flag: bool | None, decisions: Sequence[Decision], *, already_on: bool
) -> Closing:
    """Decide on maintenance: options win over settings, which win over what commands need."""
    if already_on:
        return Closing(False, "it is on already, and stays on", already_on)
    if flag is not None:
        return Closing(flag, "--maintenance" if flag else "--no-maintenance", already_on)
    if policy is not Maintenance.AUTO:
        always = policy is Maintenance.ALWAYS
        return Closing(always, f"the settings say {policy.value}", already_on)
    needing = [
        each.command.name for each in decisions if each.runs and each.command.needs_maintenance
    ]
    if needing:
        verb = "needs" if len(needing) == 1 else "need"
        return Closing(True, f"{' and '.join(needing)} {verb} it", already_on)
    return Closing(False, "no command that runs needs it", already_on)


def build(
    environment: Environment,
    road: Road,
    decisions: Sequence[Decision],
    closed: Closing,
    *,
    live: str | None,
    wanted: str,
    newest: int,
    phase: str | None,
) -> Plan:
    """Lay out the steps. `live` and `wanted` are full shas, `newest` the newest release's version,
    `phase` the release phase's command."""
    app = environment.app_name
    steps = list(_release(environment, road, live=live, wanted=wanted, newest=newest, phase=phase))
    for decision in decisions:
        if decision.runs:
            command = decision.command
            steps.append(RunCommand(app, command.name, command.run, command.rerun.value))
    if steps and closed.wanted:
        steps = [MaintenanceOn(app), *steps, MaintenanceOff(app)]
    return Plan(environment.label, app, tuple(steps))


def _release(
    environment: Environment,
    road: Road,
    *,
    live: str | None,
    wanted: str,
    newest: int,
    phase: str | None,
) -> tuple[Step, ...]:
    app = environment.app_name
    if road.kind is Kind.UP_TO_DATE:
        return ()
    arrival = AwaitRelease(app, wanted, newest, phase, road.slug)
    if road.kind is Kind.PUSH:
        ref = f"refs/heads/{environment.deploy.remote_branch}"
        return Push(app, live, wanted, ref, road.force, newest), arrival
    assert road.version is not None  # every other road names a release
    if road.kind is Kind.PROMOTE:
        assert road.upstream is not None  # and a promotion where it comes from
        return Promote(app, road.upstream, road.version, wanted, newest), arrival
    again = Rollback if road.kind is Kind.ROLLBACK else Retry
    return again(app, road.version, wanted), arrival
