"""The rows of `status` for reading: columns where there is room, else two lines each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from click import style

from heroku_tools.console import clip, printable, when
from heroku_tools.settings import Environment
from heroku_tools.team.standing import Note, Standing, Tone, notes, tone, what_waits

COLORS = {Tone.GOOD: "green", Tone.NOTABLE: "yellow", Tone.BAD: "red"}
MARKS = {Tone.GOOD: " ", Tone.NOTABLE: "-", Tone.BAD: "!"}
HEADINGS = ("", "release", "commit", "branch", "since, and by whom")
LOOKING = "looking ..."

Cells = tuple[str, str, str, str, str]


def board(
    environments: Sequence[Environment], known: Mapping[str, Standing], width: int | None
) -> str:
    """Return a row for each environment; one that is not known yet says so.

    `width` is the terminal's, None for a log.
    """
    cells = {label: _cells(found) for label, found in known.items() if not found.why}
    widths = [
        max(map(len, column), default=0) for column in zip(HEADINGS, *cells.values(), strict=True)
    ]
    widths[0] = max(len(each.label) for each in environments)
    wide = width is None or sum(widths) + 2 * (len(widths) - 1) <= width
    if not wide:
        widths[3] = 0
    lines = [style(_joined(HEADINGS, widths), bold=True)] if wide and width else []
    for each in environments:
        found = known.get(each.label)
        lines += _row(each, found, cells.get(each.label), widths, width, wide=wide)
    return "\n".join(lines)


def _cells(standing: Standing) -> Cells:
    current = standing.current
    if current is None:
        return standing.label, "-", "-", printable(what_waits(standing.waiting)), "nothing runs yet"
    return (
        standing.label,
        f"v{current.version}",
        (standing.commit or "unknown")[:8],
        printable(what_waits(standing.waiting)),
        f"{when(current.at)}, {printable(current.by)}".rstrip(", "),
    )


def _row(
    environment: Environment,
    standing: Standing | None,
    cells: Cells | None,
    widths: Sequence[int],
    width: int | None,
    *,
    wide: bool,
) -> list[str]:
    label = f"{environment.label:<{widths[0]}}"
    if standing is None:
        return [f"{label}  {style(LOOKING, dim=True)}"]
    painted = style(label, fg=COLORS[tone(standing)], bold=True)
    margin = " " * (widths[0] + 2)
    if cells is None:
        said = _wrapped(f"! {environment.app_name}: {printable(standing.why)}", margin, width)
        return [painted + style(said[0][widths[0] :], fg="red"), *said[1:]]
    first = _joined(cells if wide else cells[:4], widths)
    lines = [painted + clip(first, width)[widths[0] :]]
    if not wide:
        lines.append(style(clip(margin + cells[4], width), dim=True))
    return lines + [line for note in notes(standing) for line in _note(note, margin, width)]


def _note(note: Note, margin: str, width: int | None) -> list[str]:
    lines = _wrapped(f"{MARKS[note.tone]} {printable(note.text)}", margin, width)
    return [style(line, fg=COLORS[note.tone]) for line in lines]


def _wrapped(text: str, margin: str, width: int | None) -> list[str]:
    if width is None:
        return [margin + text]
    return textwrap.wrap(
        text,
        max(width, len(margin) + 20),
        initial_indent=margin,
        subsequent_indent=margin + "  ",
        break_on_hyphens=False,
    )


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=False))
    return "  ".join(padded).rstrip()
