"""Rolling a deployment back that has failed, where the settings say so."""

from __future__ import annotations

from heroku_tools.console import Console
from heroku_tools.deploy.acts import Acts
from heroku_tools.deploy.look import newest_releases
from heroku_tools.deploy.retreat import Held, Retreat, is_due, retreat
from heroku_tools.engine.execute import Done, PlanStopped, Stopped, execute
from heroku_tools.engine.plan import AwaitRelease, Plan
from heroku_tools.engine.record import Record
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import Exit, HerokuToolsError
from heroku_tools.journey.progress import Progress
from heroku_tools.journey.stage import Stage
from heroku_tools.settings import OnFailure


class RolledBack(HerokuToolsError):
    """A deployment failed, and what ran before runs again."""

    exit_code = Exit.FAILED


def go_back(stage: Stage, recorder: Recorder, stopped: Stopped) -> RolledBack | Held | None:
    """Roll back, or say why not; None where nobody has asked for it, or it would not help."""
    if stage.environment.deploy.on_failure is not OnFailure.ROLLBACK or not is_due(stopped):
        return None
    record = recorder.record
    try:
        found = retreat(record, stopped, newest_releases(stage.questions, record.plan.app))
    except HerokuToolsError as error:
        return Held(f"the app cannot be looked at: {error.message}")
    return found if isinstance(found, Held) else _run(stage, recorder, stopped, found)


def _run(stage: Stage, recorder: Recorder, stopped: Stopped, found: Retreat) -> RolledBack | Held:
    record, console = recorder.record, stage.console
    console.warn(f"rolling back to v{found.version}, as `on_failure: rollback` says")
    for step in found.steps:
        recorder.undoing(step)
    plan = Plan(record.plan.environment, record.plan.app, found.steps)
    acts = Acts(stage.git, stage.heroku, stage.questions, console)
    try:
        done = execute(plan, acts, _progress(console, plan))
    except PlanStopped as error:
        at = error.stopped
        return Held(f"that stopped at: {at.step.title}: {at.reason}")
    return _told(record, stopped, done, stage.again)


def _progress(console: Console, plan: Plan) -> Progress:
    return Progress(console, len(plan.steps))


def _told(record: Record, stopped: Stopped, done: tuple[Done, ...], again: str) -> RolledBack:
    version = next(one.outcome for one in done if isinstance(one.step, AwaitRelease))
    commit = (record.before.commit or "")[:8]
    state = "on, as it was before" if record.before.maintenance else "off"
    return RolledBack(
        f"{stopped.step.title}: {stopped.reason}\n"
        f"  Rolled back: {record.plan.app} runs {commit} again, as {version}.\n"
        f"  Maintenance is {state}.",
        hint=f"mend it, and deploy it again: {again}",
    )
