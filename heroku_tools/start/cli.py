"""The click commands of the first steps: options in; the workflows are next door."""

from __future__ import annotations

import click

from heroku_tools.journey.asking import as_json, config_file
from heroku_tools.journey.teaching import Teaching

CHECK = (
    ("heroku-tools check", "everything: this machine, the file, each environment"),
    ("heroku-tools check live", "only live, besides this machine and the file"),
    ("heroku-tools check --json", "for a program: | jq '.findings[].said'"),
)


@click.command(cls=Teaching, examples=CHECK)
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@as_json
@config_file
@click.pass_context
def check(
    ctx: click.Context, environments: tuple[str, ...], as_json: bool, config_file: str | None
) -> None:
    """Look for what is missing or wrong before somebody needs it, and say what to do.

    Programs and their versions, the login, each app, its branch, its git, its pipeline, the config
    vars that the file counts on, and whether what the commands call lies in the repository. It
    changes nothing. The exit code is 10 where something needs doing.
    """
    from heroku_tools.start.doctor.command import check as run

    ctx.exit(run(environments, as_json=as_json, config_file=config_file))
