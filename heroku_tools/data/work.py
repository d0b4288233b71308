"""The steps of a copy that are done upon the two databases."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from heroku_tools.console import count, size
from heroku_tools.data.aside import moves, state
from heroku_tools.data.aside.state import Phase
from heroku_tools.data.copying.snapshot import hold
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import Watch, copy
from heroku_tools.data.database import (
    catalogue,
    finish,
    marking,
    privileges,
    schema,
    sequences,
    sessions,
    wipe,
)
from heroku_tools.data.database.marker import State
from heroku_tools.data.database.sequences import Value
from heroku_tools.data.database.values import Inventory, Name
from heroku_tools.data.live import Live
from heroku_tools.data.long_work import beside
from heroku_tools.data.proof.prove import prove
from heroku_tools.data.proof.verdict import Verdict
from heroku_tools.data.review import same_shape
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.rules.detectors import detect
from heroku_tools.data.selecting import select
from heroku_tools.data.session import Session, newest
from heroku_tools.engine.execute import StepFailed
from heroku_tools.errors import HerokuToolsError, Refused
from heroku_tools.tools import postgres, waiting
from heroku_tools.tools.pg_programs import pg_program

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds that others get to let go of the target's tables


class Work(Session):
    """Each method is a step, and returns what came of it in a few words."""

    def take_snapshot(self) -> str:
        """Take the snapshot, see that the source is as it was shown, and dump its schema."""
        looked = self._planned
        self._holder = self._open.enter_context(hold(self._connect_source()))
        self._source = self._in_snapshot(catalogue.read)
        found = decide(self.flow.policy, self._source, masked_already=self.flow.masked_already)
        if not same_shape(looked.tables, found):
            raise StepFailed(
                f"the tables of {looked.source.label} have changed since the plan was made",
                untouched=True,
            )
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="heroku-tools-"))
        self._dump = schema.dump(
            looked.source.url,
            self._holder.snapshot.name,
            pg_program("pg_dump", at_least=newest(looked)),
            Path(folder),
            application=self.application,
        )
        self._tables = found.tables
        return count(len(found.tables), "table")

    def empty(self, mark: str) -> str:
        """Mark the target incomplete and empty it; where nothing could be dropped, unmark it."""
        self._alone_with_its_grants()
        self.mark_incomplete()
        try:
            self._at_target(lambda target: wipe.wipe(target, on_blocked=self._blocked))
        except HerokuToolsError as error:
            raise self._not_emptied(error, mark) from error
        return "empty"

    def set_aside(self) -> str:
        """Mark the target incomplete, and set what it holds aside, all of it or nothing."""
        self._alone_with_its_grants()
        incomplete = self.marker(State.INCOMPLETE)
        try:
            self._at_target(
                lambda target: moves.move_away(
                    target, self._run, mark=incomplete, on_blocked=self._blocked
                )
            )
        except HerokuToolsError as error:
            raise self._not_aside(error) from error
        return "aside"

    def bring_back(self, mark: str) -> str:
        """Bring the old data back, with its mark."""
        self._at_target(self._alone)
        back = self._at_target(lambda target: moves.bring_back(target, on_blocked=self._blocked))
        self.mark_as(mark)
        return "it is back" if back else "it was there"

    def mark_proved(self) -> str:
        """Mark the target as a proved copy: from now on the old data does not come back."""
        try:
            self._at_target(self._accept)
        except Refused as error:
            raise StepFailed(error.message, untouched=True, hint=error.hint) from error
        self.proved = True
        return ""

    def _accept(self, target: Connection) -> None:
        with postgres.telling("The copy could not be marked as proved"), target.transaction():
            if state.read(target) is not None:
                moves.accept(target)
            marking.put(target, self.marker(State.PROVED))

    def drop_aside(self) -> str:
        """Drop the old data."""
        self._at_target(lambda target: moves.drop(target, on_blocked=self._blocked))
        return ""

    def _alone_with_its_grants(self) -> None:
        self._at_target(self._alone)
        self._privileges = self._at_target(privileges.read)

    def _blocked(self, blockers: tuple[sessions.Session, ...]) -> None:
        self._console.foreign(f"waiting for {'; '.join(map(str, blockers)) or 'others'}")

    def _phase(self, phase: Phase) -> None:
        """Write down how far the new data is, where the old is aside."""
        self._at_target(
            lambda target: state.mark(target, phase) if state.read(target) is not None else None
        )

    def _alone(self, target: Connection) -> None:
        """End what we have left working here; wait for others. Raises StepFailed.

        An interrupted step or a killed process of this very run has left it, by the same name.
        """
        sessions.end_orphans(target)
        for pause in (*PAUSES, 0.0):
            blockers = [each for each in sessions.in_the_way(target) if not each.ours]
            if not blockers:
                return
            waiting.sleep(pause)
        raise StepFailed(
            f"tables are locked by others: {'; '.join(map(str, blockers))}",
            untouched=True,
            hint="End these sessions (the app's dynos, a console, psql) and try again.",
        )

    def _not_emptied(self, error: HerokuToolsError, mark: str) -> HerokuToolsError:
        with suppress(HerokuToolsError):
            now = self._at_target(catalogue.read)
            if _holds(now) == _holds(self.target.inventory):
                self.mark_as(mark)
                return StepFailed(error.message, untouched=True, hint=error.hint)
        return error

    def _not_aside(self, error: HerokuToolsError) -> HerokuToolsError:
        with suppress(HerokuToolsError):
            if self._at_target(state.read) is None:
                return StepFailed(error.message, untouched=True, hint=error.hint)
        return error

    def load_schema(self) -> str:
        """Make tables, types, functions and views."""
        self._phase(Phase.LOADING)
        self._restore(schema.PRE)
        return ""

    def copy_rows(self) -> str:
        """Copy the rows of all tables under the snapshot."""
        looked, holder = self._planned, self._held
        live = Live(self._console, looked.size)
        arrived = copy(
            units(self._tables, select, jobs=self.jobs, binary=self._binary),
            self._connect_source,
            self._connect_target,
            snapshot=holder.snapshot,
            jobs=self.jobs,
            watch=Watch(live.moved, live.repeated),
        )
        live.ended(arrived)
        self._copied = arrived
        self.rows = sum(each.rows for each in arrived)
        self.bytes = sum(each.bytes for each in arrived)
        return f"{count(self.rows, 'row')}, {size(self.bytes)}"

    def build(self) -> str:
        """Build indexes, constraints and triggers."""
        self._restore(schema.POST)
        return ""

    def finish(self) -> str:
        """Set sequences and grants, refresh materialised views, analyse."""
        self._at_target(self._finish)
        self._phase(Phase.LOADED)
        return ""

    def _finish(self, target: Connection) -> None:
        source, ours = self._inventory, set(self._inventory.sequences)
        stood = self._held.snapshot.sequences.items()
        sequences.write(target, [Value(name, *at) for name, at in stood if name in ours])
        filled = [each.name for each in source.views if each.materialised and each.populated]
        finish.refresh(target, filled)
        privileges.give(target, self._privileges)
        finish.analyze(target, [*(each.name for each in source.tables), *filled])

    def prove(self) -> str:
        """Prove that all is there, and nothing that should not be."""
        verdict = self._prove() if self._holder else self._prove_as_it_is()
        for each in verdict.noted:
            self._console.warn(each)
        if verdict.failures:
            raise StepFailed("not proved: " + "; ".join(verdict.failures), settled=True)
        return count(len(verdict.looked), "look")

    def _prove(self) -> Verdict:
        with self._connect_source() as source, self._connect_target() as target:

            def look() -> Verdict:
                return prove(
                    source,
                    target,
                    self._tables,
                    snapshot=self._held.snapshot,
                    copied=self._copied,
                    checks=self.flow.policy.checks,
                    detect=None if self.flow.unmasked else self._detect,
                )

            def cancel() -> None:
                source.cancel()
                target.cancel()

            return beside(look, cancel=cancel)

    def _prove_as_it_is(self) -> Verdict:
        """Prove a copy that Heroku has made: the source may have been written to since."""
        self._holder = self._open.enter_context(hold(self._connect_source()))
        self._holder.snapshot = replace(self._holder.snapshot, sequences={})
        return self._prove()

    def _detect(
        self, target: Connection, columns: Sequence[tuple[Name, str]]
    ) -> Mapping[tuple[Name, str], tuple[str, ...]]:
        known = {each.table.name: each.table for each in self._tables}
        found = [(known[name], known[name].column(column)) for name, column in columns]
        return detect(target, [(table, column) for table, column in found if column])

    def _restore(self, section: str) -> None:
        assert self._dump
        schema.restore(
            self._dump,
            self.target.url,
            section,
            self.jobs,
            pg_program("pg_restore", at_least=newest(self._planned)),
            application=self.application,
        )


def _holds(inventory: Inventory) -> tuple[object, ...]:
    """What a database holds, by name: for seeing whether anything has gone."""
    tables = sorted(table.name for table in inventory.tables)
    views = sorted(view.name for view in inventory.views)
    return (tables, views, sorted(inventory.sequences), inventory.large_objects)
