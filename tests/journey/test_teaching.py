"""Help that teaches, and words for what is wrong with a command line."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import import_module

import click
import pexpect
import pytest
from click.testing import CliRunner

from heroku_tools.cli import COMMANDS, HEADINGS, heroku_tools
from heroku_tools.journey.teaching import Misused, Teaching, did_you_mean, under

EACH = pytest.mark.parametrize("name", COMMANDS)
WIDTHS = pytest.mark.parametrize("width", [60, 100])


def command(name: str) -> Teaching:
    module, attribute, _ = COMMANDS[name]
    found = getattr(import_module(module), attribute)
    assert isinstance(found, Teaching), f"{name}: @click.command(cls=Teaching, ...)"
    return found


def help_of(name: str, width: int) -> str:
    context = click.Context(
        command(name), info_name=name, parent=click.Context(heroku_tools, info_name="heroku-tools"),
        terminal_width=width, max_content_width=width,
    )  # fmt: skip
    return click.unstyle(context.get_help())


@EACH
def test_a_command_is_told_in_a_sentence_headings_and_examples(name: str) -> None:
    said = help_of(name, 100)
    assert said.splitlines()[2].endswith("."), "a sentence stands first"
    assert "\nExamples:\n" in said
    options = [each for each in command(name).params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help] == []
    headings = [line for line in said.splitlines() if line.endswith(":") and line[0] != " "]
    assert len(headings) > 2 or len(options) <= 3, "options stand under headings"


@EACH
def test_three_examples_that_can_be_typed(name: str) -> None:
    examples = command(name).examples
    own = [typed for typed, does in examples if does and name in shlex.split(typed)]
    assert len(own) >= 3 or (name == "lock" and len(own) == 2)
    for typed, _ in examples:
        words = shlex.split(re.split(r" [|>]+ ", typed)[0])
        if words[0] == "heroku-tools":
            words = words[1:]
        command(words[0]).make_context(words[0], words[1:])


@EACH
@WIDTHS
def test_help_keeps_to_the_terminal(name: str, width: int) -> None:
    typed = {line.strip() for line, _ in command(name).examples}
    wide = [line for line in help_of(name, width).splitlines() if len(line) > width]
    assert [line for line in wide if line.strip() not in typed] == []


def test_the_help_lists_every_command_once() -> None:
    done = CliRunner().invoke(heroku_tools, ["--help"])
    listed = [line.split()[0] for line in done.output.splitlines() if line.startswith("  ")]
    assert [name for name in COMMANDS if listed.count(name) != 1] == []
    assert {module.split(".")[1] for module, *_ in COMMANDS.values()} <= {
        room for rooms in HEADINGS.values() for room in rooms
    }


@pytest.mark.parametrize(
    ("typed", "said", "hint"),
    [
        ("deplyo", "there is no command `deplyo`; did you mean `deploy`?", "heroku-tools --help"),
        ("xyzzy", "there is no command `xyzzy`", "commands: deploy, "),
        ("--versoin", "there is no option `--versoin`; did you mean `--version`?", "--help"),
        ("deploy dev --dry", "no option `--dry`; did you mean `--dry-run`?", "deploy --help"),
        ("deploy dev --no-migrat", "did you mean `--no-migrate`?", "heroku-tools deploy --help"),
        ("history --JSON", "did you mean `--json`?", "heroku-tools history --help"),
        ("deploy dev -x", "there is no option `-x`", "heroku-tools deploy --help"),
        ("deploy --yes", "name the ENVIRONMENT", "heroku-tools deploy --help"),
        ("deploy dev uat", "unexpected extra argument (uat)", "heroku-tools deploy --help"),
        ("deploy dev --branch", "option '--branch' requires an argument", "deploy --help"),
        ("lock dev", "missing option '--reason'", "heroku-tools lock --help"),
        ("deploy dev --wait=no", "`no` is no number of seconds", "heroku-tools deploy --help"),
        ("config live dev", "name one ENVIRONMENT", "heroku-tools config --help"),
    ],
)
def test_what_is_wrong_and_what_to_type(typed: str, said: str, hint: str) -> None:
    done = CliRunner().invoke(heroku_tools, shlex.split(typed), prog_name="heroku-tools")
    assert done.exit_code == 2
    error, next_ = done.stderr.rstrip("\n").split("\n")
    assert error.startswith("error: ")
    assert said in error
    assert next_.startswith("  next: ")
    assert hint in next_


@pytest.mark.parametrize(
    ("word", "meant"), [("UAT", "uat"), ("uta", "uat"), ("live", None), ("", None)]
)
def test_the_nearest_word(word: str, meant: str | None) -> None:
    assert did_you_mean(word, ["uat", "dev"]) == (f"; did you mean `{meant}`?" if meant else "")


def test_without_a_heading_an_option_stands_with_the_last_ones() -> None:
    @click.command(cls=Teaching)
    @click.option("--plain", is_flag=True, help="Plain.")
    @under("First")("--led", is_flag=True, help="Led.")
    def sample(plain: bool, led: bool) -> None:
        """Do it."""

    said = CliRunner().invoke(sample, ["--help"]).output
    assert said.index("First:\n  --led") < said.index("Other options:\n  --plain")
    with pytest.raises(Misused):
        sample.make_context("sample", ["--plan"])


def on_a_terminal(*words: str, **env: str) -> str:
    said = pexpect.run(
        " ".join([sys.executable, "-m", "heroku_tools", *words]),
        timeout=60,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", "TERM": "xterm", "HOME": "/", **env},
    )
    return str(said)


@pytest.mark.parametrize(
    ("words", "env", "colors"),
    [
        (["deploy", "dev", "--dry"], {}, True),
        (["deploy", "dev", "--no-color", "--dry"], {}, False),
        (["--no-color", "deploy", "dev", "--dry"], {}, False),
        (["--no-color", "deploy", "--help"], {}, False),
        (["deploy", "--help"], {}, True),
        (["deploy", "--help"], {"NO_COLOR": "1"}, False),
        (["deploy", "--help"], {"NO_COLOR": ""}, True),  # no-color.org: present and not empty
        (["deploy", "dev", "--dry"], {"TERM": "dumb"}, False),
    ],
)
def test_colors(words: list[str], env: dict[str, str], colors: bool) -> None:
    assert ("\x1b[" in on_a_terminal(*words, **env)) is colors
