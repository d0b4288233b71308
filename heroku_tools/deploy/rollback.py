"""`rollback ENVIRONMENT [vN]`, from what was typed to what is said at the end."""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.deploy import undo_show
from heroku_tools.deploy.begin import look_again, new_record
from heroku_tools.deploy.carry_out import carry_out
from heroku_tools.deploy.options import RollbackOptions
from heroku_tools.deploy.undo import choices, eligible, named, ran_before, version_of
from heroku_tools.deploy.undo_look import look_back, look_between
from heroku_tools.deploy.undo_note import note_of
from heroku_tools.deploy.undo_proposal import Past, Undoing, propose
from heroku_tools.deploy.write_note import write_note
from heroku_tools.engine.confirm import agree, flags
from heroku_tools.engine.record import Record
from heroku_tools.errors import Exit, Refused
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import look_first, travel, verdict
from heroku_tools.tools.answers import Release


def rollback(options: RollbackOptions) -> Exit:
    """Roll back, and return what the run ends with. Raises HerokuToolsError as the codes say."""
    return travel(options, lambda stage: _when_it_is_free(stage, options))


def _when_it_is_free(stage: Stage, options: RollbackOptions) -> Exit:
    return patiently(stage, options.wait, lambda: go_back(stage, options))


def go_back(stage: Stage, options: RollbackOptions) -> Exit:
    """Go back to an earlier release: the whole story."""
    version = None if options.version is None else version_of(options.version)
    past = look_first(
        stage, lambda: look_back(stage.questions, stage.environment.app_name, version)
    )
    target = _choose(stage, past) if version is None else named(past.releases, version)
    undoing = _propose(stage, options, past, target)
    stage.report.update(undo_show.document(undoing))
    _show(stage, undoing)
    if undoing.nothing_to_do:
        return Exit.DONE
    _stop_at_migrations(options, undoing)
    if options.looks_only:
        return verdict(options, nothing_to_do=False)
    note = write_note(stage, options, lambda who: note_of(undoing, who))
    _agree(stage, options, undoing)
    with stage.turn.take(_record(stage, undoing, note)) as recorder:
        look_again(stage, past.app, past.releases)
        carry_out(stage, recorder, url=past.app.url)
    return Exit.DONE


def _choose(stage: Stage, past: Past) -> Release:
    """The release that ran before, unless somebody is there to ask, and knows better."""
    console, options, default = stage.console, stage.options, ran_before(past.releases)
    if not eligible(past.releases):
        raise _nothing_eligible(stage)
    if not (options.as_json and options.looks_only):
        console.answer(undo_show.listing(past, default, width=console.width))
    if console.interactive and not (options.yes or options.looks_only):
        return _ask(stage, past, default)
    if default is None:
        raise Refused(
            "no earlier release holds other code: name the one to go back to; nothing was touched",
            hint=choices(past.releases),
        )
    console.note(f"No release was named: going back to v{default.version}, which ran before.")
    return default


def _nothing_eligible(stage: Stage) -> Refused:
    app, upstream = stage.environment.app_name, stage.environment.promote_from
    deploy = f"deploy {upstream}" if upstream else stage.again
    return Refused(
        f"{app} has no earlier release that can be gone back to; nothing was touched",
        hint=f"Deploy an earlier commit instead: {deploy} --force --branch COMMIT",
    )


def _ask(stage: Stage, past: Past, default: Release | None) -> Release:
    offer = f" [v{default.version}]" if default else ""
    typed = stage.console.ask(f"Go back to which release?{offer} ")
    if default and typed is not None and not typed.strip():
        return default
    if not typed or not typed.strip():
        raise Refused("declined; nothing was touched")
    return named(past.releases, version_of(typed))


def _propose(stage: Stage, options: RollbackOptions, past: Past, target: Release) -> Undoing:
    between = look_between(stage.git, stage.questions, past, target)
    return propose(
        stage.settings,
        stage.environment,
        past,
        target,
        between,
        maintenance=options.maintenance,
    )


def _show(stage: Stage, undoing: Undoing) -> None:
    options, console = stage.options, stage.console
    for warning in undoing.warnings:
        console.warn(warning)
    if options.as_json and options.looks_only:
        return
    if undoing.nothing_to_do:
        console.answer(undo_show.one_line(undoing))
    else:
        console.answer(undo_show.text(undoing, width=console.width, verbose=options.verbose))


def _stop_at_migrations(options: RollbackOptions, undoing: Undoing) -> None:
    """A rollback takes no migration back: the code of then would meet the database of now."""
    if options.despite_migrations or not undoing.crosses_migrations:
        return
    raise Refused(
        f"a migration {'may lie' if not undoing.between.known else 'lies'} between "
        f"v{undoing.past.current.version} and v{undoing.target.version}: "
        f"{undoing.migrations.because}; a rollback takes none back; nothing was touched",
        hint="If that code can live with the database as it is now: "
        f"{_typed(options, undoing)} --despite-migrations",
    )


def _agree(stage: Stage, options: RollbackOptions, undoing: Undoing) -> None:
    """Have it agreed to; the config vars that change back apart, `--yes` does not cover them."""
    doubt = None if options.with_config else undoing.config_doubt
    if doubt and (stage.consent.yes or not stage.console.interactive):
        raise Refused(
            f"{doubt}; that is to be agreed to apart; nothing was touched",
            hint=f"In scripts use {_typed(options, undoing)} {flags(stage.consent)} --with-config",
        )
    doubts = (f"{doubt}. Change them back too?",) if doubt else ()
    agree(stage.consent, what=undo_show.question(undoing), doubts=doubts, asker=stage.console)


def _typed(options: RollbackOptions, undoing: Undoing) -> str:
    return options.naming(f"v{undoing.target.version}").the_same


def _record(stage: Stage, undoing: Undoing, note: str) -> Record:
    past, between = undoing.past, undoing.between
    record = new_record(
        stage,
        undoing.plan,
        app=past.app,
        releases=past.releases,
        running=past.running,
        live=between.live.sha,
        wanted=between.then.commit,
    )
    return replace(record, note=note, back_to=undoing.target.version)
