"""`deploy ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from heroku_tools import settings as app_conf
from heroku_tools.console import Console, count, duration
from heroku_tools.deploy import show
from heroku_tools.deploy.acts import Acts
from heroku_tools.deploy.aftermath import DeploymentStopped
from heroku_tools.deploy.decide import doubts
from heroku_tools.deploy.look import find_wanted, look, newest_releases, same_releases
from heroku_tools.deploy.looked import Looked, Wanted
from heroku_tools.deploy.options import Options, overrides
from heroku_tools.deploy.progress import Progress
from heroku_tools.deploy.proposal import Proposal, propose
from heroku_tools.engine.confirm import Consent, agree, check_flags
from heroku_tools.engine.execute import Done, PlanStopped, execute
from heroku_tools.engine.plan import AwaitRelease
from heroku_tools.errors import Exit, HerokuToolsError, Refused, UsageFailed
from heroku_tools.settings import Confirm, Environment
from heroku_tools.tools import doors, signals
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.questions import Questions
from heroku_tools.tools.refusals import UnknownApp


def deploy(options: Options) -> Exit:
    """Deploy, and return what the run ends with. Raises HerokuToolsError as the exit codes say."""
    console = Console(as_json=options.as_json)
    report: dict[str, Any] = {}
    try:
        return _journey(options, console, report)
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


def _journey(options: Options, console: Console, report: dict[str, Any]) -> Exit:
    settings = app_conf.load(app_conf.find(Path.cwd(), options.config_file, os.environ))
    environment = settings.environment(options.environment)
    asked = overrides(options, settings)
    consent = _consent(environment, options)
    git, heroku = Git.open(Path.cwd(), os.environ), Heroku(os.environ)
    with doors.opened(heroku, os.environ, tell=console.debug) as questions:
        wanted = find_wanted(git, environment, options.branch)
        console.progress(f"Looking at {environment.app_name} ...")
        looked = _look(git, questions, environment, wanted)
        proposal = propose(settings, environment, options, asked, looked)
        report.update(show.document(proposal))
        _show(proposal, options, console)
        if proposal.nothing_to_do or options.dry_run or options.check:
            return _verdict(proposal, options, report)
        agree(
            consent,
            what=show.question(proposal),
            doubts=doubts(proposal.decisions, up_to_date=proposal.up_to_date),
            asker=console,
        )
        _look_again(questions, proposal)
        with signals.ignored():  # the acts heed them; afterwards there is nothing to interrupt
            done = _act(proposal, Acts(git, heroku, questions, console), console)
            _say(proposal, done, console, report)
    return Exit.DONE


def _consent(environment: Environment, options: Options) -> Consent:
    consent = Consent(
        label=environment.label,
        protected=environment.protected,
        pin=environment.deploy.confirm is Confirm.PIN,
        none=environment.deploy.confirm is Confirm.NONE,
        yes=options.yes,
        confirmed=options.confirm,
    )
    check_flags(consent)
    return consent


def _look(git: Git, questions: Questions, environment: Environment, wanted: Wanted) -> Looked:
    try:
        return look(git, questions, environment, wanted)
    except UnknownApp as error:
        message = f"{environment.where}: {environment.app_name}: {error.message}"
        raise UsageFailed(message, hint="List yours with: heroku apps --all") from error


def _show(proposal: Proposal, options: Options, console: Console) -> None:
    for warning in proposal.warnings:
        console.warn(warning)
    if options.as_json and (options.dry_run or options.check):
        return  # nobody is going to be asked, and the document says it all
    if proposal.nothing_to_do:
        console.answer(show.one_line(proposal))
    else:
        console.answer(show.text(proposal, width=console.width, verbose=options.verbose))


def _verdict(proposal: Proposal, options: Options, report: dict[str, Any]) -> Exit:
    something = options.check and not proposal.nothing_to_do
    code = Exit.SOMETHING_TO_DO if something else Exit.DONE
    report["exit_code"] = int(code)
    return code


def _look_again(questions: Questions, proposal: Proposal) -> None:
    """The plan was made for what ran then: where anything was released since, it is void."""
    looked = proposal.looked
    now = newest_releases(questions, looked.app.name)
    if not same_releases(looked.releases, now):
        newest = f": v{now[0].version} ({now[0].description}) by {now[0].by}" if now else ""
        raise Refused(
            f"{looked.app.name} has changed since the plan was made{newest}; nothing was touched",
            hint=f"Look again: deploy {proposal.environment.label}",
        )


def _act(proposal: Proposal, acts: Acts, console: Console) -> tuple[Done, ...]:
    try:
        return execute(proposal.plan, acts, Progress(console, len(proposal.plan.steps)))
    except PlanStopped as error:
        raise DeploymentStopped(error.stopped, proposal) from error


def _say(
    proposal: Proposal, done: tuple[Done, ...], console: Console, report: dict[str, Any]
) -> None:
    released = [one.outcome for one in done if isinstance(one.step, AwaitRelease)]
    seconds = sum(one.seconds for one in done)
    report["result"] = {
        "release": released[0] if released else None,
        "seconds": round(seconds, 1),
        "steps": [{"kind": d.step.kind, "seconds": round(d.seconds, 1)} for d in done],
        "url": proposal.looked.app.url,
    }
    report["exit_code"] = int(Exit.DONE)
    label, app = proposal.environment.label, proposal.looked.app
    what = f"{app.name} runs {proposal.looked.wanted.sha[:8]}"
    version = f" as {released[0]}" if released else ""
    took = f"{count(len(done), 'step')} in {duration(seconds)}"
    console.answer(f"{label}: {what}{version}; {took}. {app.url}".rstrip())
