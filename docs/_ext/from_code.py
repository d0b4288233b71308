"""Directives whose text is the code's own: the keys of the settings, the help of each command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from heroku_tools.cli import COMMANDS, heroku_tools
from heroku_tools.settings import keys
from heroku_tools.settings.data_keys import MaskReader, Placed
from heroku_tools.settings.mask_rules import TABLES
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.readers import Key, Named, Reader, Several, Shorthand, Table

WIDTH = 96  # columns of the help


def tables(name: str, reader: Reader[Any]) -> Iterator[tuple[str, Table]]:
    """Every table of keys below `reader`, with the name of what it is the table of."""
    if isinstance(reader, Table):
        yield name, reader
        for key in reader.keys:
            yield from tables(key.name, key.reader)
    elif isinstance(reader, Shorthand):
        yield from tables(name, reader.table)
    elif isinstance(reader, Several | Named | Placed):
        yield from tables(name, reader.item)
    elif isinstance(reader, MaskReader):
        for masker in MASKERS.values():
            if masker.name in TABLES:
                yield masker.name, TABLES[masker.name]


def described(key: Key[Any]) -> list[str]:
    """One key as a definition."""
    must = " (must be there)" if key.required and not key.unless else ""
    return [
        f"``{key.name}``{must}",
        f"    {_plain(key.means)}",
        "",
        f"    It takes {_plain(key.reader.takes)}.",
        "",
        "    .. code-block:: yaml",
        "",
        f"        {key.example}",
        "",
    ]


def _plain(text: str) -> str:
    """Markdown has single backticks, RST double ones; what RST would read otherwise is escaped."""
    parts = text.split("`")
    told = [
        re.sub(r"([*_|])", r"\\\1", part) if n % 2 == 0 else f"``{part}``"
        for n, part in enumerate(parts)
    ]
    return "".join(told)


class SettingsKeys(SphinxDirective):
    """`.. settings-keys::`: each table of the file, key by key."""

    def run(self) -> list[nodes.Node]:
        """Write it as RST, and let docutils read that."""
        lines: list[str] = []
        for name, table in tables("the file", keys.FILE):
            lines += [
                f".. rubric:: In ``{name}``"
                if name != "the file"
                else ".. rubric:: At the top of the file",
                "",
            ]
            for key in table.keys:
                lines += described(key)
        return self.parse_text_to_nodes("\n".join(lines))


class CommandHelp(SphinxDirective):
    """`.. command-help:: NAME`: what `heroku-tools NAME --help` prints."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Put the help into a literal block."""
        text = help_of(self.arguments[0])
        return [nodes.literal_block(text, text)]


def help_of(name: str) -> str:
    """The help of a command, as wide as the docs are."""
    with click.Context(heroku_tools, info_name="heroku-tools", terminal_width=WIDTH) as group:
        command = heroku_tools.get_command(group, name)
        assert command is not None and name in COMMANDS, name
        with click.Context(command, info_name=name, parent=group, terminal_width=WIDTH) as own:
            return click.unstyle(command.get_help(own))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of them."""
    app.add_directive("settings-keys", SettingsKeys)
    app.add_directive("command-help", CommandHelp)
    return {"parallel_read_safe": True}
