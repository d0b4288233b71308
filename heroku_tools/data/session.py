"""The connections of a copy and what is shared by its steps: one snapshot, until the proof."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from heroku_tools.console import Console
from heroku_tools.data.copying.board import Copied
from heroku_tools.data.copying.snapshot import Holder, joined
from heroku_tools.data.database import marker, marking, sessions
from heroku_tools.data.database.marker import Marker, State
from heroku_tools.data.database.privileges import Grant
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.flow import Flow
from heroku_tools.data.long_work import beside
from heroku_tools.data.looked import Looked, Side
from heroku_tools.data.salt import of_rules, of_salt, salt_of
from heroku_tools.engine.journal import this_moment
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

T = TypeVar("T")

JOBS = 4
SPARE = 4  # connections that others may need
BINARY_SINCE = 14  # before, arrays of types of one's own arrive as text only


class Session:
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
        self.application = sessions.of_run(run)
        self._salt = salt_of(flow.policy)
        self._open = ExitStack()
        self._holder: Holder | None = None
        self._source: Inventory | None = None
        self._dump: Path | None = None
        self._tables: tuple[DecidedTable, ...] = ()
        self._copied: tuple[Copied, ...] = ()
        self._privileges: tuple[Grant, ...] = ()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def mark_incomplete(self) -> None:
        """Mark the target as a copy under way."""
        self._mark(State.INCOMPLETE)

    def mark_as(self, mark: str) -> None:
        """Mark the target as it was marked before, by the text of its mark; empty: not at all."""
        self._at_target(lambda target: marking.put(target, marker.read(mark)))

    def _mark(self, state: State) -> None:
        mark = self.marker(state)
        self._at_target(lambda target: marking.put(target, mark))

    def marker(self, state: State) -> Marker:
        """Return the mark of this copy."""
        policy = self.flow.policy
        return Marker(
            state,
            environment=self.target.label,
            source=self.flow.source.label,
            run=self._run,
            when=this_moment(),
            salt=of_salt(self._salt),
            rules=of_rules(policy),
            masked=not policy.unmasked,
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
    def _inventory(self) -> Inventory:
        assert self._source
        return self._source

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
        return postgres.connect(url, application=self.application, source=True, salt=self._salt)

    def _connect_target(self) -> Connection:
        return postgres.connect(self.target.url, application=self.application, source=False)

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
