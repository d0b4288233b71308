"""What is said of a journey that was begun and not finished (pure)."""

from __future__ import annotations

from heroku_tools.console import when
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import Busy, Unfinished
from heroku_tools.engine.whose import Journey, journey
from heroku_tools.errors import Refused


def story(record: Record) -> tuple[str, ...]:
    """Return who began it, what was done, where it stopped and what is left, a line each."""
    who = record.author
    lines = [f"begun by {who.who} on {who.host}, {when(record.at)}, to {_purpose(record)}"]
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
    """Say who acts right now, and how far that is."""
    step = record.left[0].title if record.left else "its end"
    who = f"{record.author.who} on {record.author.host} (process {record.author.pid})"
    return f"{record.plan.environment} is being {_done_to(record)} right now by {who}, at: {step}"


def refusal(unfinished: Unfinished, again: str) -> Refused:
    """Return why nothing new is begun; `again` is how this journey of the environment is typed."""
    record = unfinished.record
    label, what, again = record.plan.environment, noun(record), _typed(record, again)
    if unfinished.alive:
        return Busy(
            f"{at_work(record)}; {_sign(record)}nothing was touched",
            hint=f"Wait for it, then look again: {again} --wait",
        )
    begun, *rest = story(record)
    said = (f"{label} has an unfinished {what}, {begun}", *rest, "Nothing was touched now.")
    leave = LEAVE[journey(record.plan)]
    return Refused(
        "\n  ".join(said),
        hint=f"finish it: {again} --resume\n        {leave}: {again} --abandon",
    )


LEAVE = {
    Journey.CODE: "put maintenance back and leave the rest",
    Journey.CONFIG: "leave it as it is",
    Journey.DATA: "put dynos and maintenance back, and the data where there is a backup",
}


def noun(record: Record) -> str:
    """Name what was begun."""
    if journey(record.plan) is Journey.CODE:
        return "deployment" if record.back_to is None else "rollback"
    return "change of config vars" if journey(record.plan) is Journey.CONFIG else "copy of data"


def _purpose(record: Record) -> str:
    whose = journey(record.plan)
    if whose is not Journey.CODE:
        bring = f"bring the data of {record.before.runs} down"
        return "change config vars" if whose is Journey.CONFIG else bring
    sha = record.wanted[:8]
    return f"deploy {sha}" if record.back_to is None else f"go back to v{record.back_to} ({sha})"


def _typed(record: Record, again: str) -> str:
    """How it is taken up: by the command that began it, for the environment it was begun for.

    `again` is kept where it is that already, since it names the settings file too.
    """
    typed = f"{journey(record.plan).value} {record.plan.environment}"
    return again if f"{again} ".startswith(f"{typed} ") else typed


def _done_to(record: Record) -> str:
    whose = journey(record.plan)
    if whose is not Journey.CODE:
        return "changed" if whose is Journey.CONFIG else "given other data"
    return "deployed" if record.back_to is None else "rolled back"


def _sign(record: Record) -> str:
    return f"last sign of life: {when(record.last)}; " if record.last else ""
