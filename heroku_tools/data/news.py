"""What is told of a copy of data, when it has ended: names and counts, never values (pure)."""

from __future__ import annotations

from heroku_tools.console import duration
from heroku_tools.engine.data_steps import CopyRows
from heroku_tools.engine.notify import News, Tone
from heroku_tools.engine.record import Record


def succeeded(record: Record) -> News:
    """Tell that it arrived."""
    title = f"{record.plan.environment}: has the data of {record.before.runs}, masked and proved"
    return News(Tone.GOOD, title, _body(record, "it was copied"))


def failed(record: Record, why: str) -> News:
    """Tell that it did not; `why` says what is where."""
    title = f"{record.plan.environment}: the copy of the data of {record.before.runs} failed"
    return News(Tone.BAD, title, _body(record, why))


def _body(record: Record, text: str) -> str:
    what = [step.title for step in record.plan.steps if isinstance(step, CopyRows)]
    took = f"{duration(record.seconds)}, by {record.author.who}"
    where = record.plan.app or record.plan.environment
    return f"{where}: {'; '.join([*what, text])}\n{took}.\n"
