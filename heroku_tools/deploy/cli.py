"""The click command `deploy`: options in; the workflow is in `command`."""

from __future__ import annotations

from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import asking, look, show
from heroku_tools.journey.seconds import wait
from heroku_tools.journey.teaching import LATER, Teaching, under

what, commands, later = under("What goes up"), under("What runs besides"), under(LATER)
note = under("The release note")

EXAMPLES = (
    ("deploy dev", "see what would go out, agree, deploy"),
    ("deploy uat --branch feature/x", "push another branch, tag or commit"),
    ("deploy dev --dry-run", "only show it"),
    ("deploy dev --yes", "in a script (protected: --confirm LABEL too)"),
    ("deploy dev --migrate", "up to date? then only run migrate"),
    ("deploy live --check", "exit code 10: there is something to deploy"),
    ("deploy dev --wait --yes", "after whoever deploys right now"),
    ("deploy dev --resume", "finish what was interrupted"),
)


@click.command(cls=Teaching, examples=EXAMPLES, no_args_is_help=True)
@click.argument("environment", shell_complete=completing.apps)
@what(
    "-b",
    "--branch",
    metavar="COMMIT",
    shell_complete=completing.branches,
    help="Deploy this branch, tag or commit instead.",
)
@what("-f", "--force", is_flag=True, help="Push although it is no fast-forward.")
@commands(
    "-m", "--migrate/--no-migrate", default=None, help="Run migrate, or not, whatever has changed."
)
@commands(
    "-s",
    "--collectstatic/--no-collectstatic",
    default=None,
    help="Run collectstatic, or not, whatever has changed.",
)
@commands(
    "--run",
    metavar="NAME",
    multiple=True,
    shell_complete=completing.commands,
    help="Run this configured command too.",
)
@commands(
    "--skip",
    metavar="NAME",
    multiple=True,
    shell_complete=completing.commands,
    help="Leave this configured command out.",
)
@commands(
    "--maintenance/--no-maintenance",
    default=None,
    help="Turn maintenance on meanwhile, or not, whatever runs.",
)
@note("--note", is_flag=True, help="Write the release note in your editor.")
@note("--message", metavar="TEXT", help="Take TEXT as the release note.")
@look("-n", "--dry-run", is_flag=True, help="Show what would be done, and stop.")
@show(
    "-v",
    "--verbose",
    is_flag=True,
    help="Show every commit and every file, and keep what steps print.",
)
@wait
@later("--resume", is_flag=True, help="Finish a deployment that was interrupted.")
@later("--abandon", is_flag=True, help="Put maintenance back, and leave the rest undone.")
@asking
@click.pass_context
def deploy(ctx: click.Context, /, **given: Any) -> None:
    """Deploy an ENVIRONMENT of app.conf.yaml.

    Compares the commit that is live with the one wanted, shows what would go out and which steps
    that takes, and runs them once you agreed: maintenance, push, migrate and collectstatic where
    files call for them.
    """
    from heroku_tools.deploy.command import deploy as run
    from heroku_tools.deploy.options import Options

    ctx.exit(run(Options(**given)))
