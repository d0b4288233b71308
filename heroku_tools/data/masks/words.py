"""The words that masks are made of: names, cities and streets, from a library's lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

COUNT = 256  # one byte of a digest chooses one of them


@dataclass(frozen=True)
class Words:
    """Lists of exactly 256 words each, in ASCII, always in the same order."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]


def fitting(words: Sequence[str], length: int | None) -> tuple[str, ...]:
    """Return 256 words of at most `length` characters: fewer ones are repeated, or are cut."""
    if length is None:
        return tuple(words)
    found = [word for word in words if len(word) <= length] or [words[0][:length]]
    return tuple(found[place % len(found)] for place in range(COUNT))


def load() -> Words:
    """Read the lists of the library Faker; it is imported here, when a copy is planned."""
    from faker.providers.address.en_US import Provider as Address
    from faker.providers.person.en_US import Provider as Person

    last_names = _picked(Person.last_names)
    return Words(
        first_names=_picked(Person.first_names),
        last_names=last_names,
        cities=_picked(_cities(last_names, Address)),
        streets=_picked(_streets(last_names, Address)),
    )


def _picked(words: Iterable[str]) -> tuple[str, ...]:
    """Choose 256 of them, evenly over the alphabet; the library's newer words shift the choice."""
    known = sorted({word for word in words if word.isascii() and word.replace(" ", "").isalpha()})
    return tuple(known[place * len(known) // COUNT] for place in range(COUNT))


def _cities(names: Sequence[str], address: Any) -> Iterable[str]:
    endings = list(address.city_suffixes)
    return [f"{name}{endings[place % len(endings)]}" for place, name in enumerate(names)]


def _streets(names: Sequence[str], address: Any) -> Iterable[str]:
    endings = [word for word in address.street_suffixes if len(word) <= 6]
    return [f"{name} {endings[place % len(endings)]}" for place, name in enumerate(names)]
