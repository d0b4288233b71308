"""What `--wait [SECONDS]` means."""

from __future__ import annotations

import math

import click
import pytest
from click.testing import CliRunner

from heroku_tools.journey.seconds import wait


@click.command()
@click.argument("environment")
@click.option("--yes", is_flag=True)
@wait
def command(environment: str, *, yes: bool, wait: float | None) -> None:
    click.echo(f"{environment} {wait}")


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ([], None),
        (["--wait"], math.inf),
        (["--wait", "--yes"], math.inf),
        (["--wait", "0"], 0.0),
        (["--wait=1.5", "--yes"], 1.5),
        (["--wait", "600"], 600.0),
    ],
)
def test_seconds(words: list[str], seconds: float | None) -> None:
    done = CliRunner().invoke(command, ["dev", *words])
    assert (done.exit_code, done.output) == (0, f"dev {seconds}\n")


@pytest.mark.parametrize("value", ["dev", "nan", "inf", ""])
def test_no_seconds(value: str) -> None:
    done = CliRunner().invoke(command, ["dev", f"--wait={value}"])
    assert done.exit_code == 2
    assert "is no number of seconds" in done.output
