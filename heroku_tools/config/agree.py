"""Agreeing to a change of config vars, and making it."""

from __future__ import annotations

from uuid import uuid4

from heroku_tools.config import show
from heroku_tools.config.begin import look_again
from heroku_tools.config.carry_out import carry_out
from heroku_tools.config.diff import changes
from heroku_tools.config.proposal import Proposal
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.journal import this_moment
from heroku_tools.engine.record import Before, Record
from heroku_tools.engine.turn import author
from heroku_tools.journey.stage import Stage


def agree_and_act(stage: Stage, proposal: Proposal) -> None:
    """Ask, take the turn, look again, and change what was agreed to."""
    looked = proposal.looked
    agree(stage.consent, what=show.question(proposal), doubts=(), asker=stage.console)
    with stage.turn.take(_record(stage, proposal)) as recorder:
        look_again(stage, looked)
        carry_out(stage, recorder, changes(proposal.lines), looked.sides.there)


def _record(stage: Stage, proposal: Proposal) -> Record:
    """Begin the record of a change; it names no commit, and no value."""
    looked = proposal.looked
    version = looked.current.version if looked.current else None
    runs = f"runs v{version}" if version else "has no release"
    return Record(
        id=uuid4().hex,
        at=this_moment(),
        author=author(stage.git),
        plan=proposal.plan,
        wanted="",
        before=Before(False, looked.newest, None, runs, version),
    )
