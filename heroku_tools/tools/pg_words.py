"""What the heroku CLI says of databases and backups, which it has no JSON of (pure).

An answer that is not what it should be raises ValueError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {"bytes": 1, "B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
_LINE = re.compile(r"^([A-Z][\w /-]*?): +(.*\S)\s*$", re.MULTILINE)
_AMOUNT = re.compile(r"([\d.]+) ?([KMGT]?B|bytes)")
_COUNT = re.compile(r"(\d+)(?:/(\d+))?")
_CAPTURED = re.compile(r"\bBacking up \S+ to ([ab]\d+)\b")
_BACKUP = re.compile(r"^=== Backup (\S+)", re.MULTILINE)
_DONE = ("Completed", "Finished with")
_OVER = (*_DONE, "Failed", "Canceled")


@dataclass(frozen=True)
class Backup:
    """A backup: "b001", of which database, how it stands in Heroku's words, when it ended."""

    name: str
    database: str
    status: str
    ended: str

    @property
    def finished(self) -> bool:
        """Whether it has come to an end, whatever that is."""
        return self.status.startswith(_OVER)

    @property
    def succeeded(self) -> bool:
        """Whether it can be restored."""
        return self.status.startswith(_DONE)


@dataclass(frozen=True)
class DatabaseInfo:
    """A database as Heroku knows it; sizes in bytes, limits None where Heroku names none.

    `following` is the attachment or the address of the database that this one follows, or empty.
    """

    plan: str
    status: str
    version: str
    size: int
    size_limit: int | None
    connections: int
    connection_limit: int | None
    following: str


def captured(said: str) -> str | None:
    """Find the name of the backup in what `heroku pg:backups:capture` says, if it came so far."""
    found = _CAPTURED.search(said)
    return found[1] if found else None


def backup(text: str) -> Backup:
    """Read what `heroku pg:backups:info` says."""
    named, lines = _BACKUP.search(text), dict(_LINE.findall(text))
    if named is None or "Status" not in lines:
        raise ValueError
    ended = lines.get("Finished at", "")
    return Backup(named[1], lines.get("Database", ""), lines["Status"], ended)


def database(text: str) -> DatabaseInfo:
    """Read what `heroku pg:info DATABASE` says."""
    lines = dict(_LINE.findall(text))
    sizes = [float(n) * _UNITS[unit] for n, unit in _AMOUNT.findall(lines.get("Data Size", ""))]
    count = _COUNT.match(lines.get("Connections", "0"))
    if "Plan" not in lines or not sizes or count is None:
        raise ValueError
    return DatabaseInfo(
        plan=lines["Plan"],
        status=lines.get("Status", ""),
        version=lines.get("PG Version", ""),
        size=int(sizes[0]),
        size_limit=int(sizes[1]) if len(sizes) > 1 else None,
        connections=int(count[1]),
        connection_limit=int(count[2]) if count[2] else None,
        following=lines.get("Following", ""),
    )
