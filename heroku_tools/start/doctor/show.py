"""The findings for reading."""

from __future__ import annotations

from collections.abc import Sequence

from click import style

from heroku_tools.console import count, printable, wrapped
from heroku_tools.start.doctor.finding import Finding, Level, Section, to_dos

MARKS = {Level.FINE: "ok", Level.NOTE: "-", Level.TO_DO: "!"}
COLORS = {Level.FINE: "green", Level.NOTE: "yellow", Level.TO_DO: "red"}
MARGIN, NEXT = 6, "next: "


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
    lines = [mark + _fitted(finding.said, width, MARGIN)]
    if finding.advice:
        advice = _fitted(finding.advice, width, MARGIN + len(NEXT))
        lines.append(" " * MARGIN + style(NEXT, fg="cyan") + advice)
    return lines


def _fitted(text: str, width: int | None, margin: int) -> str:
    plain = printable(text)
    return plain if width is None else wrapped(plain, width, before=margin, margin=margin)
