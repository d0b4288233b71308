"""The click command `data`: options in; the workflow is in `command`."""

from __future__ import annotations

from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import asking, look, show
from heroku_tools.journey.seconds import wait
from heroku_tools.journey.teaching import LATER, Teaching, under

copy, later = under("How it is copied"), under(LATER)

EXAMPLES = (
    ("heroku-tools data uat", "see what would happen, agree, bring the data down"),
    ("heroku-tools data uat --dry-run", "only show it"),
    ("heroku-tools data uat --propose", "masking rules for every column, to paste into the file"),
    ("heroku-tools data uat --preview auth_user", "five rows of a table, as they would arrive"),
    ("heroku-tools data uat --check", "for CI: exit code 10, nobody decided about a column"),
    ("heroku-tools data uat --yes --confirm uat", "in a script"),
    ("heroku-tools data uat --resume", "copy anew what was interrupted"),
    ("heroku-tools data uat --abandon", "give it up: the backup, dynos and maintenance back"),
)


@click.command(cls=Teaching, examples=EXAMPLES, no_args_is_help=True)
@click.argument("environment", metavar="ENVIRONMENT", shell_complete=completing.labels)
@copy("--source-attachment", metavar="NAME", help="The source's database, DATABASE if not given.")
@copy("--target-attachment", metavar="NAME", help="The target's database, DATABASE if not given.")
@copy("--no-backup", is_flag=True, help="Do not back the target up before it is emptied.")
@copy("-j", "--jobs", type=int, metavar="N", help="Copy so many tables at once.")
@look("-n", "--dry-run", is_flag=True, help="Show what would be done, and stop.")
@look("--propose", is_flag=True, help="Print masking rules for what nobody decided about.")
@look("--preview", metavar="TABLE", help="Show five rows of a table, masked.")
@show(
    "-v",
    "--verbose",
    is_flag=True,
    help="Show what happens to each column, and keep what steps print.",
)
@wait
@later("--resume", is_flag=True, help="Take up a copy that was interrupted: by a new one.")
@later("--abandon", is_flag=True, help="Give an interrupted copy up.")
@asking
@click.pass_context
def data(ctx: click.Context, /, **given: Any) -> None:
    """Bring the data of another environment down to an ENVIRONMENT, masked on the way.

    Where it comes from is what `data_from` of app.conf.yaml says, and no other way. What is
    personal is masked by the source's own server, as the rules of `data` say, before it leaves;
    all that the ENVIRONMENT's database holds is replaced, after a backup.
    """
    from heroku_tools.data.command import data as run
    from heroku_tools.data.options import Options

    ctx.exit(run(Options(**given)))
