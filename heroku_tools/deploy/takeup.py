"""`deploy ENVIRONMENT --resume` and `--abandon`: what becomes of an unfinished deployment."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timezone

from heroku_tools.deploy.acts import Acts
from heroku_tools.deploy.aftermath import DeploymentStopped
from heroku_tools.deploy.carry_out import carry_out, ground
from heroku_tools.deploy.look import FEW
from heroku_tools.deploy.resume import (
    NoRest,
    Now,
    Rest,
    may_land_yet,
    rest,
    rest_of_plan,
    to_put_back,
)
from heroku_tools.deploy.upstream import let_go
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.execute import PlanStopped, execute
from heroku_tools.engine.plan import AwaitRelease, Plan, RunCommand, Step
from heroku_tools.engine.record import ABANDONED, Record
from heroku_tools.engine.recorder import Recorder
from heroku_tools.engine.turn import author
from heroku_tools.engine.whose import Journey
from heroku_tools.errors import Exit, HerokuToolsError, Refused
from heroku_tools.journey.left import find_left
from heroku_tools.journey.progress import Progress
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.unfinished import noun, story
from heroku_tools.tools import signals

FLAGS = {"migrate": "--migrate", "collectstatic": "--collectstatic"}


OUTLIVES = 15.0  # seconds that a program we started may act after us
PAUSE = 1.0  # seconds between two looks


class NobodyToAsk(HerokuToolsError):
    """A command may have run, must not run twice unasked, and nobody is there to ask."""

    exit_code = Exit.ATTENTION


def resume(stage: Stage) -> Exit:
    """Finish the rest of the same plan, as far as the app is still where it was left."""
    unfinished = find_left(stage, Journey.CODE, "deployment")
    if unfinished is None:
        return Exit.DONE
    now, url = _look_until_settled(stage, unfinished.record)
    left = rest(unfinished.record, now)
    if isinstance(left, NoRest):
        raise _refused(left, stage)
    plan = rest_of_plan(unfinished.record, left.steps)
    _show(stage, unfinished.record, left.steps, left.notes)
    stage.report["plan"] = plan.as_json()
    if stage.options.looks_only:
        return Exit.SOMETHING_TO_DO if stage.options.check else Exit.DONE
    _agree(stage, left, noun(unfinished.record))
    record = _ours(stage, unfinished.record, plan)
    with stage.turn.take(record, instead_of=unfinished) as recorder:
        carry_out(stage, recorder, url=url)
        let_go(stage, record)
    return Exit.DONE


def abandon(stage: Stage) -> Exit:
    """Put maintenance back as it was, and close the record; the code stays what it is."""
    unfinished = find_left(stage, Journey.CODE, "deployment")
    if unfinished is None:
        return Exit.DONE
    now, _ = _look(stage)
    steps = to_put_back(unfinished.record, now)
    if isinstance(steps, NoRest):
        raise _refused(steps, stage)
    plan = Plan(stage.environment.label, stage.environment.app_name, steps)
    _show(stage, unfinished.record, steps, ("the steps that are left will not be done",))
    stage.report["plan"] = plan.as_json()
    if stage.options.looks_only:
        return Exit.SOMETHING_TO_DO if stage.options.check else Exit.DONE
    what = f"Abandon the {noun(unfinished.record)} of {stage.environment.label}?"
    agree(stage.consent, what=what, doubts=(), asker=stage.console)
    record = _ours(stage, unfinished.record, unfinished.record.plan)
    with stage.turn.take(record, instead_of=unfinished) as recorder:
        _put_back(stage, recorder, plan)
        let_go(stage, record)
    return Exit.DONE


def _look(stage: Stage) -> tuple[Now, str]:
    """Ask for everything the app may have become, side by side."""
    name, ask = stage.environment.app_name, stage.questions
    with ExitStack() as under_way:
        app = under_way.enter_context(ask.app(name))
        releases = under_way.enter_context(ask.releases(name, FEW))
        builds = under_way.enter_context(ask.builds(name))
        dynos = under_way.enter_context(ask.dynos(name))
        found = app.result()
        now = Now(found.maintenance, releases.result(), builds.result(), dynos.result())
    return now, found.url


def _look_until_settled(stage: Stage, record: Record) -> tuple[Now, str]:
    """Git or heroku may outlive whoever was killed: what they were told to do may happen yet."""
    told = datetime.fromisoformat(record.last or record.at)
    age = (datetime.now(timezone.utc) - told).total_seconds()
    deadline = time.monotonic() + OUTLIVES - max(age, 0.0)
    now, url = _look(stage)
    while may_land_yet(record, now) and time.monotonic() < deadline:
        stage.console.progress("Looking again: what was under way may arrive yet ...")
        time.sleep(PAUSE)
        now, url = _look(stage)
    return now, url


def _refused(why: NoRest, stage: Stage) -> Refused:
    return Refused(
        f"{why.message}; nothing was touched",
        hint=f"To put maintenance back, and leave the rest: {stage.again} --abandon",
    )


def _show(stage: Stage, record: Record, steps: tuple[Step, ...], notes: tuple[str, ...]) -> None:
    if stage.options.as_json and stage.options.looks_only:
        return
    begun, *lines = story(record)
    stage.console.answer(f"{stage.environment.label}: {record.plan.app}, {begun}")
    for line in lines:
        stage.console.answer(f"  {line}")
    for note in notes:
        stage.console.warn(note)
    stage.console.answer("\nSteps" if steps else "\nNo step: only the record is closed.")
    for number, step in enumerate(steps, 1):
        stage.console.answer(f"  {number:>2}  {step.title}")
    stage.console.answer("")


def _agree(stage: Stage, left: Rest, word: str) -> None:
    if left.doubts and (stage.consent.yes or not stage.console.interactive):
        raise NobodyToAsk(
            f"{left.doubts[0]} Nobody is there to ask; nothing was touched now",
            hint=f"At a terminal: {stage.again} --resume",
        )
    what = f"Finish the {word} of {stage.environment.label}?"
    agree(stage.consent, what=what, doubts=left.doubts, asker=stage.console)


def _ours(stage: Stage, record: Record, plan: Plan) -> Record:
    """The same deployment, from now on in our hands."""
    return replace(record, plan=plan, author=author(stage.git), under_way=False, failed=None)


def _put_back(stage: Stage, recorder: Recorder, plan: Plan) -> None:
    acts = Acts(stage.git, stage.heroku, stage.questions, stage.console)
    with signals.ignored():
        recorder.begin()
        try:
            execute(plan, acts, Progress(stage.console, len(plan.steps)))
        except PlanStopped as error:
            recorder.leave_open()
            raise DeploymentStopped(error.stopped, ground(stage, recorder)) from error
        recorder.close(ABANDONED)
        signals.deafen()
        _warn_of_what_did_not_run(stage, recorder.record)
        stage.console.answer(f"{plan.environment}: abandoned; {plan.app} is open as it was before.")


def _warn_of_what_did_not_run(stage: Stage, record: Record) -> None:
    """The files that called for a command are live now: no later changeset will call for it."""
    names = [step.command for step in record.left if isinstance(step, RunCommand)]
    if names and not any(isinstance(step, AwaitRelease) for step in record.left):
        flags = " ".join(FLAGS.get(name, f"--run {name}") for name in names)
        stage.console.warn(
            f"not run: {' and '.join(names)}; no later deployment will see the need, so ask for "
            f"it: {stage.again} {flags}"
        )
