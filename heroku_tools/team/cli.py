"""The click commands about who is where: options in; the workflows are next door."""

from __future__ import annotations

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import as_json, config_file, confirm
from heroku_tools.journey.teaching import AGREE, SHOW, Teaching, under

agree, show, why = under(AGREE), under(SHOW), under("Why")

STATUS = (
    ("heroku-tools status", "every environment of app.conf.yaml, side by side"),
    ("heroku-tools status uat live", "only these"),
    ("heroku-tools status --config", "and how many config vars differ from the file"),
    ("heroku-tools status --json", "for a program: | jq '.environments[].waiting.ahead'"),
)
HISTORY = (
    ("heroku-tools history", "the newest deployments, of every environment"),
    ("heroku-tools history live -n 100", "many, of one"),
    ("heroku-tools history live --json", "for a program: | jq '.deployments[0].outcome'"),
)
LOCK = (
    ('heroku-tools lock live --reason "The fair is on"', "nobody deploys, and reads why"),
    ('heroku-tools lock dev --reason "Bob looks into #7"', "dev too, or any other"),
    ("heroku-tools status live", "see who froze it and why"),
    ("heroku-tools unlock live", "when it is over"),
)
UNLOCK = (
    ("heroku-tools unlock live", "see who locked it and why, agree, open it"),
    ("heroku-tools unlock dev --yes", "in a script (protected: --confirm LABEL too)"),
    ("heroku-tools unlock dev --force", "give up an unfinished deployment, and leave all as it is"),
)


@click.command(cls=Teaching, examples=STATUS)
@click.argument(
    "environments", nargs=-1, metavar="[ENVIRONMENT]...", shell_complete=completing.apps
)
@show("--config", is_flag=True, help="Compare the config vars with the file, and count.")
@as_json
@config_file
@click.pass_context
def status(
    ctx: click.Context,
    environments: tuple[str, ...],
    config: bool,
    as_json: bool,
    config_file: str | None,
) -> None:
    """Show where everything stands, a row for each ENVIRONMENT; all where none is named.

    The release that runs, since when and by whom, and its commit; how far the branch is ahead and
    whether that holds migrations; a release that failed or is under way, maintenance, who deploys
    or has frozen it, a copy of data that is not whole. Below, how the code flows and how much waits
    at each step.
    """
    from heroku_tools.team.status import status as run

    ctx.exit(run(environments, config=config, as_json=as_json, config_file=config_file))


@click.command(cls=Teaching, examples=HISTORY)
@click.argument("environment", required=False, shell_complete=completing.labels)
@click.option("-n", "--number", metavar="N", type=click.IntRange(min=1), default=20,
              show_default=True, help="Show so many at most.")  # fmt: skip
@as_json
@config_file
@click.pass_context
def history(
    ctx: click.Context,
    environment: str | None,
    number: int,
    as_json: bool,
    config_file: str | None,
) -> None:
    """Show the deployments that were made from this clone, newest first.

    Who, when, what, how long, and how each ended. Deployments made from other clones are in the
    history of those.
    """
    from heroku_tools.team.history import history as run

    ctx.exit(run(environment, number=number, as_json=as_json, config_file=config_file))


@click.command(cls=Teaching, examples=LOCK, no_args_is_help=True)
@click.argument("environment", shell_complete=completing.labels)
@why("--reason", required=True, help="Why; whoever is refused gets to read it.")
@config_file
@click.pass_context
def lock(ctx: click.Context, environment: str, reason: str, config_file: str | None) -> None:
    """Freeze an ENVIRONMENT: nobody deploys to it until it is unlocked."""
    from heroku_tools.team.lock import lock as run

    ctx.exit(run(environment, reason, config_file=config_file))


@click.command(cls=Teaching, examples=UNLOCK, no_args_is_help=True)
@click.argument("environment", shell_complete=completing.labels)
@agree("-y", "--yes", is_flag=True, help="Do not ask; whose lock it is is shown all the same.")
@confirm
@click.option("--force", is_flag=True, help="Remove the lock of an unfinished deployment too.")
@config_file
@click.pass_context
def unlock(
    ctx: click.Context,
    environment: str,
    yes: bool,
    confirm: str | None,
    force: bool,
    config_file: str | None,
) -> None:
    """Remove the lock of an ENVIRONMENT, after showing whose it is and why."""
    from heroku_tools.team.lock import unlock as run

    ctx.exit(run(environment, yes=yes, confirm=confirm, force=force, config_file=config_file))
