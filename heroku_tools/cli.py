"""The click group, the error boundary, and what every command shares."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from heroku_tools import __version__
from heroku_tools.errors import Exit, HerokuToolsError
from heroku_tools.journey.teaching import TeachingGroup, bold
from heroku_tools.tools import signals

# name: (module, attribute, one line of help); imported only when it is the one that runs.
COMMANDS = {
    "deploy": ("heroku_tools.deploy.cli", "deploy", "Bring code up to an environment."),
    "config": ("heroku_tools.config.cli", "config", "Bring config vars to what the file says."),
    "data": ("heroku_tools.data.cli", "data", "Bring data down, masked on the way."),
    "rollback": (
        "heroku_tools.deploy.rollback_cli",
        "rollback",
        "Bring an environment back to an earlier release.",
    ),
    "status": ("heroku_tools.team.cli", "status", "Show where every environment stands."),
    "history": ("heroku_tools.team.cli", "history", "Show the past deployments of this clone."),
    "lock": ("heroku_tools.team.cli", "lock", "Freeze an environment: nobody deploys to it."),
    "unlock": ("heroku_tools.team.cli", "unlock", "Remove a lock, after showing whose it is."),
    "init": ("heroku_tools.start.cli", "init", "Write the first app.conf.yaml."),
    "check": ("heroku_tools.start.cli", "check", "Look for what is missing, and say what to do."),
    "completion": ("heroku_tools.start.cli", "completion", "Print what makes TAB complete."),
}
# The headings under which the help lists them, by the rooms they live in.
HEADINGS = {
    "Journeys": ("deploy", "config", "data"),
    "Who is where": ("team",),
    "First steps": ("start",),
}


class Journeys(TeachingGroup):
    """A group whose commands are imported when they are needed, inside one error boundary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, room by room, without importing them."""
        widest = max(map(len, COMMANDS))
        for heading, rooms in HEADINGS.items():
            rows = [(f"{name:<{widest}}", entry[2]) for name, entry in COMMANDS.items()
                    if entry[0].split(".")[1] in rooms]  # fmt: skip
            if rows:
                with formatter.section(bold(heading)):
                    formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever goes wrong ends as one message and an exit code."""
        try:
            return super().invoke(ctx)
        except HerokuToolsError as error:
            signals.deafen()  # one more Ctrl-C must not swallow the story, nor its exit code
            _tell(error.message, error.hint)
            _trace_if_wanted()
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            signals.deafen()
            _tell("interrupted; nothing was touched")
            ctx.exit(Exit.INTERRUPTED)
        except click.exceptions.Exit as ended:
            ctx.exit(_code(Exit(ended.exit_code)))
        except (click.ClickException, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: never a traceback
            _tell(*_bug(error))
            _trace_if_wanted()
            ctx.exit(Exit.FAILED)


def _code(code: Exit) -> Exit:
    """An answer that nobody could write down is a failure, however well it went otherwise."""
    from heroku_tools.console import lost

    why = lost() if code in (Exit.DONE, Exit.SOMETHING_TO_DO) else None
    if why is None:
        return code
    _tell(f"the answer could not be written: {why}", "What was to be done is done all the same.")
    return Exit.FAILED


def _tell(message: str, hint: str | None = None) -> None:
    from heroku_tools.console import Console

    Console().error(message, hint)


def _trace_if_wanted() -> None:
    if os.environ.get("HEROKU_TOOLS_DEBUG"):
        import traceback

        traceback.print_exc()


def _bug(error: Exception) -> tuple[str, str]:
    """Name the place of an unexpected error, but not its text: that might hold a secret."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    message = f"unexpected {type(error).__name__} at {place}: this is a bug of heroku-tools"
    return message, "HEROKU_TOOLS_DEBUG=1 shows the traceback; please report it."


@click.group(
    cls=Journeys,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command tells more: heroku-tools deploy --help",
)
@click.version_option(__version__, "-V", "--version", prog_name="heroku-tools")
def heroku_tools() -> None:
    """Run an application on Heroku in several environments.

    Code goes up (deploy), config vars go across (config), data comes down (data).
    """


def main() -> None:
    """The script `heroku-tools`."""
    _run(sys.argv[1:])


def deploy() -> None:
    """The script `deploy`: the group's command, so that it is inside the error boundary too."""
    if "COMP_WORDS" in os.environ:  # a shell asks what TAB completes
        os.environ["COMP_WORDS"] = f"heroku-tools {os.environ['COMP_WORDS']}"
        word = os.environ.get("COMP_CWORD", "")  # a number, but in fish the word itself
        os.environ["COMP_CWORD"] = str(int(word) + 1) if word.isdigit() else word
    _run(["deploy", *sys.argv[1:]])


def _run(arguments: list[str]) -> None:
    _open_streams()
    signals.install()
    try:
        heroku_tools.main(arguments, prog_name="heroku-tools")
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _open_streams() -> None:
    """Fill in what the caller has closed (`<&-`), so that no file we open takes its place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115
