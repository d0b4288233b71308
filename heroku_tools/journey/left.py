"""Finding what was begun and not finished, by the command that is to take it up."""

from __future__ import annotations

from contextlib import nullcontext

from heroku_tools.engine.turn import Unfinished
from heroku_tools.engine.whose import Journey, journey
from heroku_tools.errors import Refused
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.unfinished import noun, refusal


def find_left(stage: Stage, ours: Journey, what: str) -> Unfinished | None:
    """Return it, or None, having said so, where there is none; `what` it would be called.

    Raises Refused where somebody still runs it, where it is of another journey than
    `ours`, or of another app.
    """
    with stage.turn.start_look() or nullcontext() as listing:
        unfinished = stage.turn.unfinished(listing)
    label, app = stage.environment.label, stage.environment.app_name
    if unfinished is None:
        stage.turn.sweep()
        stage.console.answer(f"{label} has no unfinished {what}: nothing to do.")
        return None
    record = unfinished.record
    if unfinished.alive or journey(record.plan) is not ours:
        raise refusal(unfinished, stage.again)
    if record.plan.app != app:
        raise Refused(
            f"the unfinished {noun(record)} of {label} is one of {record.plan.app}, and the "
            f"settings now say {app}"
        )
    return unfinished
