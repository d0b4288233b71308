"""What a copy of data shows before it is agreed to: text, or data for `--json`."""

from __future__ import annotations

from typing import Any

from click import style

from heroku_tools.console import clip, count, duration, printable, size
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.looked import Looked, Side
from heroku_tools.data.proposal import Proposal
from heroku_tools.settings.masking import Rule

FEW = 40  # tables; the largest are shown, and the rest counted, unless all are wanted
WIDEST = 40  # columns of a name; a longer one pushes the rest to the right
WORDS = {
    Fate.KEEP: "kept, as the file says",
    Fate.HARMLESS: "kept, harmless by its type",
    Fate.COMPUTED: "computed by the target",
}


def text(proposal: Proposal, *, width: int | None, verbose: bool) -> str:
    """Return the whole for reading; `width` in columns, None for a log."""
    parts = [
        _heading(proposal),
        _tables(proposal.looked, width, verbose=verbose),
        _undecided(proposal.looked, width),
        _plan(proposal),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _heading(proposal: Proposal) -> str:
    looked = proposal.looked
    title = f"{looked.target.label}: gets the data of {looked.source.label}"
    lines = [
        style(title, bold=True),
        f"  source  {_side(looked.source)}, about {count(looked.rows, 'row')}",
        f"  target  {_side(looked.target)}",
        f"  lost    {proposal.lost}",
        f"  way     {proposal.why}",
    ]
    return "\n".join(lines)


def _side(side: Side) -> str:
    server = side.inventory.server
    follower = " (a follower)" if server.standby else ""
    return f"{side.in_words}{follower}, PostgreSQL {server.major}, {size(server.size)}"


def _tables(looked: Looked, width: int | None, *, verbose: bool) -> str:
    rows = [each for each in looked.tables if each.table.kind == "r"]
    rows.sort(key=lambda each: (each.skipped, not each.masked, -each.table.size, each.table.name))
    listed = rows if verbose else rows[:FEW]
    longest = min(max((len(str(each.table.name)) for each in listed), default=0), WIDEST)
    lines = [f"Tables ({len(rows):,})"]
    for each in listed:
        lines.append(clip(_table(each, longest), width))
        lines += [clip(f"      {line}", width) for line in _columns(each)] if verbose else []
    if len(listed) < len(rows):
        lines.append(f"  and {len(rows) - len(listed):,} more (--verbose lists them)")
    return "\n".join(lines)


def _table(decided: DecidedTable, longest: int) -> str:
    table = decided.table
    rows = count(table.rows, "row") if table.rows >= 0 else "? rows"
    name = f"{printable(str(table.name)):<{longest}}"
    return f"  {name}  {rows:>16}  {size(table.size):>10}  {_what(decided)}"


def _what(decided: DecidedTable) -> str:
    if decided.skipped:
        return style("skipped: comes empty", fg="yellow")
    some = f"; only where {printable(decided.only)}" if decided.only else ""
    masked = ", ".join(printable(each.column.name) for each in decided.masked)
    return (style("masked: ", fg="green") + masked if masked else "as it is") + some


def _columns(decided: DecidedTable) -> list[str]:
    if decided.skipped:
        return []
    longest = min(max((len(each.column.name) for each in decided.columns), default=0), WIDEST)
    return [
        f"{printable(each.column.name):<{longest}}  {each.column.type}: {fate(each)}"
        for each in decided.columns
    ]


def fate(column: DecidedColumn) -> str:
    """Say what happens to a column's values."""
    if column.fate is Fate.MASK and column.rule is not None:
        return f"masked, {rule(column.rule)}"
    return WORDS.get(column.fate, column.fate.value)


def rule(masking: Rule) -> str:
    """Name a rule by its masker and what it is told; a text that it puts in is not shown."""
    if masking.masker == "when" and masking.then and masking.otherwise:
        return f"{rule(masking.then)} when {masking.condition}, else {rule(masking.otherwise)}"
    if masking.paths:
        paths = ", ".join(f"{path} {rule(each)}" for path, each in masking.paths)
        return f"{masking.masker} ({paths})"
    return masking.masker + (f" by {masking.by}" if masking.by else "")


def _undecided(looked: Looked, width: int | None) -> str:
    if not looked.undecided:
        return ""
    found = [
        clip(style(f"  ? {printable(each.column)}  ", fg="red") + printable(each.why), width)
        for each in looked.undecided
    ]
    heading = f"Nobody has decided about these ({len(found):,})"
    return "\n".join(
        [heading, *found, "", "Proposed, to be pasted and looked over:", proposed(looked)]
    )


def proposed(looked: Looked) -> str:
    """Return the rules that are proposed, ready to be pasted."""
    return looked.to_paste.rstrip("\n")


def _plan(proposal: Proposal) -> str:
    numbered = [
        f"  {number:>2}  {step.title}" for number, step in enumerate(proposal.plan.steps, 1)
    ]
    return "\n".join(["Steps", *numbered, "", f"It takes about {duration(proposal.seconds)}."])


def document(proposal: Proposal) -> dict[str, Any]:
    """Return it as plain data: the `--json` document of a dry run."""
    looked = proposal.looked
    return {
        "environment": looked.target.label,
        "source": _side_data(looked.source),
        "target": _side_data(looked.target),
        "way": proposal.way.value,
        "backup": proposal.backup,
        "tables": [_table_data(each) for each in looked.tables],
        "undecided": [{"column": each.column, "why": each.why} for each in looked.undecided],
        "proposed": looked.to_paste or None,
        "obstacle": proposal.obstacle.message if proposal.obstacle else None,
        "warnings": list(proposal.warnings),
        "seconds": round(proposal.seconds),
        "plan": proposal.plan.as_json(),
    }


def _side_data(side: Side) -> dict[str, Any]:
    server = side.inventory.server
    return {
        "environment": side.label,
        "app": side.app or None,
        "attachment": side.attachment or None,
        "place": side.place,
        "version": server.version,
        "bytes": server.size,
        "tables": len(side.inventory.tables),
        "follower": server.standby,
    }


def _table_data(decided: DecidedTable) -> dict[str, Any]:
    table = decided.table
    return {
        "table": str(table.name),
        "rows": table.rows if table.rows >= 0 else None,
        "bytes": table.size,
        "skipped": decided.skipped,
        "only": decided.only,
        "columns": {each.column.name: fate(each) for each in decided.columns},
    }
