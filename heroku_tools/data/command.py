"""`data ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from heroku_tools.data.begin import both_held, consent, look_again, new_record, present
from heroku_tools.data.carry_out import carry_out
from heroku_tools.data.flow import flow_of
from heroku_tools.data.look import look
from heroku_tools.data.looked import Looked
from heroku_tools.data.options import Options, check
from heroku_tools.data.plan import Closed
from heroku_tools.data.preview import preview
from heroku_tools.data.proposal import propose, question
from heroku_tools.data.suggest import suggest
from heroku_tools.data.takeup import abandon, resume
from heroku_tools.data.work import Work
from heroku_tools.engine.confirm import agree
from heroku_tools.errors import Exit
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, travel


def data(options: Options) -> Exit:
    """Bring data down, and return what the run ends with. Raises HerokuToolsError."""
    check(options)
    if options.resume:
        return travel(options, lambda stage: resume(stage, options))
    if options.abandon:
        return travel(options, lambda stage: abandon(stage, options))
    if options.propose:
        return travel(options, lambda stage: suggest(stage, options))
    if options.preview:
        return travel(options, lambda stage: preview(stage, options))
    return travel(options, lambda stage: _when_it_is_free(stage, options))


def _when_it_is_free(stage: Stage, options: Options) -> Exit:
    return patiently(stage, options.wait, lambda: bring_down(stage, options))


def bring_down(stage: Stage, options: Options) -> Exit:
    """Bring the source's data down: the whole story."""
    flow = flow_of(stage.settings, stage.environment)
    looked = look_first(stage, lambda: look(stage, flow, options))
    proposal = propose(flow, looked, _as_found(looked), no_backup=options.no_backup)
    present(stage, options, proposal)
    if options.looks_only:
        return Exit.SOMETHING_TO_DO if options.check and proposal.obstacle else Exit.DONE
    if proposal.obstacle:
        raise proposal.obstacle
    agree(consent(stage), what=question(proposal), doubts=(), asker=stage.console)
    record = new_record(stage, proposal)
    with both_held(stage, flow, record) as recorder:
        look_again(stage, looked)
        run, jobs = record.id, options.jobs
        work = Work(stage.console, flow, looked.target, run=run, looked=looked, jobs=jobs)
        carry_out(stage, recorder, work)
    return Exit.DONE


def _as_found(looked: Looked) -> Closed:
    return Closed(looked.stands.maintenance, looked.stands.processes)
