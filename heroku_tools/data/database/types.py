"""What a column's type comes down to, and whether its values can be copied in binary (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

HEADER = 4  # what the modifier of varchar(n) and char(n) is larger than n
NAME_LENGTH = 63
COUNTED = ("varchar", "bpchar")


@dataclass(frozen=True)
class Type:
    """A row of pg_type; `element` is an array's, `subtype` a range's or multirange's (0: none).

    `binary`: it has both functions, and its binary form means the same in another database (that
    of regclass and its like is a number of this one).
    """

    oid: int
    name: str
    kind: str
    category: str
    base: int
    modifier: int
    element: int
    binary: bool
    subtype: int
    not_null: bool


class Types:
    """All types of a database; `attributes` are those of composite types, by oid."""

    def __init__(
        self,
        rows: Sequence[tuple[Any, ...]],
        attributes: Mapping[int, Sequence[int]],
        labels: Mapping[int, Sequence[str]],
    ) -> None:
        self._types = {row[0]: Type(*row) for row in rows}
        self._attributes = attributes
        self._labels = labels
        self.binary = lru_cache(None)(self._binary)

    def beneath(self, oid: int, modifier: int) -> tuple[Type, int]:
        """Return the type under all domains, and the modifier that holds for it."""
        found = self._types[oid]
        while found.kind == "d":
            modifier = found.modifier if modifier < 0 else modifier
            found = self._types[found.base]
        return found, modifier

    def not_null(self, oid: int) -> bool:
        """Say whether a domain on the way forbids NULL."""
        found = self._types[oid]
        while found.kind == "d":
            if found.not_null:
                return True
            found = self._types[found.base]
        return False

    def length(self, base: Type, modifier: int) -> int | None:
        """Return how many characters it takes, None for any number."""
        if base.name == "name":
            return NAME_LENGTH
        return modifier - HEADER if base.name in COUNTED and modifier >= HEADER else None

    def labels(self, base: Type) -> tuple[str, ...]:
        """Return the labels of an enum."""
        return tuple(self._labels.get(base.oid, ()))

    def _binary(self, oid: int) -> bool:
        found = self._types[oid]
        under = (found.base, found.element, found.subtype, *self._attributes.get(oid, ()))
        return found.binary and all(self.binary(each) for each in under if each)
