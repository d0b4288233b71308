"""`config ENVIRONMENT --resume` and `--abandon`: what becomes of an unfinished change.

No record holds a value, so a change is taken up by looking at both sides again: what differs still
is what is left of it, and where nothing does, its release and the telling are.
"""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.config.begin import look_again, look_at, present, wanted_of
from heroku_tools.config.carry_out import carry_out
from heroku_tools.config.diff import changes
from heroku_tools.config.looked import Looked
from heroku_tools.config.options import Options
from heroku_tools.config.proposal import Proposal, after, propose
from heroku_tools.engine.config_steps import ChangeConfig, RetryRelease
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.plan import Plan, Step
from heroku_tools.engine.record import ABANDONED, Record
from heroku_tools.engine.turn import author
from heroku_tools.engine.whose import Journey
from heroku_tools.errors import Exit
from heroku_tools.journey.left import find_left
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.unfinished import story
from heroku_tools.settings import Environment


def resume(stage: Stage, options: Options) -> Exit:
    """Finish it: what the same options would change now, or what is left after the change."""
    unfinished = find_left(stage, Journey.CONFIG, "change of config vars")
    if unfinished is None:
        return Exit.DONE
    looked = look_at(stage, wanted_of(stage))
    proposal = _what_is_left(_as_begun(stage, unfinished.record, looked), unfinished.record)
    _tell(stage, unfinished.record)
    present(stage, options, proposal)
    if proposal.obstacle:
        raise proposal.obstacle
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check else Exit.DONE
    what = f"Finish the change of {stage.environment.label} ({looked.app})?"
    agree(stage.consent, what=what, doubts=(), asker=stage.console)
    record = _ours(stage, unfinished.record, proposal.plan)
    with stage.turn.take(record, instead_of=unfinished) as recorder:
        look_again(stage, looked)
        carry_out(stage, recorder, changes(proposal.lines), looked.sides.there)
    return Exit.DONE


def abandon(stage: Stage) -> Exit:
    """Leave the config vars as they are, and close the record."""
    unfinished = find_left(stage, Journey.CONFIG, "change of config vars")
    if unfinished is None:
        return Exit.DONE
    _tell(stage, unfinished.record)
    if stage.options.looks_only:
        return Exit.SOMETHING_TO_DO if stage.options.check else Exit.DONE
    label, app = stage.environment.label, stage.environment.app_name
    what = f"Abandon the change of {label} ({app}), and leave its config vars as they are?"
    agree(stage.consent, what=what, doubts=(), asker=stage.console)
    record = _ours(stage, unfinished.record, unfinished.record.plan)
    with stage.turn.take(record, instead_of=unfinished) as recorder:
        recorder.begin()
        recorder.close(ABANDONED)
    stage.console.answer(f"{label}: abandoned; see what differs: {stage.again} --dry-run")
    return Exit.DONE


def _as_begun(stage: Stage, record: Record, looked: Looked) -> Proposal:
    """The keys that the change was about, and no others; those it removed, it removes."""
    steps = [step for step in record.plan.steps if isinstance(step, ChangeConfig)]
    gone = {key for step in steps for key in step.unset}
    keys = gone | {key for step in steps for key in step.set}
    return propose(stage.settings, stage.environment, looked, prune=bool(gone), only=keys)


def _what_is_left(proposal: Proposal, record: Record) -> Proposal:
    """The proposal with the plan that is left: what was changed is not changed again."""
    if proposal.plan.steps:
        return proposal
    looked, before = proposal.looked, record.before.release
    steps = _after_the_change(proposal.environment, looked, before)
    return replace(proposal, plan=replace(proposal.plan, steps=steps))


def _after_the_change(environment: Environment, looked: Looked, before: int) -> tuple[Step, ...]:
    newest = looked.releases[0] if looked.releases else None
    if newest is None or newest.version <= before:
        return ()  # nothing was changed, and nothing is left to be
    if newest.status != "failed":
        return after(environment, looked.app, before, looked.phase)
    again = RetryRelease(looked.app, newest.version)
    return (again, *after(environment, looked.app, newest.version, looked.phase))


def _tell(stage: Stage, record: Record) -> None:
    if stage.options.as_json and stage.options.looks_only:
        return
    begun, *lines = story(record)
    stage.console.answer(f"{stage.environment.label}: {record.plan.app}, {begun}")
    for line in lines:
        stage.console.answer(f"  {line}")
    stage.console.answer("")


def _ours(stage: Stage, record: Record, plan: Plan) -> Record:
    """The same change, from now on in our hands: its steps are those that are left."""
    return replace(
        record, plan=plan, author=author(stage.git), outcomes=(), under_way=False, failed=None
    )
