"""`config ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from uuid import uuid4

from heroku_tools.config import show
from heroku_tools.config.begin import look_again, look_at, present, wanted_of
from heroku_tools.config.bring_down import bring_down
from heroku_tools.config.carry_out import carry_out
from heroku_tools.config.diff import changes
from heroku_tools.config.guard import chosen
from heroku_tools.config.options import Options, check
from heroku_tools.config.proposal import Proposal, propose
from heroku_tools.config.takeup import abandon, resume
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.journal import this_moment
from heroku_tools.engine.record import Before, Record
from heroku_tools.engine.turn import author
from heroku_tools.errors import Exit
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, travel, verdict


def config(options: Options) -> Exit:
    """Bring config vars across, and return what the run ends with. Raises HerokuToolsError."""
    check(options)
    if options.pull:
        return travel(options, lambda stage: bring_down(stage, options))
    if options.resume:
        return travel(options, lambda stage: resume(stage, options))
    if options.abandon:
        return travel(options, abandon)
    return travel(options, lambda stage: _when_it_is_free(stage, options))


def _when_it_is_free(stage: Stage, options: Options) -> Exit:
    return patiently(stage, options.wait, lambda: bring_across(stage, options))


def bring_across(stage: Stage, options: Options) -> Exit:
    """Bring the file's config vars across: the whole story."""
    wanted = wanted_of(stage)
    looked = look_first(stage, lambda: look_at(stage, wanted))
    only = chosen(options.only, looked.sides)
    proposal = propose(stage.settings, stage.environment, looked, prune=options.prune, only=only)
    present(stage, options, proposal)
    if proposal.obstacle and not options.looks_only:
        raise proposal.obstacle
    if proposal.nothing_to_do or options.looks_only:
        return verdict(options, nothing_to_do=proposal.nothing_to_do)
    agree(stage.consent, what=show.question(proposal), doubts=(), asker=stage.console)
    with stage.turn.take(_record(stage, proposal)) as recorder:
        look_again(stage, looked)
        carry_out(stage, recorder, changes(proposal.lines), looked.sides.there)
    return Exit.DONE


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
