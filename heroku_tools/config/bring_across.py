"""A change of config vars, from the looks to what came of it."""

from __future__ import annotations

from heroku_tools.config.begin import look_at, present, wanted_of
from heroku_tools.config.guard import chosen
from heroku_tools.config.options import Options
from heroku_tools.config.proposal import propose
from heroku_tools.errors import Exit
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, verdict


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
    from heroku_tools.config.agree import agree_and_act  # a plan does without what acts

    agree_and_act(stage, proposal)
    return Exit.DONE
