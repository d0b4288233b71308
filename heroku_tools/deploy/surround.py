"""What goes on around the steps of a deployment, as the settings say (pure)."""

from __future__ import annotations

import shlex
from dataclasses import replace

from heroku_tools.engine.errands import AskUrl, Notify, RunHook, places
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.settings import Environment

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
        *_hook(plan.app, AFTER, hooks.after),
        *([Notify(plan.app, len(environment.notify))] if environment.notify else []),
    )
    return replace(plan, steps=steps)


def if_it_fails(environment: Environment) -> tuple[str, ...]:
    """Say what is done besides, where a step fails."""
    failed, told = environment.hooks.failed, len(environment.notify)
    hook = [f"run the hook `failed` here: {shlex.join(failed)}"] if failed else []
    return (*hook, *([f"tell {places(told)} that it failed"] if told else []))


def _hook(app: str, moment: str, argv: tuple[str, ...]) -> tuple[Step, ...]:
    return (RunHook(app, moment, shlex.join(argv)),) if argv else ()
