"""From a plan that is shown to one that is done: the note, the agreement, the acts."""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.deploy import show
from heroku_tools.deploy.begin import look_again, new_record
from heroku_tools.deploy.carry_out import carry_out
from heroku_tools.deploy.decide import doubts
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.note import automatic
from heroku_tools.deploy.options import Options
from heroku_tools.deploy.proposal import Proposal
from heroku_tools.deploy.upstream import held_still
from heroku_tools.deploy.write_note import write_note
from heroku_tools.engine.confirm import agree
from heroku_tools.engine.record import Record
from heroku_tools.journey.stage import Stage


def agree_and_act(stage: Stage, options: Options, proposal: Proposal) -> None:
    """Have the proposal agreed to, and carry it out. Raises HerokuToolsError."""
    looked = proposal.looked
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
    return replace(record, note=note, commits=looked.changeset.commit_count)
