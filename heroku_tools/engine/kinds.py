"""Plans read back from plain data: each kind of step by its name (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from heroku_tools.engine.plan import Plan, Step


@cache
def _kinds() -> dict[str, type[Step]]:
    # Imported late: a deployment is planned without the steps of the other journeys.
    from heroku_tools.engine import config_steps, data_steps, errands, plan

    every: tuple[type[Step], ...] = (
        plan.MaintenanceOn,
        plan.MaintenanceOff,
        plan.Push,
        plan.Promote,
        plan.Rollback,
        plan.Retry,
        plan.AwaitRelease,
        plan.RunCommand,
        plan.AwaitDyno,
        config_steps.ChangeConfig,
        config_steps.AwaitConfigRelease,
        config_steps.RetryRelease,
        errands.RunHook,
        errands.AskUrl,
        errands.Tag,
        errands.Notify,
        *data_steps.OURS,
    )
    return {each.kind: each for each in every}


def read_plan(data: Mapping[str, Any]) -> Plan:
    """Read what `Plan.as_json` wrote. Raises KeyError or TypeError where it is something else."""
    steps = tuple(_step(dict(item)) for item in data["steps"])
    return Plan(data["environment"], data["app"], steps)


def _step(data: dict[str, Any]) -> Step:
    kind: Callable[..., Step] = _kinds()[data.pop("kind")]
    return kind(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    )
