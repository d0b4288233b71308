"""How long masks are in a column, and how many different ones there are (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.settings.maskers import LENGTH, PHONE_DIGITS
from heroku_tools.settings.masking import Rule

FULL = 20  # digits of a digest: 80 bits
LEAST = 6
DOMAIN = "@example.com"
PLACE = "https://example.com/"
CALL = "+1555"


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
        return self.base**self.digits


def shape(rule: Rule, length: int | None) -> Shape | None:
    """Return the shape of the rule's masks in a text of at most `length` characters, if it fits."""
    if rule.masker == "hash":
        asked = rule.length or LENGTH.default or FULL
        return Shape("", asked) if length is None or asked <= length else None
    if rule.masker == "phone":
        asked = rule.length or PHONE_DIGITS.default or LEAST
        return _widest((CALL, "+1"), "", length, full=asked, least=LEAST, base=10)
    if rule.masker == "uuid":
        return Shape("", 36) if length is None or length >= 36 else None
    prefixes, suffix = _AROUND[rule.masker]
    return _widest(prefixes, suffix, length, full=FULL, least=LEAST)


_AROUND = {
    "email": (("user_", "u"), DOMAIN),
    "username": (("user_", "u"), ""),
    "url": ((PLACE,), ""),
}


def _widest(
    prefixes: tuple[str, ...], suffix: str, length: int | None, *, full: int, least: int,
    base: int = 16,
) -> Shape | None:  # fmt: skip
    """Prefer all digits with the first prefix, then 16 with it, then what the last one leaves."""
    for prefix, enough in ((prefixes[0], min(full, 16)), (prefixes[-1], least)):
        room = full if length is None else length - len(prefix) - len(suffix)
        if room >= enough:
            return Shape(prefix, min(room, full), suffix, base)
    return None
