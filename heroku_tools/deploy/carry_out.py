"""Carrying out a plan that was agreed to: each step written down, done, and told."""

from __future__ import annotations

from heroku_tools.console import count, duration
from heroku_tools.deploy.acts import NEW_COMMIT, Acts
from heroku_tools.deploy.aftermath import Ground
from heroku_tools.deploy.errands import Errands
from heroku_tools.deploy.failure import settle
from heroku_tools.engine.execute import Done, PlanStopped, execute
from heroku_tools.engine.plan import AwaitRelease
from heroku_tools.engine.record import DONE, Record
from heroku_tools.engine.recorder import Recorder, Watchers
from heroku_tools.journey.progress import Progress
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import signals


def carry_out(stage: Stage, recorder: Recorder, *, url: str) -> None:
    """Run what is left of the plan. Raises DeploymentStopped, which says what is where."""
    with signals.ignored():  # the acts heed them; afterwards there is nothing to interrupt
        recorder.begin()
        done = _execute(stage, recorder)
        if not recorder.close(DONE, stage.heroku.traffic.as_json()):
            stage.console.warn("the lock on origin could not be removed; it names this deployment")
        signals.deafen()
        _say(stage, recorder, done, url)


def _execute(stage: Stage, recorder: Recorder) -> tuple[Done, ...]:
    record = recorder.record
    plan, finished = record.plan, zip(record.finished, record.outcomes, strict=True)
    acts = Acts(
        stage.git,
        stage.heroku,
        stage.questions,
        stage.console,
        if_refused=NEW_COMMIT if record.back_to is None else _another(record),
    )
    acting = Errands(stage, recorder, acts)
    watch = Watchers((recorder, Progress(stage.console, len(plan.steps))))
    before = tuple(Done(step, outcome, 0.0) for step, outcome in finished)
    try:
        return execute(plan, acting, watch, before)
    except PlanStopped as error:
        raise settle(stage, recorder, error.stopped, ground(stage, recorder)) from error


def _another(record: Record) -> str:
    return f"Another release may do: heroku-tools rollback {record.plan.environment} lists them"


def ground(stage: Stage, recorder: Recorder) -> Ground:
    """Return what the deployment stood on, for the words at its end."""
    record = recorder.record
    before = record.before
    return Ground(record.plan.app, record.wanted, before.runs, before.maintenance, stage.again)


def _say(stage: Stage, recorder: Recorder, done: tuple[Done, ...], url: str) -> None:
    record = recorder.record
    released = [one.outcome for one in done if isinstance(one.step, AwaitRelease)]
    seconds = sum(one.seconds for one in done)
    stage.report["result"] = {
        "release": released[0] if released else None,
        "seconds": round(seconds, 1),
        "steps": [{"kind": d.step.kind, "seconds": round(d.seconds, 1)} for d in done],
        "url": url,
    }
    what = f"{record.plan.app} runs {record.wanted[:8]}"
    version = f" as {released[0]}" if released else ""
    took = f"{count(len(done), 'step')} in {duration(seconds)}"
    closed = " Maintenance is on, as it was before." if record.before.maintenance else ""
    said = f"{record.plan.environment}: {what}{version}; {took}.{closed} {url}"
    stage.console.answer(said.rstrip())
