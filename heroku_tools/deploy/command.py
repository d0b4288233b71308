"""`deploy ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.deploy import show
from heroku_tools.deploy.begin import look_again, new_record
from heroku_tools.deploy.carry_out import carry_out
from heroku_tools.deploy.decide import doubts
from heroku_tools.deploy.look import find_wanted, look
from heroku_tools.deploy.looked import Looked, Wanted
from heroku_tools.deploy.note import automatic
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.deploy.takeup import abandon, resume
from heroku_tools.deploy.upstream import held_still, wanted_from
from heroku_tools.deploy.write_note import write_note
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.record import Record
from heroku_tools.errors import Exit, UsageFailed
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, travel, verdict


def deploy(options: Options) -> Exit:
    """Deploy, and return what the run ends with. Raises HerokuToolsError as the exit codes say."""
    _check(options)
    if options.resume:
        return travel(options, resume)
    if options.abandon:
        return travel(options, abandon)
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
    looked = proposal.looked
    stage.report.update(show.document(proposal))
    _show(proposal, stage)
    if proposal.nothing_to_do or options.looks_only:
        return verdict(options, nothing_to_do=proposal.nothing_to_do)
    note = write_note(stage, options, lambda who: _note(stage, looked, who))
    agree(
        stage.consent,
        what=show.question(proposal),
        doubts=doubts(proposal.decisions, up_to_date=proposal.up_to_date),
        asker=stage.console,
    )
    record = _record(proposal, stage, note)
    with held_still(stage, looked.wanted, record), stage.turn.take(record) as recorder:
        look_again(stage, looked.app, looked.releases)
        carry_out(stage, recorder, url=looked.app.url)
    return Exit.DONE


def _propose(stage: Stage, options: Options) -> Proposal:
    """Look, and decide on everything."""
    asked = overrides(options, stage.settings)
    wanted = _wanted(stage, options)
    looked = look_first(stage, lambda: look(stage.git, stage.questions, stage.environment, wanted))
    return propose(stage.settings, stage.environment, options, asked, looked)


def _wanted(stage: Stage, options: Options) -> Wanted:
    """What is wanted: the environment's branch, or what runs where it is promoted from."""
    label = stage.environment.promote_from
    if label is None:
        return find_wanted(stage.git, stage.environment, options.branch)
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


def _note(stage: Stage, looked: Looked, who: str) -> str:
    return automatic(stage.environment.label, looked, stage.settings.commands, who)


def _record(proposal: Proposal, stage: Stage, note: str) -> Record:
    looked = proposal.looked
    record = new_record(
        stage,
        proposal.plan,
        app=looked.app,
        releases=looked.releases,
        running=looked.running,
        live=looked.live.sha if looked.live else None,
        wanted=looked.wanted.sha,
    )
    return replace(record, note=note, commits=len(looked.changeset.commits))
