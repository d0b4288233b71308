"""The click options by which every journey is looked at, agreed to, and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from heroku_tools.journey import completing
from heroku_tools.journey.teaching import AGREE, LOOK, SHOW, under

look, agree, show = under(LOOK), under(AGREE), under(SHOW)

as_json = show("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
config_file = click.option(
    "-c",
    "--config-file",
    metavar="FILE",
    shell_complete=completing.files,
    help="Read FILE instead of app.conf.yaml.",
)
yes = agree("-y", "--yes", is_flag=True, help="Do not ask; what is planned is shown all the same.")
confirm = agree(
    "--confirm",
    metavar="LABEL",
    shell_complete=completing.labels,
    help="With --yes: name the environment where it is protected, and always for data.",
)
check = look("--check", is_flag=True, help="A dry run that exits 10 if there is something to do.")
OPTIONS = (check, yes, confirm, as_json, config_file)


def asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, in this order."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
