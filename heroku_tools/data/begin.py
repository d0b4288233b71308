"""Where a copy that was agreed to begins: shown, both turns taken, and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

from heroku_tools.data import show
from heroku_tools.data.flow import Flow
from heroku_tools.data.look import running
from heroku_tools.data.looked import Looked
from heroku_tools.data.options import Options
from heroku_tools.data.proposal import Proposal
from heroku_tools.engine.confirm import Consent
from heroku_tools.engine.journal import this_moment
from heroku_tools.engine.plan import Plan
from heroku_tools.engine.record import Before, Record
from heroku_tools.engine.recorder import Recorder
from heroku_tools.engine.turn import Unfinished, author
from heroku_tools.errors import Refused
from heroku_tools.journey.stage import Stage, turn_of


def consent(stage: Stage) -> Consent:
    """Data is agreed to by typing the label, whatever a deployment asks for."""
    return replace(stage.consent, typed=True)


def present(stage: Stage, options: Options, proposal: Proposal) -> None:
    """Show it, and put it into the `--json` document."""
    console = stage.console
    stage.report.update(show.document(proposal))
    for warning in proposal.warnings:
        console.warn(warning)
    if options.as_json and options.looks_only:
        return
    console.answer(show.text(proposal, width=console.width, verbose=options.verbose))
    if options.looks_only and proposal.obstacle:
        console.warn(proposal.obstacle.message)


def new_record(stage: Stage, proposal: Proposal) -> Record:
    """Begin the record of a plan that was agreed to."""
    maintenance = proposal.looked.stands.maintenance
    return open_record(stage, proposal.plan, proposal.flow, maintenance=maintenance)


def open_record(stage: Stage, plan: Plan, flow: Flow, *, maintenance: bool) -> Record:
    """Begin a record; `maintenance` is how the target was before."""
    before = Before(maintenance, 0, None, flow.source.label)
    return Record(
        id=uuid4().hex,
        at=this_moment(),
        author=author(stage.git),
        plan=plan,
        wanted="",
        before=before,
    )


@contextmanager
def both_held(
    stage: Stage, flow: Flow, record: Record, instead_of: Unfinished | None = None
) -> Iterator[Recorder]:
    """Hold the turns of the source and of the target. Raises Refused where somebody has one."""
    source = turn_of(stage.git, flow.source, lambda _: None)
    if instead_of:
        source.let_go_of(instead_of.record)
    with source.take(record), stage.turn.take(record, instead_of=instead_of) as recorder:
        yield recorder


def look_again(stage: Stage, looked: Looked) -> None:
    """The plan was made for what was then. Raises Refused where the app has changed since.

    The databases are looked at again by the first steps, within the snapshot.
    """
    app = looked.target.app
    if not app:
        return
    with stage.questions.app(app) as asking, stage.questions.formation(app) as scaled:
        maintenance = asking.result().maintenance
        processes = running(scaled.result())
    if (maintenance, processes) != (looked.stands.maintenance, looked.stands.processes):
        raise Refused(
            f"the dynos or the maintenance of {app} have changed since the plan was made; nothing "
            "was touched",
            hint=f"Look again: {stage.options.the_same}",
        )
