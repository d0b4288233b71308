"""`python -m bench.data_copy HOW SOURCE TARGET`: one copy by our own hands, by itself.

HOW is masked, unmasked, or proved: masked and then proved; or aside, in-place: the same over what
the target holds, and `closed` is how long it would be closed. It prints what each part took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from heroku_tools.data.aside import moves, state
from heroku_tools.data.aside.state import Phase
from heroku_tools.data.copying.snapshot import hold
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import copy
from heroku_tools.data.database import catalogue, schema, wipe
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.masks import words
from heroku_tools.data.masks.select import select
from heroku_tools.data.proof.prove import prove
from heroku_tools.data.rules.decide import decide
from heroku_tools.settings.masking import DataPolicy, Rule, TableRules
from heroku_tools.tools import postgres
from heroku_tools.tools.pg_programs import pg_program

Clear = Callable[["postgres.Connection"], None]

JOBS = 2
SALT = "00112233445566778899aabbccddeeff" * 2
WHERE = "bench:1"


def rule(masker: str, **how: object) -> Rule:
    """A rule of the file."""
    return Rule(masker, WHERE, **how)  # type: ignore[arg-type]


MASKS = {
    "users": {
        "email": rule("email"), "first_name": rule("first_name"), "last_name": rule("last_name"),
        "phone": rule("phone"), "address": rule("address"), "born": rule("shift_days"),
        "profile": rule("json", paths=(
            ("contact.email", rule("email")), ("contact.tel", rule("phone")),
            ("bio", rule("fixed", text="(removed)")),
        )),
    },
    "orders": {"ship_name": rule("full_name"), "tags": rule("keep")},
    "events": {"ip": rule("ip"), "payload": rule("keep")},
}  # fmt: skip


def policy(*, masked: bool) -> DataPolicy:
    """What the file says."""
    if not masked:
        return DataPolicy(WHERE, unmasked=True)
    rules = (TableRules(table, WHERE, tuple(columns.items())) for table, columns in MASKS.items())
    return DataPolicy(WHERE, mask=tuple(rules))


def decided(source: str, *, masked: bool) -> tuple[DecidedTable, ...]:
    """Read the source, and decide."""
    with postgres.connect(source, application="bench", source=True, salt=SALT) as connection:
        inventory = catalogue.read(connection)
    found = decide(policy(masked=masked), inventory)
    assert not masked or not (found.problems or found.undecided), (found.problems, found.undecided)
    return found.tables


def copied(
    source: str,
    target: str,
    *,
    masked: bool = True,
    proved: bool = True,
    clear: Clear | None = None,
) -> dict[str, float]:
    """Copy, and return how long each part took, in seconds; `clear` makes room for it."""
    clock = Clock()
    tables = decided(source, masked=masked)
    names = words.load()
    clock.lap("plan")

    def open_source() -> postgres.Connection:
        return postgres.connect(source, application="bench", source=True, salt=SALT)

    def open_target() -> postgres.Connection:
        return postgres.connect(target, application="bench", source=False)

    with hold(open_source()) as holder, tempfile.TemporaryDirectory() as folder:
        dump, restore = (pg_program(name, at_least=18) for name in ("pg_dump", "pg_restore"))
        path = schema.dump(source, holder.snapshot.name, dump, Path(folder))
        clock.lap("dump")
        if clear:
            with open_target() as old:
                clear(old)
            clock.lap("clear")
        schema.restore(path, target, schema.PRE, JOBS, restore)
        clock.lap("schema")
        parts = units(
            tables,
            lambda table, rows: select(table, names=names, rows=rows),
            jobs=JOBS,
            binary=True,
        )
        arrived = copy(parts, open_source, open_target, snapshot=holder.snapshot, jobs=JOBS)
        clock.lap("rows")
        schema.restore(path, target, schema.POST, JOBS, restore)
        clock.lap("indexes")
        if proved:
            with open_source() as one, open_target() as other:
                _ = prove(one, other, tables, snapshot=holder.snapshot, copied=arrived)
            clock.lap("proof")
    return clock.laps


def over(source: str, target: str, clear: Clear, *, aside: bool) -> dict[str, float]:
    """Copy over what is there. The app is closed from the clearing until the proof is accepted."""
    laps = copied(source, target, clear=clear)
    clock = Clock()
    if aside:
        with postgres.connect(target, application="bench", source=False) as connection:
            state.mark(connection, Phase.LOADED)
            moves.accept(connection)
    clock.lap("accept")
    laps |= clock.laps
    return laps | {"closed": sum(laps.values()) - laps["plan"] - laps["dump"]}


def set_aside(old: postgres.Connection) -> None:
    """Keep what is there."""
    moves.move_away(old, "bench")


class Clock:
    """Notes how long the parts take."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._begun = time.monotonic()

    def lap(self, name: str) -> None:
        """End a part."""
        now = time.monotonic()
        self.laps[name] = now - self._begun
        self._begun = now


def main() -> None:
    """Do one thing, and print what it took."""
    how, source, target = sys.argv[1:]
    ways: dict[str, Callable[[], dict[str, float]]] = {
        "masked": lambda: copied(source, target, proved=False),
        "proved": lambda: copied(source, target),
        "unmasked": lambda: copied(source, target, masked=False, proved=False),
        "aside": lambda: over(source, target, set_aside, aside=True),
        "in-place": lambda: over(source, target, wipe.wipe, aside=False),
    }
    print(json.dumps(ways[how]()))


if __name__ == "__main__":
    main()
