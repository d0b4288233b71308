"""What is told of a change of config vars, when it has ended: names, never values (pure)."""

from __future__ import annotations

from heroku_tools.console import duration
from heroku_tools.engine.config_steps import ChangeConfig
from heroku_tools.engine.notify import News, Tone
from heroku_tools.engine.record import Record, release_of


def succeeded(record: Record) -> News:
    """Tell that it was made."""
    version = release_of(record)
    title = f"{record.plan.environment}: config vars changed{f', {version}' if version else ''}"
    return News(Tone.GOOD, title, _body(record, "it was made"))


def failed(record: Record, why: str) -> News:
    """Tell that it was not, or not whole; `why` says what is where."""
    title = f"{record.plan.environment}: the change of config vars failed"
    return News(Tone.BAD, title, _body(record, why))


def _body(record: Record, text: str) -> str:
    what = [step.title for step in record.plan.steps if isinstance(step, ChangeConfig)]
    took = f"{duration(record.seconds)}, by {record.author.who}"
    return f"{record.plan.app}: {'; '.join([*what, text])}\n{took}.\n"
