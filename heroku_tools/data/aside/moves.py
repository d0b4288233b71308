"""The moves themselves: the old data away, back again, or dropped for good.

Each is safe to be ended anywhere: what is one transaction happens or does not, and what takes
several is taken up where it was left, as the state in the database says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heroku_tools.data.aside import questions, state, survey
from heroku_tools.data.aside.state import Aside, Moved, Phase
from heroku_tools.data.database import marking, objects, schemas, sessions
from heroku_tools.data.database.marker import Marker
from heroku_tools.data.database.objects import Thing
from heroku_tools.data.database.schemas import Schema
from heroku_tools.data.database.sessions import OnBlocked
from heroku_tools.data.database.values import literal, quote
from heroku_tools.errors import LookFailed, Refused
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

LARGE_OBJECTS = f"""
    WITH taken AS (DELETE FROM {state.OBJECTS} WHERE oid IN (
        SELECT oid FROM {state.OBJECTS} ORDER BY oid LIMIT 1000) RETURNING oid)
    SELECT CASE WHEN m.oid IS NOT NULL THEN lo_unlink(m.oid) END
    FROM taken LEFT JOIN pg_largeobject_metadata m USING (oid)
"""  # noqa: S608


def move_away(
    connection: Connection,
    run: str,
    *,
    mark: Marker | None = None,
    on_blocked: OnBlocked = sessions.nothing,
) -> Aside:
    """Set everything aside that is ours, in one transaction, and return what was moved.

    `mark` is put into the database's comment with it; the comment comes back with the data.
    Raises Refused where others hold locks or own something, or data is aside already, LookFailed
    where anything could not be moved: then nothing was.
    """
    with postgres.telling("The old data could not be set aside"):
        sessions.repeated(
            connection, lambda: _move_away(connection, run, mark), on_blocked=on_blocked
        )
    found = state.read(connection)
    if found is None:
        raise LookFailed("The old data was set aside, and the database does not say so")
    return found


def _move_away(connection: Connection, run: str, mark: Marker | None) -> None:
    with connection.transaction():
        state.take_turn(connection)
        own = schemas.own(connection)
        _check_ours(connection, own)
        moved = tuple(
            Moved(schema.name, f"{state.PREFIX}_{number}", schema.whole, schema.comment)
            for number, schema in enumerate(own, 1)
        )
        kept = {one.schema: one.aside for one in moved if not one.whole}
        things = objects.listed(connection, list(kept))
        _run(connection, [f"CREATE SCHEMA {quote(aside)}" for aside in kept.values()])
        _run(connection, _moving(things, kept))
        _check_empty(connection, list(kept))
        _run(connection, [_rename(one.schema, one.aside) for one in moved if one.whole])
        state.make(connection, run, _what(connection, moved, things))
        if mark is not None:
            marking.put(connection, mark)


def _check_ours(connection: Connection, own: Sequence[Schema]) -> None:
    there = state.read(connection)
    if there is not None:
        raise Refused(f"Data that the run {there.run} has set aside is still there")
    reasons = tuple(survey.others(connection, own))
    if reasons:
        raise Refused(f"The old data cannot be set aside: {reasons[0]}")


def _what(
    connection: Connection, moved: Sequence[Moved], things: Sequence[Thing]
) -> dict[str, Any]:
    extensions = connection.execute("SELECT extname FROM pg_extension").fetchall()
    return {
        "schemas": moved,
        "extensions": [name for (name,) in extensions],
        "ranges": [thing.identity for thing in things if thing.kind == "RANGE"],
        "comment": marking.comment(connection),
    }


def bring_back(connection: Connection, *, on_blocked: OnBlocked = sessions.nothing) -> bool:
    """Drop what is new and bring the old data back; False where nothing was aside.

    Raises Refused where the new was accepted or others hold locks, LookFailed; it can be repeated.
    """
    there = state.read(connection)
    if there is None:
        return False
    if not there.can_come_back:
        raise Refused("The new data was accepted: the old is being dropped, and cannot come back")
    state.release(connection)
    state.mark(connection, Phase.RETURNING)
    with postgres.telling("The old data could not be brought back yet"):
        _drop_new(connection, there, on_blocked)
        sessions.repeated(connection, lambda: _bring_back(connection, there), on_blocked=on_blocked)
    return True


def _drop_new(connection: Connection, there: Aside, on_blocked: OnBlocked) -> None:
    own = schemas.own(connection)
    things = objects.listed(connection, [schema.name for schema in own])
    new = [thing for thing in things if thing.identity not in there.ranges]
    objects.drop(connection, new, on_blocked=on_blocked)
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    for name in sorted({name for (name,) in rows} - set(there.extensions)):
        connection.execute(f"DROP EXTENSION {quote(name)} CASCADE")
    for schema in own:
        if schema.name not in there.stayed and schema.ours:
            objects.drop_schema(connection, schema.name)


def _bring_back(connection: Connection, there: Aside) -> None:
    back = {one.aside: one.schema for one in there.schemas if not one.whole}
    with connection.transaction():
        state.take_turn(connection)
        _run(connection, _moving(objects.listed(connection, list(back)), back))
        _run(connection, [_rename(one.aside, one.schema) for one in there.schemas if one.whole])
        _run(connection, _comments(connection, there))
        _run(connection, [f"DROP SCHEMA {quote(aside)}" for aside in back])  # only when empty
        objects.drop_schema(connection, state.PREFIX)
        if marking.comment(connection) != there.comment:
            marking.say(connection, there.comment)


def accept(connection: Connection) -> None:
    """Say that the new data is proved: from now on the old does not come back.

    Raises Refused where anything else stands on the old, or nothing is loaded; LookFailed.
    """
    there = state.read(connection)
    if there is None or there.phase not in (Phase.LOADED, Phase.ACCEPTED):
        raise Refused("There is no new data that could be accepted")
    _check_nothing_on(connection, there)
    state.mark(connection, Phase.ACCEPTED)


def _check_nothing_on(connection: Connection, there: Aside) -> None:
    with postgres.telling("It could not be found out whether the old data can be dropped"):
        outside = survey.outsiders(connection, there.asides)
    if outside:
        raise Refused(f"The old data cannot be dropped, as others stand on it: {outside[0]}")


def drop(connection: Connection, *, on_blocked: OnBlocked = sessions.nothing) -> bool:
    """Drop the old data after the new was accepted, in batches; False where nothing was aside.

    Raises Refused where it was not accepted or others hold locks, LookFailed; it can be repeated.
    """
    there = state.read(connection)
    if there is None:
        return False
    if there.phase is not Phase.ACCEPTED:
        raise Refused("The new data was not accepted yet: the old stays")
    _check_nothing_on(connection, there)
    state.release(connection)
    with postgres.telling("The old data could not be dropped yet"):
        old = objects.listed(connection, there.asides)
        objects.drop(connection, old, on_blocked=on_blocked)
        for aside in there.asides:
            objects.drop_schema(connection, aside)
        while connection.execute(LARGE_OBJECTS).rowcount:
            pass
        objects.drop_schema(connection, state.PREFIX)
    return True


def _moving(things: Sequence[Thing], to: dict[str, str]) -> list[str]:
    return [
        f"ALTER {thing.word} {thing.identity} SET SCHEMA {quote(to[thing.schema])}"
        for thing in things
        if thing.kind != "RANGE"
    ]


def _rename(schema: str, to: str) -> str:
    return f"ALTER SCHEMA {quote(schema)} RENAME TO {quote(to)}"


def _comments(connection: Connection, there: Aside) -> list[str]:
    """The comments of the schemas that stayed, where they are others now."""
    now = {schema.name: schema.comment for schema in schemas.own(connection)}
    return [
        f"COMMENT ON SCHEMA {quote(one.schema)} IS "
        f"{'NULL' if one.comment is None else literal(one.comment)}"
        for one in there.schemas
        if not one.whole and now.get(one.schema) != one.comment
    ]


def _check_empty(connection: Connection, kept: Sequence[str]) -> None:
    left = [name for (name,) in connection.execute(questions.LEFT, (list(kept),)).fetchall()]
    if left:
        raise LookFailed(f"The old data could not be set aside: {left[0]} does not move")


def _run(connection: Connection, statements: Sequence[str]) -> None:
    """Run statements in one go: all of them, or none."""
    if statements:
        connection.execute("; ".join(statements))
