"""The SELECT of a table with its masks; the words of believable masks are loaded when needed."""

from __future__ import annotations

from functools import cache

from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.masks import words
from heroku_tools.data.masks.select import select as masked

NONE = words.Words((), (), (), ())


@cache
def _words() -> words.Words:
    return words.load()


def select(decided: DecidedTable, rows: str | None) -> str:
    """Return the SELECT of a table; `rows` is a further condition."""
    return masked(decided, names=_words() if decided.masked else NONE, rows=rows)
