"""What goes on around the steps of a deployment, as the settings say (pure)."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace

from heroku_tools.engine.errands import AskUrl, Notify, RunHook, Tag, places
from heroku_tools.engine.plan import AwaitRelease, Plan, Step
from heroku_tools.settings import Environment, OnFailure

ROLLED_BACK = "after the release, where nothing has migrated: roll back to what runs now"
BEFORE, AFTER = "before", "after"


def surround(plan: Plan, environment: Environment, *, stays_closed: bool) -> Plan:
    """Add what comes before and after; where there is nothing to do, nothing comes.

    `stays_closed` says that maintenance was on before, and stays on.
    """
    if not plan.steps:
        return plan
    hooks = environment.hooks
    steps: tuple[Step, ...] = (
        *_hook(plan.app, BEFORE, hooks.before),
        *plan.steps,
        *([AskUrl(plan.app, environment.url)] if environment.url and not stays_closed else []),
        *_tag(plan, environment),
        *_hook(plan.app, AFTER, hooks.after),
        *([Notify(plan.app, len(environment.notify))] if environment.notify else []),
    )
    return replace(plan, steps=steps)


def if_it_fails(environment: Environment) -> tuple[str, ...]:
    """Say what is done besides, where a step fails."""
    failed, told = environment.hooks.failed, len(environment.notify)
    hook = [f"run the hook `failed` here: {shlex.join(failed)}"] if failed else []
    back = [ROLLED_BACK] if environment.deploy.on_failure is OnFailure.ROLLBACK else []
    return (*back, *hook, *([f"tell {places(told)} that it failed"] if told else []))


def _tag(plan: Plan, environment: Environment) -> tuple[Step, ...]:
    """What is released is tagged; where nothing is, there is nothing to tag."""
    pattern = environment.deploy.tag
    arrival = next((step for step in plan.steps if isinstance(step, AwaitRelease)), None)
    if not pattern or arrival is None:
        return ()
    known = {"commit": arrival.commit[:8], "environment": plan.environment, "app": plan.app}
    return (Tag(plan.app, arrival.commit, filled(pattern, known)),)


def filled(pattern: str, fields: Mapping[str, str]) -> str:
    """Fill in some of a pattern's fields; the others stay."""
    for field, value in fields.items():
        pattern = pattern.replace(f"{{{field}}}", value)
    return pattern


def _hook(app: str, moment: str, argv: tuple[str, ...]) -> tuple[Step, ...]:
    return (RunHook(app, moment, shlex.join(argv)),) if argv else ()
