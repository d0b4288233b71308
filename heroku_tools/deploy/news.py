"""What is told of a deployment, when it has ended (pure)."""

from __future__ import annotations

from heroku_tools.console import count, duration
from heroku_tools.engine.notify import News, Tone
from heroku_tools.engine.plan import Plan, Rollback
from heroku_tools.engine.record import Record, release_of


def succeeded(record: Record) -> News:
    """Tell that all went well."""
    version = release_of(record)
    runs = f"{record.plan.app} runs {record.wanted[:8]}{f' as {version}' if version else ''}"
    title = f"{record.plan.environment}: {_what(record.plan)}{f', {version}' if version else ''}"
    return News(Tone.GOOD, title, _body(record, f"{runs}; {_size(record)}."))


def failed(record: Record, why: str) -> News:
    """Tell that it did not; `why` says what is where."""
    return _bad(record, "the deployment failed", why, Tone.BAD)


def rolled_back(record: Record, why: str) -> News:
    """Tell that it did not, and that what ran before runs again."""
    return _bad(record, "the deployment failed, and was rolled back", why, Tone.MIXED)


def _bad(record: Record, what: str, why: str, tone: Tone) -> News:
    title = f"{record.plan.environment}: {what}"
    return News(tone, title, _body(record, f"{why}\n{_size(record)}."))


def _what(plan: Plan) -> str:
    back = next((step for step in plan.steps if isinstance(step, Rollback)), None)
    return f"v{back.version} released again" if back else "deployed"


def _size(record: Record) -> str:
    commits = f"{count(record.commits, 'commit')}, " if record.commits else ""
    return f"{commits}{duration(record.seconds)}, by {record.author.who}"


def _body(record: Record, text: str) -> str:
    return f"{text}\n\n{record.note}".rstrip() + "\n"
