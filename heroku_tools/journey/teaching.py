"""Commands that teach: help with headings and examples, and the nearest right word for a wrong one.

What is wrong with a command line is told as every other error is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import click

# The headings that the commands share.
LOOK = "Only look"
AGREE = "Agree without being asked"
LATER = "Wait, or go on with what was begun"
SHOW = "What is shown"
OTHER = "Other options"

Examples = Sequence[tuple[str, str]]  # what is typed, and what that does


class Misused(click.UsageError):
    """The command line is not right; told as any other error is."""

    def __init__(self, message: str, hint: str, ctx: click.Context | None = None) -> None:
        super().__init__(message, ctx)
        self.hint = hint

    def show(self, file: Any = None) -> None:
        """Say what is wrong, and what to type next."""
        from heroku_tools.console import Console

        Console().error(self.message, self.hint)


class Option(click.Option):
    """An option that stands under a heading of the help."""

    def __init__(self, *args: Any, heading: str = OTHER, **how: Any) -> None:
        super().__init__(*args, **how)
        self.heading = heading


def under(heading: str) -> Callable[..., Callable[[Any], Any]]:
    """Return what is used as `click.option` is, for options under one heading."""
    return partial(click.option, cls=Option, heading=heading)


NO_COLOR = Option(
    ["--no-color"],
    is_flag=True,
    expose_value=False,
    help="Without colours, as with the variable NO_COLOR.",
)


class Taught(click.Command):
    """What every command has, and the group: --no-color, and errors that are told as all others."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return its parameters, and those that every command has."""
        *own, help_ = super().get_params(ctx)
        return [*own, NO_COLOR, help_]

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the command line. Raises Misused."""
        if NO_COLOR.opts[0] in args:  # before anything is told that is wrong with the others
            os.environ["NO_COLOR"] = "1"  # the programs we start get to know it too
        above = f"{parent.command_path} " if parent else ""
        with _told_our_way(f"{above}{info_name} --help"):
            return super().make_context(info_name, args, parent, color=color(), **extra)


class Teaching(Taught):
    """A command whose help has a sentence, options under headings, and examples."""

    def __init__(self, *args: Any, examples: Examples = (), **how: Any) -> None:
        super().__init__(*args, **how)
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings, in the order these come up; OTHER is last."""
        for heading, rows in by_heading(self.get_params(ctx), ctx).items():
            with formatter.section(bold(heading)):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and the epilog, if there is one."""
        write_examples(formatter, self.examples)
        super().format_epilog(ctx, formatter)


class TeachingGroup(Taught, click.Group):
    """A group of such commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        for rows in by_heading(self.get_params(ctx), ctx).values():
            with formatter.section(bold("Options")):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raises Misused, with the nearest one."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            said = f"there is no command `{args[0]}`{did_you_mean(args[0], names)}"
            raise Misused(said, f"{ctx.command_path} --help (commands: {', '.join(names)})", ctx)
        return super().resolve_command(ctx, args)


def color() -> bool | None:
    """Return what click calls color: False for none, None for colours where a terminal is."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def by_heading(
    params: Sequence[click.Parameter], ctx: click.Context
) -> dict[str, list[tuple[str, str]]]:
    """Return what is said of each option, by heading."""
    found: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
        if record:
            found.setdefault(getattr(param, "heading", OTHER), []).append(record)
    last = found.pop(OTHER, [])
    return {**found, OTHER if found else "Options": last}


def write_examples(formatter: click.HelpFormatter, examples: Examples) -> None:
    """Write what is typed beside what it does; below each other where there is no room."""
    if not examples:
        return
    widest = max(len(typed) for typed, _ in examples)
    beside = 4 + widest + max(len(does) for _, does in examples) <= formatter.width
    with formatter.section(bold("Examples")):
        for typed, does in examples:
            if beside:
                formatter.write(f"  {typed:<{widest}}  {does}\n")
            else:
                formatter.write(f"  {typed}\n")
                formatter.write_dl([("   ", does)], col_spacing=1)


def did_you_mean(word: str, words: Sequence[str]) -> str:
    """Return "; did you mean ...?" with the nearest word, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(word.lower(), words, n=1)
    return f"; did you mean `{found[0]}`?" if found else ""


@contextmanager
def _told_our_way(hint: str) -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if isinstance(error, Misused) or type(error).__name__ == "NoArgsIsHelpError":
            raise
        raise Misused(_in_our_words(error), hint, error.ctx) from error


def _in_our_words(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = did_you_mean(error.option_name, _options(error.ctx))
        return f"there is no option `{error.option_name}`{near}"
    if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Argument):
        return f"name the {error.param.human_readable_name}"
    said = error.format_message()
    return said[:1].lower() + said[1:].removesuffix(".")


def _options(ctx: click.Context | None) -> list[str]:
    params = ctx.command.get_params(ctx) if ctx else []
    return [
        name for each in params for name in (*each.opts, *each.secondary_opts) if name[:1] == "-"
    ]


def bold(text: str) -> str:
    """Return a heading as a terminal shows it."""
    return click.style(text, bold=True)
