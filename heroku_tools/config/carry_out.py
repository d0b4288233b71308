"""Carrying out a change that was agreed to: each step written down, done, and told."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from heroku_tools.config import news
from heroku_tools.config.acts import Acts
from heroku_tools.config.aftermath import ChangeStopped
from heroku_tools.console import count, duration
from heroku_tools.engine.errands import places
from heroku_tools.engine.execute import Done, PlanStopped, Stopped, execute
from heroku_tools.engine.notify import send
from heroku_tools.engine.record import DONE, PUT_BACK, release_of
from heroku_tools.engine.recorder import Recorder, Watchers
from heroku_tools.journey.progress import Progress
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import signals


def carry_out(
    stage: Stage,
    recorder: Recorder,
    changes: Mapping[str, str | None],
    before: Mapping[str, str],
) -> None:
    """Run what is left of the plan. Raises ChangeStopped, which says what is where."""
    with signals.ignored():  # the acts heed them; afterwards there is nothing to interrupt
        recorder.begin()
        done = _execute(stage, recorder, Acts(stage, recorder, changes, before))
        if not recorder.close(DONE, stage.heroku.traffic.as_json()):
            stage.console.warn("the lock on origin could not be removed; it names this change")
        signals.deafen()
        _say(stage, recorder, done)


def _execute(stage: Stage, recorder: Recorder, acts: Acts) -> tuple[Done, ...]:
    record = recorder.record
    watch = Watchers((recorder, Progress(stage.console, len(record.plan.steps))))
    finished = zip(record.finished, record.outcomes, strict=True)
    before = tuple(Done(step, outcome, 0.0) for step, outcome in finished)
    try:
        return execute(record.plan, acts, watch, before)
    except PlanStopped as error:
        raise _settle(stage, recorder, error.stopped) from error


def _settle(stage: Stage, recorder: Recorder, stopped: Stopped) -> ChangeStopped:
    """Settle the record, tell those who should know, and return what the run ends with."""
    if stopped.put_back:
        recorder.close(PUT_BACK)
    else:
        recorder.leave_open()
    why = ChangeStopped(stopped, stage.environment.app_name, stage.again)
    if stage.places:
        stage.console.step(f"telling {places(len(stage.places))}")
        with suppress(KeyboardInterrupt), signals.heeded():
            for unheard in send(news.failed(recorder.record, why.message), stage.places):
                stage.console.warn(unheard)
    signals.deafen()
    return why


def _say(stage: Stage, recorder: Recorder, done: tuple[Done, ...]) -> None:
    record = recorder.record
    release, seconds = release_of(record), sum(one.seconds for one in done)
    stage.report["result"] = {
        "release": release or None,
        "seconds": round(seconds, 1),
        "steps": [{"kind": one.step.kind, "seconds": round(one.seconds, 1)} for one in done],
    }
    what = f"{record.plan.app} has the config vars of the file"
    took = f"{count(len(done), 'step')} in {duration(seconds)}"
    as_release = f" as {release}" if release else ""
    stage.console.answer(f"{record.plan.environment}: {what}{as_release}; {took}.")
