"""The option `--wait [SECONDS]`, as click reads it."""

from __future__ import annotations

import math

import click

from heroku_tools.journey.teaching import LATER, under

FOREVER = "until it is free"


def seconds(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """Return the seconds, infinite for FOREVER. Raises BadParameter."""
    if value is None:
        return None
    if value == FOREVER:
        return math.inf
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        said = f"`{value}` is no number of seconds; the environment comes first"
        raise click.BadParameter(f"{said}: deploy {value} --wait")
    return found


wait = under(LATER)(
    "--wait",
    metavar="[SECONDS]",
    is_flag=False,
    flag_value=FOREVER,
    default=None,
    callback=seconds,
    help="Wait while somebody else deploys, so long at most.",
)
