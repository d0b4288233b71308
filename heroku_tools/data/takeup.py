"""`data ENVIRONMENT --resume` and `--abandon`: what becomes of a copy that was interrupted.

A snapshot ends with the process that took it, so that a copy is taken up by a new one, from the
beginning; where the old one was proved, only what follows is left.
"""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.data.begin import both_held, consent, look_again, open_record, present
from heroku_tools.data.carry_out import carry_out
from heroku_tools.data.flow import Flow, flow_of
from heroku_tools.data.look import look, standing
from heroku_tools.data.looked import Standing
from heroku_tools.data.memory import backup_of, closed_of, mark_of, still_done
from heroku_tools.data.options import Options
from heroku_tools.data.plan import reopening, with_mark
from heroku_tools.data.proposal import propose
from heroku_tools.data.work import Work
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.data_steps import (
    BringBack,
    DropAside,
    GiveUp,
    MarkProved,
    Restore,
    ScaleUp,
    SetAside,
)
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.plan import MaintenanceOff, Plan, RunCommand, Step
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
    if _is_proved(record, stands):
        return _finish(stage, flow, stands, unfinished)
    looked = look(stage, flow, options, run=record.id)
    stands = looked.stands
    closed = closed_of(record, maintenance=stands.maintenance, processes=stands.processes)
    proposal = propose(flow, looked, closed, no_backup=stands.incomplete or options.no_backup)
    present(stage, options, proposal)
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    if proposal.obstacle:
        raise proposal.obstacle
    what = f"Replace all data of {flow.target.label} ({looked.target.in_words}) once more?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    steps = with_mark(proposal.plan.steps, mark_of(record.plan.steps))
    again = (*_first_back(flow, record, stands), *steps)
    with both_held(stage, flow, _ours(stage, record, stands, again), unfinished) as recorder:
        look_again(stage, looked)
        run, jobs = record.id, options.jobs
        work = Work(stage.console, flow, looked.target, run=run, looked=looked, jobs=jobs)
        carry_out(stage, recorder, work)
    return Exit.DONE


def _first_back(flow: Flow, record: Record, stands: Standing) -> tuple[Step, ...]:
    """The old data is brought back before it is set aside again: with its grants, whole."""
    if not stands.can_come_back:
        return ()
    return (BringBack(flow.target.app_name, mark_of(record.plan.steps)),)


def _is_proved(record: Record, stands: Standing) -> bool:
    accepted = stands.aside_run == record.id and not stands.can_come_back
    return accepted or stands.proved_run == record.id


def _finish(stage: Stage, flow: Flow, stands: Standing, unfinished: Unfinished) -> Exit:
    """Do what is left after the proof: the data is there."""
    record, options = unfinished.record, stage.options
    left = [step for step in record.left if isinstance(step, AFTER_THE_PROOF)]
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    what = f"Finish the copy of {flow.target.label}: {'; '.join(step.title for step in left)}?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    done = len(record.outcomes)
    plan = replace(record.plan, steps=(*record.plan.steps[:done], *left))
    ours = replace(_in_our_hands(stage, record), plan=plan)
    with both_held(stage, flow, ours, unfinished) as recorder:
        carry_out(stage, recorder, Work(stage.console, flow, stands.side, run=record.id))
    return Exit.DONE


AFTER_THE_PROOF = (MarkProved, RunCommand, ScaleUp, MaintenanceOff, DropAside, Notify)


def abandon(stage: Stage, options: Options) -> Exit:
    """Put back what can be: the old data, the dynos, maintenance; and close the record."""
    flow = flow_of(stage.settings, stage.environment)
    unfinished = find_left(stage, Journey.DATA, "copy of data")
    stands = standing(stage, flow, options)
    if unfinished is None:
        return _settle(stage, flow, stands) if stands.aside_run else Exit.DONE
    record = unfinished.record
    steps = _giving_up(flow, record, stands)
    _tell(stage, record)
    if _is_lost(stands, steps):
        label = flow.target.label
        stage.console.warn(f"there is no backup: the database of {label} stays incomplete")
    return _give_up(stage, flow, stands, _ours(stage, record, stands, steps), unfinished)


def _settle(stage: Stage, flow: Flow, stands: Standing) -> Exit:
    """Settle what the database alone knows of: old data is aside, and no record of it is left."""
    app, label = flow.target.app_name, flow.target.label
    stage.console.answer(f"{label}: an earlier copy has set the old data aside, and was lost")
    aside = SetAside(app, 0, "")
    last = BringBack(app, "") if stands.can_come_back else DropAside(app)
    plan = Plan(label, app, (aside, last, GiveUp(app)))
    record = open_record(stage, plan, flow, maintenance=stands.maintenance)
    return _give_up(stage, flow, stands, replace(record, outcomes=("aside",)), None)


def _give_up(
    stage: Stage, flow: Flow, stands: Standing, ours: Record, unfinished: Unfinished | None
) -> Exit:
    label = flow.target.label
    for number, step in enumerate(ours.left, 1):
        stage.console.answer(f"  {number:>2}  {step.title}")
    if stage.options.looks_only:
        return Exit.SOMETHING_TO_DO if stage.options.check else Exit.DONE
    what = f"Give the copy of {label} ({stands.side.in_words}) up?"
    agree(consent(stage), what=what, doubts=(), asker=stage.console)
    with both_held(stage, flow, ours, unfinished) as recorder:
        work = Work(stage.console, flow, stands.side, run=ours.id)
        carry_out(stage, recorder, work, outcome=ABANDONED)
    stage.console.answer(f"{label}: the copy is given up.")
    return Exit.DONE


def _giving_up(flow: Flow, record: Record, stands: Standing) -> tuple[Step, ...]:
    app, mark = flow.target.app_name, mark_of(record.plan.steps)
    closed = closed_of(record, maintenance=stands.maintenance, processes=stands.processes)
    return (
        *_old_data(app, record, stands, mark),
        *reopening(app, closed),
        *([DropAside(app)] if stands.aside_run and not stands.can_come_back else []),
        GiveUp(app),
    )


def _old_data(app: str, record: Record, stands: Standing, mark: str) -> tuple[Step, ...]:
    if stands.can_come_back:
        return (BringBack(app, mark),)
    backup = backup_of(record)
    if stands.incomplete and not stands.aside_run and backup:
        return (Restore(app, stands.side.attachment, backup, mark),)
    return ()


def _is_lost(stands: Standing, steps: tuple[Step, ...]) -> bool:
    kept = any(isinstance(step, (Restore, BringBack)) for step in steps)
    return stands.incomplete and not stands.aside_run and not kept


def _tell(stage: Stage, record: Record) -> None:
    if stage.options.as_json and stage.options.looks_only:
        return
    begun, *lines = story(record)
    stage.console.answer(f"{stage.environment.label}: {begun}")
    for line in lines:
        stage.console.answer(f"  {line}")
    stage.console.answer("")


def _ours(stage: Stage, record: Record, stands: Standing, steps: tuple[Step, ...]) -> Record:
    """The same copy, from now on in our hands: what still holds is done, `steps` are left."""
    done = still_done(record, stands)
    plan = replace(record.plan, steps=(*(step for step, _ in done), *steps))
    outcomes = tuple(outcome for _, outcome in done)
    return replace(_in_our_hands(stage, record), plan=plan, outcomes=outcomes)


def _in_our_hands(stage: Stage, record: Record) -> Record:
    return replace(record, author=author(stage.git), under_way=False, failed=None)
