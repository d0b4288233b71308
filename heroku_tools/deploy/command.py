"""`deploy ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from heroku_tools.deploy import show
from heroku_tools.deploy.gather import Wish
from heroku_tools.deploy.look import find_wanted, look
from heroku_tools.deploy.looked import Wanted
from heroku_tools.deploy.note import migrating
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.errors import Exit, UsageFailed
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, travel, verdict


def deploy(options: Options) -> Exit:
    """Deploy, and return what the run ends with. Raises HerokuToolsError as the exit codes say."""
    _check(options)
    if options.resume or options.abandon:
        from heroku_tools.deploy.takeup import abandon, resume

        return travel(options, resume if options.resume else abandon)
    return travel(options, lambda stage: _when_it_is_free(stage, options))


def _check(options: Options) -> None:
    """What was begun is finished as it was begun."""
    if options.resume and options.abandon:
        raise UsageFailed("--resume and --abandon contradict each other", hint="Take one of them.")
    taken_up = "--resume" if options.resume else "--abandon" if options.abandon else None
    given = {
        "--wait": options.wait is not None,
        "--note": options.note,
        "--message": options.message is not None,
    }
    new = next((name for name, is_given in given.items() if is_given), None)
    if taken_up and new:
        why = "" if new == "--wait" else "; one that was begun keeps its note"
        raise UsageFailed(
            f"{new} is for a new deployment{why}", hint=f"Type: {options.again} {taken_up}"
        )


def _when_it_is_free(stage: Stage, options: Options) -> Exit:
    return patiently(stage, options.wait, lambda: bring_up(stage, options))


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
