"""What a comparison of config vars shows, values masked: text, or data for `--json`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click import style

from heroku_tools.config.diff import WORDS, Line, Status, of
from heroku_tools.config.fingerprint import LONG, masked, shown
from heroku_tools.config.proposal import Proposal
from heroku_tools.console import clip, count, printable, when

Show = Callable[[str], str]

COLORS = {
    Status.DIFFERS: "yellow",
    Status.NEW: "green",
    Status.REMOVED: "red",
    Status.MISSING: "red",
    Status.ONLY_THERE: "cyan",
}
FEW = 20  # of those that are the same; more are counted
WIDEST = 40  # columns of a name; a longer one pushes its value to the right


def showing(*, values: bool, salt: bytes) -> Show:
    """Return how a value is shown: as it is where that was asked for and short, else masked."""

    def show(value: str) -> str:
        return shown(value) if values and len(value) <= LONG else masked(value, salt)

    return show


def text(proposal: Proposal, show: Show, *, width: int | None, verbose: bool) -> str:
    """Return the whole for reading; `width` in columns, None for a log."""
    lines = proposal.lines
    same = of(lines, Status.SAME)
    folded = len(same) > FEW and not verbose
    apart = (Status.ONLY_THERE, Status.ADDON, *([Status.SAME] if folded else []))
    listed = [line for line in lines if line.status not in apart]
    counted = [f"  = {len(same):,} the same (--verbose lists them)"] if folded else []
    parts = [
        _heading(proposal),
        "\n".join([*_rows(listed, show, width), *counted]),
        _only_there(of(lines, Status.ONLY_THERE), show, width),
        _addons(of(lines, Status.ADDON)),
        _plan(proposal),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _heading(proposal: Proposal) -> str:
    current = proposal.looked.current
    release = f"  v{current.version}, {when(current.at)}" if current else ""
    title = f"{proposal.environment.label}: {proposal.looked.app}"
    return style(title, bold=True) + f"{release}\n  {_summary(proposal.lines)}"


def _summary(lines: tuple[Line, ...]) -> str:
    counted = [(WORDS[status], len(of(lines, status))) for status in Status]
    words = [f"{number} {word}" for word, number in counted if number]
    return f"{count(len(lines), 'config var')}: {', '.join(words)}" if words else "no config vars"


def _rows(lines: list[Line], show: Show, width: int | None) -> list[str]:
    longest = min(max((len(line.key) for line in lines), default=0), WIDEST)
    return [_row(line, show, longest, width) for line in lines]


def _row(line: Line, show: Show, longest: int, width: int | None) -> str:
    values = [show(value) for value in (line.there, line.here) if value is not None]
    if line.status is Status.SAME:
        values = values[:1]
    word = [f"({WORDS[line.status]})"] if line.status in (Status.REMOVED, Status.MISSING) else []
    plain = "  ".join(
        ["", f"{line.status.value} {line.key:<{longest}}", " -> ".join(values), *word]
    )
    return style(clip(plain.rstrip(), width), fg=COLORS.get(line.status))


def _only_there(lines: tuple[Line, ...], show: Show, width: int | None) -> str:
    if not lines:
        return ""
    heading = "Only on Heroku, and left alone (--prune removes them, --pull takes them up)"
    return "\n".join([heading, *_rows(list(lines), show, width)])


def _addons(lines: tuple[Line, ...]) -> str:
    found = [f"  {Status.ADDON.value} {each.key}  {printable(each.addon or '')}" for each in lines]
    return "\n".join(["Of add-ons, and never touched", *found]) if found else ""


def _plan(proposal: Proposal) -> str:
    steps = proposal.plan.steps
    if not steps:
        return ""
    numbered = [f"  {number:>2}  {step.title}" for number, step in enumerate(steps, 1)]
    return "\n".join(["Steps", *numbered, "", proposal.consequence])


def question(proposal: Proposal) -> str:
    """Return what is asked before anything acts."""
    number = sum(line.acts for line in proposal.lines)
    label, app = proposal.environment.label, proposal.looked.app
    return f"Change {count(number, 'config var')} of {label} ({app})?"


def one_line(proposal: Proposal) -> str:
    """Return what is said where there is nothing to do."""
    label, app = proposal.environment.label, proposal.looked.app
    return f"{label} is up to date: {app} has the config vars that the file says."


def document(proposal: Proposal, show: Show) -> dict[str, Any]:
    """Return it as plain data: the `--json` document of a dry run."""
    return {
        "environment": proposal.environment.label,
        "app": proposal.looked.app,
        "up_to_date": proposal.nothing_to_do,
        "config_vars": [_data(line, show) for line in proposal.lines],
        "release_phase": proposal.looked.phase,
        "in_one_request": proposal.looked.in_one_request,
        "warnings": list(proposal.warnings),
        "plan": proposal.plan.as_json(),
    }


def _data(line: Line, show: Show) -> dict[str, Any]:
    return {
        "key": line.key,
        "status": WORDS[line.status],
        "heroku": None if line.there is None else show(line.there),
        "file": None if line.here is None else show(line.here),
        "addon": line.addon,
        "where": line.where,
    }
