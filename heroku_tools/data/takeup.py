"""`data ENVIRONMENT --resume` and `--abandon`: what becomes of a copy that was interrupted.

A snapshot ends with the process that took it, so that a copy is taken up by a new one, from the
beginning; where the old one was proved, only what follows is left.
"""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.data.begin import both_held, consent, look_again, present
from heroku_tools.data.carry_out import carry_out
from heroku_tools.data.flow import Flow, flow_of
from heroku_tools.data.look import look, standing
from heroku_tools.data.looked import Standing
from heroku_tools.data.memory import backup_of, closed_of
from heroku_tools.data.options import Options
from heroku_tools.data.plan import opening, reopening
from heroku_tools.data.proposal import propose
from heroku_tools.data.work import Work
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.data_steps import BackUp, GiveUp, Restore
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.engine.record import ABANDONED, Record
from heroku_tools.engine.turn import Unfinished, author
from heroku_tools.engine.whose import Journey
from heroku_tools.errors import Exit
from heroku_tools.journey.left import find_left
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.unfinished import story


def resume(stage: Stage, options: Options) -> Exit:
    """Copy anew, or finish what follows the proof."""
    unfinished = find_left(stage, Journey.DATA, "copy of data")
    if unfinished is None:
        return Exit.DONE
    flow, record = flow_of(stage.settings, stage.environment), unfinished.record
    _tell(stage, record)
    stands = standing(stage, flow, options)
    if stands.proved_run == record.id:
        return _finish(stage, flow, stands, unfinished)
    looked = look(stage, flow, options)
    closed = closed_of(record, maintenance=looked.maintenance, processes=looked.processes)
    worth_it = not looked.incomplete and not options.no_backup
    proposal = propose(flow, looked, closed, no_backup=not worth_it)
    present(stage, options, proposal)
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    if proposal.obstacle:
        raise proposal.obstacle
    what = f"Replace all data of {flow.target.label} ({looked.target.in_words}) once more?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    plan, outcomes = _with_its_backup(record, proposal.plan)
    with both_held(stage, flow, _ours(stage, record, plan, outcomes), unfinished) as recorder:
        look_again(stage, looked)
        run, jobs = record.id, options.jobs
        work = Work(stage.console, flow, looked.target, run=run, looked=looked, jobs=jobs)
        carry_out(stage, recorder, work)
    return Exit.DONE


def _with_its_backup(record: Record, plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The backup that was made before is the first of the steps, and done."""
    made = [step for step in record.plan.steps if isinstance(step, BackUp)]
    name = backup_of(record)
    if not name or not made:
        return plan, ()
    return replace(plan, steps=(made[0], *plan.steps)), (name,)


def _finish(stage: Stage, flow: Flow, stands: Standing, unfinished: Unfinished) -> Exit:
    """Do what is left after the proof: the data is there."""
    record, options = unfinished.record, stage.options
    closed = closed_of(record, maintenance=stands.maintenance, processes=stands.processes)
    done = len(record.outcomes)
    left = [step for step in record.plan.steps[done:] if step in opening(flow, closed)]
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    what = f"Finish the copy of {flow.target.label}: {'; '.join(step.title for step in left)}?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    plan = replace(record.plan, steps=(*record.plan.steps[:done], *left))
    ours = _ours(stage, record, plan, record.outcomes)
    with both_held(stage, flow, ours, unfinished) as recorder:
        carry_out(stage, recorder, _work(stage, flow, stands, record))
    return Exit.DONE


def abandon(stage: Stage, options: Options) -> Exit:
    """Put back what can be: the backup, the dynos, maintenance; and close the record."""
    unfinished = find_left(stage, Journey.DATA, "copy of data")
    if unfinished is None:
        return Exit.DONE
    flow, record = flow_of(stage.settings, stage.environment), unfinished.record
    stands = standing(stage, flow, options)
    steps = _giving_up(flow, record, stands)
    _tell(stage, record)
    for number, step in enumerate(steps, 1):
        stage.console.answer(f"  {number:>2}  {step.title}")
    if stands.incomplete and not any(isinstance(step, Restore) for step in steps):
        stage.console.warn(
            f"there is no backup: the database of {flow.target.label} stays incomplete"
        )
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    what = f"Give the copy of {flow.target.label} ({stands.side.in_words}) up?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    ours = _ours(stage, record, replace(record.plan, steps=steps), ())
    with both_held(stage, flow, ours, unfinished) as recorder:
        carry_out(stage, recorder, _work(stage, flow, stands, record), outcome=ABANDONED)
    stage.console.answer(f"{flow.target.label}: the copy is given up.")
    return Exit.DONE


def _giving_up(flow: Flow, record: Record, stands: Standing) -> tuple[Step, ...]:
    app, backup = flow.target.app_name, backup_of(record)
    closed = closed_of(record, maintenance=stands.maintenance, processes=stands.processes)
    back = stands.incomplete and bool(backup)
    return (
        *([Restore(app, stands.side.attachment, backup)] if back else []),
        *reopening(app, closed),
        GiveUp(app),
    )


def _work(stage: Stage, flow: Flow, stands: Standing, record: Record) -> Work:
    return Work(stage.console, flow, stands.side, run=record.id)


def _tell(stage: Stage, record: Record) -> None:
    if stage.options.as_json and stage.options.looks_only:
        return
    begun, *lines = story(record)
    stage.console.answer(f"{stage.environment.label}: {begun}")
    for line in lines:
        stage.console.answer(f"  {line}")
    stage.console.answer("")


def _ours(stage: Stage, record: Record, plan: Plan, outcomes: tuple[str, ...]) -> Record:
    """The same copy, from now on in our hands."""
    return replace(
        record,
        plan=plan,
        author=author(stage.git),
        outcomes=outcomes,
        under_way=False,
        failed=None,
    )
