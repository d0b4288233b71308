"""Whether the old data of a target can be set aside, and if not, every reason by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from heroku_tools.data.aside import questions, state
from heroku_tools.data.database import objects, schemas
from heroku_tools.data.database.schemas import Schema
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

SHOWN = 5  # names in one reason
ROOM = 0.6  # of the table of locks: others need some too


def can_move(target: Connection, source: Connection) -> tuple[str, ...]:
    """Return why the target's old data cannot be set aside; empty: it can. Raises LookFailed.

    The source is asked for its range types: they alone stay in the target's schemas.
    """
    there = state.read(target)
    if there is not None:
        return (f"data that the run {there.run} has set aside is still there",)
    with postgres.telling("It could not be found out whether the old data can be set aside"):
        own = schemas.own(target)
        return (*_rights(target, own), *others(target, own), *_ranges(target, source, own))


def _rights(target: Connection, own: Sequence[Schema]) -> Iterator[str]:
    kept = [schema.name for schema in own if not schema.whole]
    ((create, needed, capacity, leftover),) = target.execute(
        questions.RIGHTS, {"schemas": kept, "prefix": f"{state.PREFIX}%"}
    ).fetchall()
    if not create:
        yield "the role may not create schemas in the database"
    if leftover:
        yield f"schemas whose names begin with {state.PREFIX} are there already"
    if needed > capacity * ROOM:
        yield f"it needs about {needed} locks, and the server has room for {capacity}"
    closed = target.execute(questions.CLOSED, (kept,)).fetchall()
    if closed:
        yield f"the role may not create anything in {_some(name for (name,) in closed)}"


def others(target: Connection, own: Sequence[Schema]) -> Iterator[str]:
    """Yield what is somebody else's and would be moved, or lost. Raises psycopg's errors."""
    names = [schema.name for schema in own]
    foreign = [thing for thing in objects.listed(target, names) if not thing.ours]
    if foreign:
        told = (f"{thing.described} (of {thing.owner})" for thing in foreign)
        yield f"what is not the role's own: {_some(told)}"
    outside = outsiders(target, names)
    if outside:
        yield f"what lies elsewhere and would be lost with it: {_some(outside)}"


def outsiders(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    """Return what depends on something in these schemas and lies in none of them.

    Raises psycopg's errors.
    """
    rows = connection.execute(questions.OUTSIDERS, {"schemas": list(names)}).fetchall()
    return tuple(name for (name,) in rows)


def _ranges(target: Connection, source: Connection, own: Sequence[Schema]) -> Iterator[str]:
    kept = [schema.name for schema in own if not schema.whole]
    rows = target.execute(questions.RANGES, (kept,)).fetchall()
    theirs = {row[0]: row[1] for row in source.execute(questions.RANGES, (kept,)).fetchall()}
    for name, definition, alone in rows:
        if not alone:
            yield f"the range type {name} cannot be moved, and stands on other objects or casts"
        elif theirs.get(name) != definition:
            how = "is another at the source" if name in theirs else "is not at the source"
            yield f"the range type {name} cannot be moved, and {how}"


def _some(names: Iterable[str]) -> str:
    known = sorted(names)
    more = len(known) - SHOWN
    return ", ".join(known[:SHOWN]) + (f" and {more} more" if more > 0 else "")
