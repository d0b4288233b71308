"""A deployment, from the looks to what came of it."""

from __future__ import annotations

from heroku_tools.deploy import show
from heroku_tools.deploy.gather import Wish
from heroku_tools.deploy.look import find_wanted, look
from heroku_tools.deploy.looked import Wanted
from heroku_tools.deploy.note import migrating
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.errors import Exit
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, verdict


def bring_up(stage: Stage, options: Options) -> Exit:
    """Bring the wanted commit up: the whole story."""
    proposal = _propose(stage, options)
    stage.report.update(show.document(proposal))
    _show(proposal, stage)
    if proposal.nothing_to_do or options.looks_only:
        return verdict(options, nothing_to_do=proposal.nothing_to_do)
    from heroku_tools.deploy.agree import agree_and_act  # a plan does without what acts

    agree_and_act(stage, options, proposal)
    return Exit.DONE


def _propose(stage: Stage, options: Options) -> Proposal:
    """Look, and decide on everything."""
    asked = overrides(options, stage.settings)
    wanted = _wanted(stage, options)
    wish = _wish(stage, options)
    looked = look_first(
        stage, lambda: look(stage.git, stage.questions, stage.environment, wanted, wish)
    )
    return propose(stage.settings, stage.environment, options, asked, looked)


def _wish(stage: Stage, options: Options) -> Wish:
    commands = stage.settings.commands
    wanted = {each.when.patterns for each in commands} | {migrating(commands)}
    return Wish(tuple(filter(None, wanted)), whole=options.verbose or options.as_json)


def _wanted(stage: Stage, options: Options) -> Wanted:
    """What is wanted: the environment's branch, or what runs where it is promoted from."""
    label = stage.environment.promote_from
    if label is None:
        return find_wanted(stage.git, stage.environment, options.branch)
    from heroku_tools.deploy.upstream import wanted_from

    return wanted_from(stage, label, options)


def _show(proposal: Proposal, stage: Stage) -> None:
    options, console = stage.options, stage.console
    for warning in proposal.warnings:
        console.warn(warning)
    if options.as_json and options.looks_only:
        return  # nobody is going to be asked, and the document says it all
    if proposal.nothing_to_do:
        console.answer(show.one_line(proposal))
    else:
        console.answer(show.text(proposal, width=console.width, verbose=options.verbose))
