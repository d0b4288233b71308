"""The click command `rollback`: options in; the workflow is in `rollback`."""

from __future__ import annotations

from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import agree, asking, look, show
from heroku_tools.journey.seconds import wait
from heroku_tools.journey.teaching import Teaching, under

note = under("The release note")

EXAMPLES = (
    ("heroku-tools rollback dev", "list releases, choose one, agree, go back"),
    ("heroku-tools rollback dev v12", "go back to v12"),
    ("heroku-tools rollback dev --dry-run", "only show it"),
    ("heroku-tools rollback dev v12 --yes", "in a script (protected: --confirm LABEL too)"),
    ("heroku-tools rollback dev v12 --yes --with-config", "and its config vars come back as well"),
)


@click.command(cls=Teaching, examples=EXAMPLES, no_args_is_help=True)
@click.argument("environment", shell_complete=completing.apps)
@click.argument("version", required=False, metavar="[vN]", shell_complete=completing.versions)
@look("-n", "--dry-run", is_flag=True, help="Show what would be done, and stop.")
@agree("--with-config", is_flag=True, help="Agree that config vars change back too.")
@agree("--despite-migrations", is_flag=True, help="Go back although a migration lies between.")
@click.option(
    "--maintenance/--no-maintenance",
    default=None,
    help="Turn maintenance on meanwhile, or not, whatever the settings say.",
)
@show(
    "-v",
    "--verbose",
    is_flag=True,
    help="Show every commit and every file, and keep what steps print.",
)
@wait
@note("--note", is_flag=True, help="Write the release note in your editor.")
@note("--message", metavar="TEXT", help="Take TEXT as the release note.")
@asking
@click.pass_context
def rollback(ctx: click.Context, /, **given: Any) -> None:
    """Bring an ENVIRONMENT back to an earlier release, vN, or the one that ran before.

    Heroku brings back that release's code and its config vars; the database stays what it is.
    Shows the commits that would be undone and the config vars that would change back; the latter
    are to be agreed to apart. Refuses where a migration lies between.
    """
    from heroku_tools.deploy.options import RollbackOptions
    from heroku_tools.deploy.rollback import rollback as run

    ctx.exit(run(RollbackOptions(**given)))
