"""Backups, restores and copies of databases, as PGBackups makes them: pg_dump and pg_restore."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sandbox.databases import Databases, Place
from sandbox.faults import Armed, Faults
from sandbox.journal import Journal
from sandbox.places import Places
from sandbox.shell import ProgramFailed
from sandbox.state import Database, new_id, now

TYPES = {
    "backup": ("pg_dump", "gof3r"),
    "restore": ("htcat", "pg_restore"),
    "copy": ("pg_dump", "pg_restore"),
}
TOLD_TO_FAIL = "the transfer was told to fail"
IGNORED = re.compile(r"errors ignored on restore: (\d+)")

Work = Callable[[], Awaitable[str]]


@dataclass
class Transfer:
    """One of them; `app` is the app whose transfers show it, by name."""

    kind: str
    app: str
    num: int
    from_name: str
    to_name: str
    file: Path | None = None
    extensions: tuple[str, ...] = ()
    source_bytes: int = 0
    processed_bytes: int = 0
    warnings: int = 0
    succeeded: bool = False
    logs: list[tuple[datetime, str]] = field(default_factory=list)
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=now)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    canceled_at: datetime | None = None

    def log(self, text: str) -> None:
        self.logs += [(now(), line) for line in text.splitlines()]


class Transfers:
    """The transfers of all apps; they go on when their client is gone."""

    def __init__(
        self, places: Places, databases: Databases, journal: Journal, faults: Faults
    ) -> None:
        self._folder = places.backups
        self._databases = databases
        self._journal = journal
        self._faults = faults
        self._all: dict[str, Transfer] = {}
        self._numbers: dict[str, int] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def back_up(self, database: Database, name: str) -> Transfer:
        """Start a backup of what its app knows by `name`."""
        transfer = self._new("backup", database.owner, name, "BACKUP")
        transfer.file = self._folder / f"{transfer.id}.dump"

        async def dump() -> str:
            assert transfer.file
            await self._note_source(transfer, database.place)
            said = await self._databases.dump(database.place, transfer.file)
            transfer.processed_bytes = transfer.file.stat().st_size
            return said

        return self._start(transfer, f"backup {database.owner} {database.name}", dump)

    def restore(self, database: Database, name: str, backup: Transfer) -> Transfer:
        """Start to fill a database, emptied first, from a backup that succeeded."""
        transfer = self._new("restore", database.owner, "BACKUP", name)
        transfer.source_bytes = backup.source_bytes
        assert backup.file
        fill = self._filling(transfer, database.place, backup.file)
        empty = self._emptying(database.place, backup.extensions)
        return self._start(transfer, f"restore {database.owner} {database.name}", fill, empty)

    def copy(self, source: tuple[Place, str], target: tuple[Database, str]) -> Transfer:
        """Start to fill a database, emptied first, with what another holds."""
        (place, from_name), (database, to_name) = source, target
        transfer = self._new("copy", database.owner, from_name, to_name)
        file = self._folder / f"{transfer.id}.copy"

        async def dump_and_fill() -> str:
            await self._note_source(transfer, place)
            try:
                said = await self._databases.dump(place, file)
                await self._emptying(database.place, transfer.extensions)()
                return said + await self._filling(transfer, database.place, file)()
            finally:
                file.unlink(missing_ok=True)

        empty = self._emptying(database.place, ())
        line = f"copy {database.owner} {place.database} {database.name}"
        return self._start(transfer, line, dump_and_fill, empty)

    async def settle(self, transfer: Transfer, seconds: float) -> None:
        """Give it a moment: the CLI looks every three seconds, a short transfer is over before."""
        if task := self._tasks.get(transfer.id):
            await asyncio.wait({task}, timeout=seconds)

    def cancel(self, transfer: Transfer) -> None:
        if task := self._tasks.get(transfer.id):
            transfer.canceled_at = now()
            task.cancel()

    def delete(self, transfer: Transfer) -> None:
        self.cancel(transfer)
        self._all.pop(transfer.id, None)
        if transfer.file:
            transfer.file.unlink(missing_ok=True)

    def of(self, app: str) -> list[Transfer]:
        return [one for one in self._all.values() if one.app == app]

    def find(self, identity: str, app: str | None = None) -> Transfer | None:
        """The transfer of this id, or of this number among those of the app."""
        numbered = (one for one in self.of(app) if str(one.num) == identity) if app else iter(())
        return self._all.get(identity) or next(numbered, None)

    def forget(self, app: str) -> None:
        """Remove what belongs to an app that is no more."""
        for transfer in self.of(app):
            self.delete(transfer)
        self._numbers.pop(app, None)

    def _new(self, kind: str, app: str, from_name: str, to_name: str) -> Transfer:
        self._numbers[app] = number = self._numbers.get(app, 0) + 1
        transfer = Transfer(kind, app, number, from_name, to_name)
        self._all[transfer.id] = transfer
        return transfer

    async def _note_source(self, transfer: Transfer, place: Place) -> None:
        transfer.source_bytes = (await self._databases.facts(place)).size
        transfer.extensions = await self._databases.extensions(place)

    def _emptying(self, place: Place, extensions: tuple[str, ...]) -> Work:
        async def empty() -> str:
            await self._databases.reset(place, extensions)
            return ""

        return empty

    def _filling(self, transfer: Transfer, place: Place, file: Path) -> Work:
        async def fill() -> str:
            transfer.processed_bytes = file.stat().st_size
            try:
                return await self._databases.restore(file, place)
            except ProgramFailed as failure:
                found = IGNORED.search(str(failure))
                if found is None:
                    raise
                transfer.warnings = int(found[1])
                return str(failure)

        return fill

    def _start(
        self, transfer: Transfer, line: str, work: Work, ruin: Work | None = None
    ) -> Transfer:
        task = asyncio.create_task(self._carry_out(transfer, line, work, ruin))
        self._tasks[transfer.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(transfer.id, None))
        return transfer

    async def _carry_out(
        self, transfer: Transfer, line: str, work: Work, ruin: Work | None
    ) -> None:
        """Do it; told to fail, it fails when the target is empty already (`ruin`)."""
        number = self._journal.open("transfer", transfer.app, line)
        transfer.started_at = now()
        try:
            await _go_wrong(self._faults.meet((transfer.app,), "transfer", line), ruin)
            transfer.log(await work())
            transfer.succeeded = True
        except ProgramFailed as failure:
            transfer.log(str(failure))
        finally:
            transfer.finished_at = now()
            self._journal.close(number, 0 if transfer.succeeded else 1)


async def _go_wrong(fault: Armed | None, ruin: Work | None) -> None:
    if fault and fault.fault.action in ("hang", "slow"):
        await fault.hold()
    elif fault:
        if ruin:
            await ruin()
        raise ProgramFailed(TOLD_TO_FAIL)
