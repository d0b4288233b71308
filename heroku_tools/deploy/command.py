"""`deploy ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import uuid4

from heroku_tools.console import Console
from heroku_tools.deploy import show
from heroku_tools.deploy.carry_out import carry_out
from heroku_tools.deploy.decide import doubts
from heroku_tools.deploy.look import find_wanted, look, newest_releases, same_releases
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.deploy.stage import Stage, set_up
from heroku_tools.deploy.takeup import abandon, resume
from heroku_tools.deploy.unfinished import refusal
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.journal import this_moment
from heroku_tools.engine.record import Before, Record
from heroku_tools.engine.turn import author
from heroku_tools.errors import Exit, HerokuToolsError, Refused, UsageFailed
from heroku_tools.tools.refusals import UnknownApp


def deploy(options: Options) -> Exit:
    """Deploy, and return what the run ends with. Raises HerokuToolsError as the exit codes say."""
    console = Console(as_json=options.as_json)
    report: dict[str, Any] = {}
    journey = resume if options.resume else abandon if options.abandon else bring_up
    try:
        with set_up(options, console, report) as stage:
            code = journey(stage)
        report["exit_code"] = int(code)
        return code
    except HerokuToolsError as error:
        report["error"] = {"message": error.message, "hint": error.hint}
        report["exit_code"] = int(error.exit_code)
        raise
    except KeyboardInterrupt:
        report["error"] = {"message": "interrupted; nothing was touched", "hint": None}
        report["exit_code"] = int(Exit.INTERRUPTED)
        raise
    finally:
        if options.as_json:
            console.document(report)


def bring_up(stage: Stage) -> Exit:
    """Bring the wanted commit up: the whole story."""
    proposal = _propose(stage)
    stage.report.update(show.document(proposal))
    _show(proposal, stage)
    if proposal.nothing_to_do or stage.options.looks_only:
        return _verdict(proposal, stage.options)
    agree(
        stage.consent,
        what=show.question(proposal),
        doubts=doubts(proposal.decisions, up_to_date=proposal.up_to_date),
        asker=stage.console,
    )
    with stage.turn.take(_record(proposal, stage)) as recorder:
        _look_again(proposal, stage)
        carry_out(stage, recorder, url=proposal.looked.app.url)
    return Exit.DONE


def _propose(stage: Stage) -> Proposal:
    """Look, and decide on everything; somebody else's unfinished deployment comes first."""
    asked = overrides(stage.options, stage.settings)
    wanted = find_wanted(stage.git, stage.environment, stage.options.branch)
    stage.console.progress(f"Looking at {stage.environment.app_name} ...")
    with stage.turn.start_look() or nullcontext() as listing:
        looked = _look(stage, lambda: look(stage.git, stage.questions, stage.environment, wanted))
        unfinished = stage.turn.unfinished(listing)
    if unfinished:
        raise refusal(unfinished, stage.again)
    return propose(stage.settings, stage.environment, stage.options, asked, looked)


def _look(stage: Stage, ask: Callable[[], Looked]) -> Looked:
    try:
        return ask()
    except UnknownApp as error:
        where = stage.environment.where
        message = f"{where}: {stage.environment.app_name}: {error.message}"
        raise UsageFailed(message, hint="List yours with: heroku apps --all") from error


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


def _verdict(proposal: Proposal, options: Options) -> Exit:
    something = options.check and not proposal.nothing_to_do
    return Exit.SOMETHING_TO_DO if something else Exit.DONE


def _look_again(proposal: Proposal, stage: Stage) -> None:
    """The plan was made for what was then: where anything has changed since, it is void."""
    looked = proposal.looked
    with stage.questions.app(looked.app.name) as question:
        now = newest_releases(stage.questions, looked.app.name)
        is_on = question.result().maintenance
    if is_on is not looked.app.maintenance:
        raise Refused(
            f"somebody has turned maintenance {'on' if is_on else 'off'} since the plan was made; "
            "nothing was touched",
            hint=f"Look again: {stage.options.the_same}",
        )
    if not same_releases(looked.releases, now):
        newest = f": v{now[0].version} ({now[0].description}) by {now[0].by}" if now else ""
        raise Refused(
            f"{looked.app.name} has changed since the plan was made{newest}; nothing was touched",
            hint=f"Look again: {stage.options.the_same}",
        )


def _record(proposal: Proposal, stage: Stage) -> Record:
    looked = proposal.looked
    live = looked.live.sha if looked.live else None
    return Record(
        id=uuid4().hex,
        at=this_moment(),
        author=author(stage.git),
        plan=proposal.plan,
        wanted=looked.wanted.sha,
        before=Before(looked.app.maintenance, looked.newest, live, _runs(looked)),
    )


def _runs(looked: Looked) -> str:
    release = looked.running.release
    return f"runs v{release.version}" if release and not looked.running.nothing else "has no code"
