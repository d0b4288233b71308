"""How long masks are in a column, and how many different ones there are (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from heroku_tools.settings.maskers import LENGTH, PHONE_DIGITS
from heroku_tools.settings.masking import Rule

FULL = 20  # digits of a digest: 80 bits
ENOUGH = 16
LEAST = 6
DOMAIN = "@example.com"
PLACE = "https://example.com/"
CALL, CALL_IN = "+1555", "555"
DASHED, UNDASHED = 36, 32
SHORTEST_IP = 15
LONGEST_IP = 29  # characters of ours of version 6


@dataclass(frozen=True)
class Shape:
    """A mask: `prefix`, so many hexadecimal (or decimal) digits of the digest, `suffix`."""

    prefix: str
    digits: int
    suffix: str = ""
    base: int = 16

    @property
    def length(self) -> int:
        """The characters of each mask."""
        return len(self.prefix) + self.digits + len(self.suffix)

    @property
    def many(self) -> int:
        """How many different masks there are."""
        return int(self.base**self.digits)


def shape(rule: Rule, length: int | None) -> Shape | None:
    """Return the shape of the rule's masks in a text of at most `length` characters, if it fits."""
    if rule.masker == "hash":
        return _hash(rule.length, length)
    if rule.masker == "uuid":
        return _first((Shape("", DASHED), Shape("", UNDASHED)), length)
    if rule.masker == "ip":
        return _first((Shape("", SHORTEST_IP),), length)
    if rule.masker == "phone":
        digits = rule.length or PHONE_DIGITS.default or LEAST
        return _widest(_CALLS, length, digits)
    return _widest(_AROUND[rule.masker], length, FULL)


def _hash(asked: int | None, length: int | None) -> Shape | None:
    """Take as many characters as are asked for, or as there are."""
    usual = LENGTH.default or FULL
    wanted = asked or min(usual, length or usual)
    return Shape("", wanted) if LENGTH.least <= wanted <= (length or wanted) else None


_CALLS = (Shape(CALL, LEAST, base=10), Shape(CALL_IN, LEAST, base=10))
_AROUND = {
    "email": (Shape("user_", ENOUGH, DOMAIN), Shape("u", LEAST, DOMAIN)),
    "username": (Shape("user_", ENOUGH), Shape("u", LEAST)),
    "url": (Shape(PLACE, LEAST),),
}


def _first(shapes: Sequence[Shape], length: int | None) -> Shape | None:
    return next((each for each in shapes if length is None or each.length <= length), None)


def _widest(shapes: Sequence[Shape], length: int | None, full: int) -> Shape | None:
    """Take the first that has its least digits, and then as many as there is room for."""
    found = _first(shapes, length)
    if found is None:
        return None
    room = full if length is None else found.digits + length - found.length
    return replace(found, digits=min(room, full))
