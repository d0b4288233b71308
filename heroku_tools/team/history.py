"""The past deployments of this clone: who, when, what, how long, and how each ended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click import style

from heroku_tools import settings as app_conf
from heroku_tools.console import Console, clip, count, duration, printable, when
from heroku_tools.engine.journal import Journal, labels
from heroku_tools.engine.record import DONE, Record
from heroku_tools.engine.turn import is_alive
from heroku_tools.engine.whose import Journey, journey
from heroku_tools.errors import Exit
from heroku_tools.tools.git import Git

UNDER_WAY, UNFINISHED = "under way", "unfinished"
HEADINGS = ("when", "environment", "what", "took", "outcome", "who")
COLORS = {DONE: "green", UNDER_WAY: "yellow", UNFINISHED: "red"}


def history(
    label: str | None, *, number: int, as_json: bool, config_file: str | None = None
) -> Exit:
    """Show the newest `number` deployments, of one environment or of all."""
    console = Console(as_json=as_json)
    git = Git.open(Path.cwd(), os.environ)
    known = labels(git.folder)
    if label is not None and label not in known:
        # A label that the settings have lost still has its history; any other must be one of them.
        app_conf.load(app_conf.find(Path.cwd(), config_file, os.environ)).environment(label)
    wanted = [each for each in known if label in (None, each)]
    found = newest([record for each in wanted for record in Journal(git.folder, each).records()])
    shown = found[:number]
    if as_json:
        console.document({"deployments": [document(record) for record in shown]})
    elif shown:
        console.answer(table(shown, console.width))
    else:
        of = f" of {label}" if label else ""
        console.answer(f"No deployment{of} was made from this clone.")
    return Exit.DONE


def newest(records: Sequence[Record]) -> list[Record]:
    """Return them newest first."""
    return sorted(records, key=lambda record: record.at, reverse=True)


def outcome(record: Record) -> str:
    """Say how it ended, or that it has not."""
    return record.closed or (UNDER_WAY if is_alive(record) else UNFINISHED)


def table(records: Sequence[Record], width: int | None) -> str:
    """Return them as lines of columns; with headings where `width` (of a terminal) is given."""
    rows = [_row(record) for record in records]
    above = [] if width is None else [HEADINGS]
    widths = [max(len(row[column]) for row in [*above, *rows]) for column in range(len(HEADINGS))]
    lines = [style(clip(_line(row, widths), width), bold=True) for row in above]
    for record, row in zip(records, rows, strict=True):
        color = COLORS.get(outcome(record))
        lines.append(_colored(clip(_line(row, widths), width), row[4], color))
    return "\n".join(lines)


def _row(record: Record) -> tuple[str, ...]:
    done, steps = len(record.outcomes), len(record.plan.steps)
    ended = outcome(record)
    how_far = count(steps, "step") if ended == DONE else f"{done} of {count(steps, 'step')}"
    return (
        when(record.at),
        printable(record.plan.environment),
        f"{_what(record)}, {how_far}",
        duration(record.seconds),
        printable(ended),
        printable(record.author.who),
    )


def _what(record: Record) -> str:
    whose = journey(record.plan)
    if whose is not Journey.CODE:
        return "config vars" if whose is Journey.CONFIG else f"data of {record.before.runs}"
    sha = record.wanted[:8]
    return sha if record.back_to is None else f"back to v{record.back_to} ({sha})"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _colored(line: str, word: str, color: str | None) -> str:
    start, found, end = line.rpartition(f"  {word}  ")
    return start + (style(found, fg=color) if color else found) + end


def document(record: Record) -> dict[str, Any]:
    """Return a deployment as plain data; times are ISO 8601, `seconds` what it was worked on."""
    return {
        "id": record.id,
        "environment": record.plan.environment,
        "app": record.plan.app,
        "who": record.author.who,
        "host": record.author.host,
        "begun": record.at,
        "last": record.last,
        "seconds": round(record.seconds, 1),
        "commit": record.wanted or None,
        "back_to": record.back_to,
        "steps": [step.kind for step in record.plan.steps],
        "finished": len(record.outcomes),
        "failed": record.failed,
        "outcome": outcome(record),
    }
