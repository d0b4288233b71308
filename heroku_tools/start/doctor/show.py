"""The findings for reading."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from click import style

from heroku_tools.console import count, printable
from heroku_tools.start.doctor.finding import Finding, Level, Section, to_dos

MARKS = {Level.FINE: "ok", Level.NOTE: "-", Level.TO_DO: "!"}
COLORS = {Level.FINE: "green", Level.NOTE: "yellow", Level.TO_DO: "red"}
MARGIN = 6


def section(found: Section, width: int | None) -> str:
    """Return the findings about one thing; `width` in columns, None for a log."""
    lines = [line for each in found.findings for line in _lines(each, width)]
    return "\n".join([style(printable(found.title), bold=True), *lines])


def summary(sections: Sequence[Section]) -> str:
    """Return the last line."""
    number = to_dos(sections)
    if not number:
        return "Nothing needs doing."
    return f"{count(number, 'thing')} {'needs' if number == 1 else 'need'} doing."


def _lines(finding: Finding, width: int | None) -> list[str]:
    mark = style(f"  {MARKS[finding.level]:<{MARGIN - 2}}", fg=COLORS[finding.level])
    first, *rest = _wrapped(finding.said, width, MARGIN)
    lines = [mark + first[MARGIN:], *rest]
    if not finding.advice:
        return lines
    label = "next: "
    first, *rest = _wrapped(finding.advice, width, MARGIN + len(label))
    return [*lines, " " * MARGIN + style(label, fg="cyan") + first[MARGIN + len(label) :], *rest]


def _wrapped(text: str, width: int | None, margin: int) -> list[str]:
    space, plain = " " * margin, printable(text)
    if width is None:
        return [space + plain]
    room = max(width, margin + 20)
    return textwrap.wrap(
        plain, room, initial_indent=space, subsequent_indent=space, break_on_hyphens=False
    )
