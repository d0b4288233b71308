"""What TAB completes: from the settings, the journal and git, never from the network.

A shell that asks gets an answer or none; nothing is ever told or raised.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from heroku_tools.settings import Settings
    from heroku_tools.tools.git import Git

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
MOST = 500  # of which a shell makes a list


def completer(find: Callable[[click.Context], Iterable[tuple[str, str]]]) -> Completer:
    """Make a completer of what finds words, each with what it means."""

    def complete(
        ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        given = {
            word for value in ctx.params.values() if isinstance(value, tuple) for word in value
        }
        with suppress(Exception):
            fitting = [
                CompletionItem(word, help=means)
                for word, means in find(ctx)
                if word.startswith(incomplete) and word not in given
            ]
            return fitting[:MOST]
        return []

    return complete


@completer
def labels(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the environments."""
    return [(each.label, each.app_name) for each in _settings(ctx).environments]


@completer
def apps(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the environments that are apps."""
    return [(each.label, each.app_name) for each in _settings(ctx).apps]


@completer
def branches(_ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the branches, here and at origin."""
    return [(name, "") for name in _git().branches()]


@completer
def commands(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the configured commands."""
    return [(each.name, each.run) for each in _settings(ctx).commands]


@completer
def keys(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the config vars that the file names for the environment that was typed."""
    from heroku_tools.settings import config_vars_of

    settings = _settings(ctx)
    typed = ctx.params.get("environments") or ()
    chosen = [settings.environment(each) for each in typed] or settings.apps
    found = {var.key for each in chosen for var in config_vars_of(settings, each) or ()}
    return [(key, "") for key in sorted(found)]


@completer
def versions(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """Find the releases of the environment that was typed, newest first."""
    from heroku_tools.engine.journal import Journal
    from heroku_tools.engine.record import release_of
    from heroku_tools.tools.work_tree import tags

    git, environment = _git(), _settings(ctx).environment(ctx.params["environment"])
    pattern, found = environment.deploy.tag, set[str]()
    for record in Journal(git.folder, environment.label).records():
        found |= {release_of(record), f"v{record.before.version}"}
    if "{version}" in pattern:
        found |= versions_in(tags(git), pattern, environment.label, environment.app_name)
    good = [each for each in found if re.fullmatch(r"v\d+", each)]
    return [(each, "") for each in sorted(good, key=lambda each: -int(each[1:]))]


def versions_in(tags: Sequence[str], pattern: str, label: str, app: str) -> set[str]:
    """Return the versions that tags of a pattern name, for one environment."""
    fields = {"version": r"(v\d+)", "environment": re.escape(label), "app": re.escape(app)}
    parts = re.split(r"\{([a-z]+)\}", pattern)
    wanted = "".join(
        fields.get(part, ".+") if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )
    return {match.group(1) for match in (re.fullmatch(wanted, tag) for tag in tags) if match}


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows its files."""
    return [CompletionItem(incomplete, type="file")]


def _settings(ctx: click.Context) -> Settings:
    from heroku_tools import settings

    named = ctx.params.get("config_file")
    return settings.load(settings.find(Path.cwd(), named, os.environ))


def _git() -> Git:
    from heroku_tools.tools.git import Git

    return Git.open(Path.cwd(), os.environ)
