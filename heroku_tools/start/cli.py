"""The click commands of the first steps: options in; the workflows are next door."""

from __future__ import annotations

from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.asking import agree, as_json, config_file, look
from heroku_tools.journey.teaching import Misused, Teaching, under

source = under("Where from")

INIT = (
    ("heroku-tools init", "from the git remotes that point at Heroku, or by asking"),
    ("heroku-tools init --from-pipeline shop", "the apps and stages of a pipeline"),
    ("heroku-tools init --dry-run", "show what it would write"),
    ("heroku-tools init --import live.conf uat.conf", "what heroku-tools 0.3 had"),
)
COMPLETION = (
    ("heroku-tools completion bash >> ~/.bashrc", "bash 4.4 or newer"),
    ("heroku-tools completion zsh >> ~/.zshrc", "zsh"),
    ("heroku-tools completion fish > ~/.config/fish/completions/heroku-tools.fish", "fish"),
)
CHECK = (
    ("heroku-tools check", "everything: this machine, the file, each environment"),
    ("heroku-tools check live", "only live, besides this machine and the file"),
    ("heroku-tools check --json", "for a program: | jq '.findings[].said'"),
)


@click.command(cls=Teaching, examples=INIT)
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completing.files)
@source("--from-pipeline", "pipeline", metavar="NAME", help="Take the apps of this pipeline.")
@source("--import", "old", is_flag=True, help="Convert the FILEs of heroku-tools 0.3.")
@look("-n", "--dry-run", is_flag=True, help="Show what would be written, and stop.")
@agree("-y", "--yes", is_flag=True, help="Do not ask; take what is proposed.")
@click.option("-c", "--config-file", metavar="FILE", help="Write FILE instead of app.conf.yaml.")
@click.pass_context
def init(ctx: click.Context, /, old: bool, **given: Any) -> None:
    """Write the first app.conf.yaml of a project, with comments; it never overwrites one.

    The environments are those of a pipeline, of files of heroku-tools 0.3, or of the git remotes
    that point at Heroku; else you are asked. The commands are what Django, Rails, Flask or Alembic,
    Phoenix and Laravel are known to need, where the files of the project show one of them.
    """
    from heroku_tools.start.init.command import Options
    from heroku_tools.start.init.command import init as run

    hint = "heroku-tools init --help"
    if old != bool(given["files"]):
        said = "--import takes files: live.conf uat.conf" if old else "name files after --import"
        raise Misused(said, hint, ctx)
    if old and given["pipeline"]:
        raise Misused("--import and --from-pipeline do not go together", hint, ctx)
    ctx.exit(run(Options(**given)))


@click.command(cls=Teaching, examples=CHECK)
@click.argument(
    "environments", nargs=-1, metavar="[ENVIRONMENT]...", shell_complete=completing.labels
)
@as_json
@config_file
@click.pass_context
def check(
    ctx: click.Context, environments: tuple[str, ...], as_json: bool, config_file: str | None
) -> None:
    """Look for what is missing or wrong before somebody needs it, and say what to do.

    Programs and their versions, the login, each app, its branch, its git, its pipeline, the config
    vars that the file counts on, and whether what the commands call lies in the repository. Where
    data flows: whether both databases answer, what is left of a copy, columns that nobody decided
    about. It changes nothing. The exit code is 10 where something needs doing.
    """
    from heroku_tools.start.doctor.command import check as run

    ctx.exit(run(environments, as_json=as_json, config_file=config_file))


@click.command(cls=Teaching, examples=COMPLETION)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes TAB complete heroku-tools and deploy in a SHELL.

    Commands, options, environments, branches, configured commands, config vars and releases, from
    app.conf.yaml, the history of this clone and git; nothing is asked of the network.
    """
    from heroku_tools.start.completion import script

    click.echo(script(shell))
