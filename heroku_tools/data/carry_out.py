"""Carrying out a plan that was agreed to: each step written down, done, and told."""

from __future__ import annotations

from contextlib import suppress

from heroku_tools.console import count, duration, size
from heroku_tools.data import news
from heroku_tools.data.acts import Acts
from heroku_tools.data.aftermath import CopyStopped, Ground
from heroku_tools.data.work import Work
from heroku_tools.engine.errands import places
from heroku_tools.engine.execute import Done, PlanStopped, Stopped, execute
from heroku_tools.engine.notify import send
from heroku_tools.engine.record import DONE, PUT_BACK
from heroku_tools.engine.recorder import Recorder, Watchers
from heroku_tools.journey.progress import Progress
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import signals


def carry_out(stage: Stage, recorder: Recorder, work: Work, *, outcome: str = DONE) -> None:
    """Run what is left of the plan. Raises CopyStopped, which says what is where."""
    with signals.ignored():  # the acts heed them; afterwards there is nothing to interrupt
        recorder.begin()
        with work:
            done = _execute(stage, recorder, work)
        if not recorder.close(outcome):
            stage.console.warn("the lock on origin could not be removed; it names this copy")
        signals.deafen()
        _report(stage, work, done)


def _execute(stage: Stage, recorder: Recorder, work: Work) -> tuple[Done, ...]:
    record = recorder.record
    watch = Watchers((recorder, Progress(stage.console, len(record.plan.steps))))
    finished = zip(record.finished, record.outcomes, strict=True)
    before = tuple(Done(step, outcome, 0.0) for step, outcome in finished)
    try:
        return execute(record.plan, Acts(stage, recorder, work), watch, before)
    except PlanStopped as error:
        raise _settle(stage, recorder, work, error.stopped) from error


def _settle(stage: Stage, recorder: Recorder, work: Work, stopped: Stopped) -> CopyStopped:
    """Settle the record, tell those who should know, and return what the run ends with."""
    if stopped.put_back:
        recorder.close(PUT_BACK)
    else:
        recorder.leave_open()
    record, target, source = recorder.record, work.target, work.flow.source.label
    why = CopyStopped(stopped, Ground(target.label, target.app, source, record, stage.again))
    if stage.places:
        stage.console.step(f"telling {places(len(stage.places))}")
        with suppress(KeyboardInterrupt), signals.heeded():
            for unheard in send(news.failed(record, why.message), stage.places):
                stage.console.warn(unheard)
    signals.deafen()
    return why


def _report(stage: Stage, work: Work, done: tuple[Done, ...]) -> None:
    seconds = sum(one.seconds for one in done)
    stage.report["result"] = {
        "rows": work.rows,
        "bytes": work.bytes,
        "seconds": round(seconds, 1),
        "steps": [{"kind": one.step.kind, "seconds": round(one.seconds, 1)} for one in done],
    }
    if work.proved:
        much = f": {count(work.rows, 'row')}, {size(work.bytes)}" if work.bytes else ""
        stage.console.answer(
            f"{work.target.label}: {work.target.in_words} has the data of "
            f"{work.flow.source.label}, proved{much}; "
            f"{count(len(done), 'step')} in {duration(seconds)}."
        )
