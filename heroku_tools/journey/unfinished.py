"""What is said of a deployment that was begun and not finished (pure)."""

from __future__ import annotations

from heroku_tools.console import when
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import Busy, Unfinished
from heroku_tools.errors import Refused


def story(record: Record) -> tuple[str, ...]:
    """Return who began it, what was done, where it stopped and what is left, a line each."""
    who = record.author
    lines = [f"begun by {who.who} on {who.host}, {when(record.at)}, to deploy {record.wanted[:8]}"]
    lines += [f"done: {step.title}" for step in record.finished]
    left = list(record.left)
    if left and record.under_way:
        step = left.pop(0)
        lines.append(f"stopped at: {step.title} ({record.failed or 'how it ended is not known'})")
    lines += [f"left: {step.title}" for step in left]
    if not record.let_go and record.last:
        lines.append(f"nobody seems to run it any more; last sign of life: {when(record.last)}")
    return tuple(lines)


def at_work(record: Record) -> str:
    """Say who deploys right now, and how far that is."""
    step = record.left[0].title if record.left else "its end"
    who = f"{record.author.who} on {record.author.host} (process {record.author.pid})"
    return f"{record.plan.environment} is being deployed right now by {who}, at: {step}"


def refusal(unfinished: Unfinished, again: str) -> Refused:
    """Return why nothing new is begun; `again` is how this environment's deployment is typed."""
    record = unfinished.record
    label = record.plan.environment
    if f" {label}" not in again:  # it is promoted from here, and holds both
        again = f"deploy {label}"
    if unfinished.alive:
        return Busy(
            f"{at_work(record)}; {_sign(record)}nothing was touched",
            hint=f"Wait for it, then look again: {again} --wait",
        )
    begun, *rest = story(record)
    said = (f"{label} has an unfinished deployment, {begun}", *rest, "Nothing was touched now.")
    return Refused(
        "\n  ".join(said),
        hint=f"finish it: {again} --resume\n        put maintenance back and leave the rest: "
        f"{again} --abandon",
    )


def _sign(record: Record) -> str:
    return f"last sign of life: {when(record.last)}; " if record.last else ""
