"""The sections that a proposal is shown in, whatever it proposes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from click import style

from heroku_tools.console import ago, clip, printable
from heroku_tools.deploy.changeset import Changeset, digest
from heroku_tools.deploy.decide import Answer
from heroku_tools.engine.plan import Plan
from heroku_tools.tools.answers import Commit

SHOWN_COMMITS, SHOWN_FILES = 20, 6  # without --verbose
COLORS = {Answer.YES: "green", Answer.NO: "bright_black", Answer.UNKNOWN: "yellow"}

Row = tuple[str, str, str, str]  # what is decided on, the answer, its color, and why


def joined(*sections: str) -> str:
    """Put sections under each other; empty ones leave no gap."""
    return "\n\n".join(section for section in sections if section) + "\n"


def commits(
    found: Sequence[Commit],
    name: str = "Commits",
    *,
    more: int = 0,
    width: int | None,
    verbose: bool,
) -> str:
    """Return commits under a heading, a line each; nothing where there are none.

    There are so many `more` than were found.
    """
    if not found:
        return ""
    shown, total = found if verbose else found[:SHOWN_COMMITS], len(found) + more
    lines = [title(name, total)]
    lines += [_commit(commit, width) for commit in shown]
    if len(shown) < total:
        lines.append(f"  ... and {total - len(shown):,} more (all with --verbose)")
    return "\n".join(lines)


def _commit(commit: Commit, width: int | None) -> str:
    age = _age(commit.at)
    by = f"  ({printable(commit.author)}, {age})"
    room = None if width is None else max(width - 12 - len(by), 20)
    subject = clip(printable(commit.subject), room)
    return f"  {style(commit.sha[:8], fg='yellow')}  {subject}{style(by, dim=True)}"


def _age(seconds: int) -> str:
    try:
        return ago(datetime.fromtimestamp(seconds, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return "at an odd date"


def files(changeset: Changeset, *, verbose: bool) -> str:
    """Return paths, or their folders where they are many; nothing where there are none."""
    tally = changeset.counted
    if not tally.total:
        return ""
    lines = [title("Files", tally.total)]
    if verbose or tally.total <= SHOWN_FILES:
        lines += [f"  {printable(path)}" for path in changeset.files]
    else:
        rows = digest(tally.folders)
        lines += [f"  {number:>6,}  {printable(folder)}" for folder, number in rows]
        lines.append("  (each of them with --verbose)")
    return "\n".join(lines)


def decisions(rows: Sequence[Row], width: int | None) -> str:
    """Return decisions as a table; nothing where there are none."""
    if not rows:
        return ""
    name_width = max(len(name) for name, *_ in rows)
    answer_width = max(len(answer) for _, answer, *_ in rows)
    room = None if width is None else max(width - name_width - answer_width - 6, 30)
    lines = [
        f"  {name:<{name_width}}  {style(f'{answer:<{answer_width}}', fg=color)}  "
        f"{clip(printable(because), room)}"
        for name, answer, color, because in rows
    ]
    return "\n".join([title("Decisions"), *lines])


def steps(plan: Plan) -> str:
    """Return the steps, each whole: what is agreed to is not cut off."""
    lines = [f"  {number:>2}  {printable(step.title)}" for number, step in enumerate(plan.steps, 1)]
    return "\n".join([title("Steps"), *lines]) if lines else ""


def if_it_fails(said: Sequence[str]) -> str:
    """Return what is done besides where a step fails; nothing where that is nothing."""
    lines = [f"      {printable(each)}" for each in said]
    return "\n".join([title("If a step fails"), *lines]) if lines else ""


def title(name: str, number: int | None = None) -> str:
    """Return a heading, with how many follow."""
    return style(name, bold=True) + (f" ({number:,})" if number is not None else "")
