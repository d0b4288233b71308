"""The acts upon the two databases, and what they share: one snapshot, from its taking to the proof."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from heroku_tools.console import Console, count, size
from heroku_tools.data.copying.snapshot import Holder, hold, joined
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import Watch, copy
from heroku_tools.data.database import catalogue, finish, marker, schema, wipe
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.flow import Flow
from heroku_tools.data.live import Live
from heroku_tools.data.long_work import beside
from heroku_tools.data.looked import Looked, Side
from heroku_tools.data.review import same_shape
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.salt import of_rules, of_salt, salt_of
from heroku_tools.data.selecting import select
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.journal import this_moment
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import postgres
from heroku_tools.tools.pg_programs import pg_program

if TYPE_CHECKING:

    from heroku_tools.tools.postgres import Connection

T = TypeVar("T")

APPLICATION = "heroku-tools data"
JOBS = 4
SPARE = 4  # connections that others may need
BINARY_SINCE = 14  # before, arrays of types of one's own arrive as text only


class Work:
    """Within its `with` block the snapshot lives; `rows` and `bytes` are what has arrived."""

    def __init__(
        self,
        console: Console,
        flow: Flow,
        target: Side,
        *,
        run: str,
        looked: Looked | None = None,
        jobs: int | None = None,
    ) -> None:
        """`looked` is there where data is copied, and not only a copy given up."""
        self.flow = flow
        self.target = target
        self.rows = self.bytes = 0
        self.proved = False
        self._console = console
        self._looked = looked
        self._run = run
        self._jobs = jobs
        self._salt = salt_of(flow.policy)
        self._open = ExitStack()
        self._holder: Holder | None = None
        self._source: Inventory | None = None
        self._dump: Path | None = None

    def __enter__(self) -> Work:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

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
            application=APPLICATION,
        )
        self._tables = found.tables
        return count(len(found.tables), "table")

    def empty(self) -> str:
        """Mark the target incomplete and empty it; where nothing could be dropped, unmark it."""
        self.mark_incomplete()
        try:
            self._at_target(wipe.wipe)
        except HerokuToolsError as error:
            raise self._not_emptied(error) from error
        return "empty"

    def _not_emptied(self, error: HerokuToolsError) -> HerokuToolsError:
        with suppress(HerokuToolsError):
            now = self._at_target(catalogue.read)
            if _holds(now) == _holds(self.target.inventory):
                self.unmark()
                return StepFailed(error.message, untouched=True, hint=error.hint)
        return error

    def load_schema(self) -> str:
        """Make tables, types, functions and views."""
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
        self._at_target(lambda target: finish.finish(target, self._planned, self._held.snapshot))
        return ""

    def prove(self) -> str:
        """Prove that all is there, and nothing that should not be."""
        return ""

    def mark_incomplete(self) -> None:
        """Mark the target as a copy under way."""
        self._mark(marker.INCOMPLETE)

    def mark_proved(self) -> str:
        """Mark the target as a proved copy."""
        self._mark(marker.PROVED)
        self.proved = True
        return ""

    def unmark(self) -> None:
        """Put the target's own comment back."""
        self._at_target(marker.remove)

    def _mark(self, state: str) -> None:
        policy = self.flow.policy
        mark = marker.Marker(
            state=state,
            environment=self.target.label,
            source=self.flow.source.label,
            run=self._run,
            at=this_moment(),
            salt=of_salt(self._salt),
            rules=of_rules(policy),
        )
        self._at_target(lambda target: marker.write(target, mark))

    def _restore(self, section: str) -> None:
        assert self._dump
        schema.restore(
            self._dump,
            self.target.url,
            section,
            self.jobs,
            pg_program("pg_restore", at_least=newest(self._planned)),
            application=APPLICATION,
        )

    @property
    def jobs(self) -> int:
        """How many tables are copied at once: as wanted, as far as there are connections."""
        looked = self._planned
        free = [
            side.inventory.server.free_connections
            for side in (looked.source, looked.target)
            if side.inventory.server.free_connections is not None
        ]
        return max(1, min([self._jobs or JOBS, *(each - SPARE for each in free)]))

    @property
    def _binary(self) -> bool:
        return self.target.inventory.server.major >= BINARY_SINCE

    @property
    def _planned(self) -> Looked:
        assert self._looked
        return self._looked

    @property
    def _held(self) -> Holder:
        assert self._holder
        self._holder.check()
        return self._holder

    def _connect_source(self) -> Connection:
        url = self._planned.source.url
        return postgres.connect(url, application=APPLICATION, source=True, salt=self._salt)

    def _connect_target(self) -> Connection:
        return postgres.connect(self.target.url, application=APPLICATION, source=False)

    def _at_target(self, work: Callable[[Connection], T]) -> T:
        with self._connect_target() as connection:
            return beside(lambda: work(connection), cancel=connection.cancel)

    def _in_snapshot(self, work: Callable[[Connection], T]) -> T:
        """Do something at the source as the snapshot shows it."""

        def seen() -> T:
            with joined(connection, self._held.snapshot):
                return work(connection)

        with self._connect_source() as connection:
            return beside(seen, cancel=connection.cancel)


def newest(looked: Looked) -> int:
    """Return the newer one's major version."""
    return max(side.inventory.server.major for side in (looked.source, looked.target))


def _holds(inventory: Inventory) -> tuple[object, ...]:
    """What a database holds, by name: for seeing whether anything has gone."""
    names = sorted(each.name for each in (*inventory.tables, *inventory.views))
    return (*names, *sorted(inventory.sequences), inventory.large_objects)
