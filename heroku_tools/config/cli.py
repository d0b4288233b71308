"""The click command `config`: options in; the workflow is in `command`."""

from __future__ import annotations

from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import asking, look, show
from heroku_tools.journey.seconds import wait
from heroku_tools.journey.teaching import LATER, Misused, Teaching, under

across, down, later = under("What goes across"), under("The other way"), under(LATER)

EXAMPLES = (
    ("heroku-tools config dev", "see what differs, agree, apply it in one request"),
    ("heroku-tools config dev --dry-run", "only show it"),
    ("heroku-tools config live --check", "exit code 10: Heroku differs from the file"),
    ("heroku-tools config dev --only DEBUG", "this config var alone"),
    ("heroku-tools config dev --prune", "remove what the file does not have, too"),
    ("heroku-tools config live --yes --confirm live", "in a script (not protected: --yes alone)"),
    ("heroku-tools config dev --resume", "finish what was interrupted"),
    ("heroku-tools config dev --pull", "write what Heroku has into the environment's file"),
    ("heroku-tools config --compare", "all environments beside each other"),
)


@click.command(cls=Teaching, examples=EXAMPLES, no_args_is_help=True)
@click.argument("environments", nargs=-1, metavar="ENVIRONMENT", shell_complete=completing.apps)
@across("--prune", is_flag=True, help="Remove what only Heroku has; add-ons keep theirs.")
@across(
    "--only",
    metavar="KEY",
    multiple=True,
    shell_complete=completing.keys,
    help="Look at this config var only.",
)
@down("--pull", is_flag=True, help="Write what Heroku has into the file: no other way.")
@down("--with-values", is_flag=True, help="With --pull: new ones with their values.")
@look("-n", "--dry-run", is_flag=True, help="Show what would be done, and stop.")
@look("--compare", is_flag=True, help="Several environments (or all) beside each other.")
@show("--show-values", is_flag=True, help="Show the values, and not their fingerprints.")
@show(
    "-v",
    "--verbose",
    is_flag=True,
    help="List also what is the same, however much, and keep what steps print.",
)
@wait
@later("--resume", is_flag=True, help="Finish a change that was interrupted.")
@later("--abandon", is_flag=True, help="Leave an interrupted change as it is.")
@asking
@click.pass_context
def config(ctx: click.Context, /, **given: Any) -> None:
    """Bring the config vars of an ENVIRONMENT to what the file says.

    Compares `config_vars` of app.conf.yaml with what Heroku has, shows the difference by
    fingerprints, and applies it once you agreed: in one request, which makes one release.

    \b
    = the same          ! differs
    + new, not there    - to be removed
    ? only on Heroku, left alone
    @ an add-on's, never touched
    """
    environments, compare = given.pop("environments"), given.pop("compare")
    if compare:
        ctx.exit(_compare(environments, given))
    if len(environments) != 1:
        said = "name one ENVIRONMENT (several only with --compare)"
        raise Misused(said, "heroku-tools config --help", ctx)
    from heroku_tools.config.command import config as run
    from heroku_tools.config.options import Options

    ctx.exit(run(Options(environment=environments[0], **given)))


COMPARING = ("check", "dry_run", "as_json", "config_file", "verbose")


def _compare(environments: tuple[str, ...], given: dict[str, Any]) -> int:
    from heroku_tools.config.across import across
    from heroku_tools.errors import UsageFailed

    others = [name for name, value in given.items() if value and name not in COMPARING]
    if others:
        flag = f"--{others[0].replace('_', '-')}"
        raise UsageFailed(f"--compare only looks, and takes no {flag}", hint="Leave it out.")
    return across(
        environments,
        check=given["check"],
        as_json=given["as_json"],
        config_file=given["config_file"],
    )
