"""The table of `config --compare`."""

from __future__ import annotations

from collections.abc import Sequence

from click import style

from heroku_tools.config.compare import Comparison, Row, Verdict
from heroku_tools.console import clip

COLORS = {Verdict.MISSING: "red", Verdict.DIFFERS: "yellow", Verdict.ADDON: "cyan"}


def table(comparison: Comparison, width: int | None) -> str:
    """Return it for reading; `width` in columns, None for a log."""
    labels = [column.label for column in comparison.columns]
    cells = [["", *labels], *([row.key, *row.cells] for row in comparison.rows)]
    widths = [max(len(line[number]) for line in cells) for number in range(len(labels) + 1)]
    heading = style(clip(_line(" ", cells[0], widths), width), bold=True)
    rows = [_row(row, widths, width) for row in comparison.rows]
    failed = [
        style(f"  {column.label} ({column.app}): {column.why}", fg="red")
        for column in comparison.columns
        if column.why
    ]
    return "\n".join([heading, *rows, "", f"  {comparison.summary}", *failed])


def _row(row: Row, widths: Sequence[int], width: int | None) -> str:
    line = _line(row.verdict.value, [row.key, *row.cells], widths)
    return style(clip(line, width), fg=COLORS.get(row.verdict))


def _line(mark: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"  {mark} {'  '.join(padded)}".rstrip()
