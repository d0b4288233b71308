"""A dump's table of contents, as `pg_restore --list` prints it: what is restored, when (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heroku_tools.data.database.values import Name

ENTRY = ";"
# Two of them at a time would lock the same partitions, each in an order of its own.
SERIAL = ("INDEX ATTACH",)
KEYS = ("INDEX", "CONSTRAINT", "STATISTICS")
NEVER = ("EVENT TRIGGER", "COMMENT - EXTENSION", "COMMENT - EVENT TRIGGER")


@dataclass(frozen=True)
class There:
    """What the target has already, so that it is left out."""

    schemas: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    ranges: frozenset[Name] = frozenset()


def wanted(lines: Iterable[str], there: There) -> tuple[str, ...]:
    """Return the lines of what is to be restored into a target that has `there`."""
    left_out = {
        *(f"SCHEMA - {schema}" for schema in there.schemas),
        *(f"EXTENSION - {extension}" for extension in there.extensions),
        *(f"TYPE {name.schema} {name.name}" for name in there.ranges),
    }
    about = tuple(f"COMMENT {name.schema} TYPE {name.name} " for name in there.ranges)
    return tuple(
        line
        for line in lines
        if _is_entry(line)
        and _named(line) not in left_out
        and not _told(line).startswith((*NEVER, *about))
    )


def phases(lines: Sequence[str]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Split post-data into parts for one pg_restore each: the lines, and whether in parallel.

    Indexes of partitions are attached one by one: in parallel, nine of twelve restores ended in a
    deadlock. Foreign keys to partitioned tables need what was attached, so the rest comes after.
    """
    keys = tuple(line for line in lines if _told(line).startswith(KEYS) and not _serial(line))
    serial = tuple(line for line in lines if _serial(line))
    rest = tuple(line for line in lines if line not in {*keys, *serial})
    return tuple(part for part in ((keys, True), (serial, False), (rest, True)) if part[0])


def _serial(line: str) -> bool:
    return _told(line).startswith(SERIAL)


def _is_entry(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(ENTRY)


def _told(line: str) -> str:
    """`TABLE public users owner`, of `218; 1259 16830 TABLE public users owner`."""
    numbers = 2  # the oids of the catalogue and of the object
    return line.partition("; ")[2].split(" ", numbers)[-1]


def _named(line: str) -> str:
    """The same without the owner, whose name has no space."""
    return _told(line).rpartition(" ")[0]
