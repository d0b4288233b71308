"""Readers: what a key takes, how its text becomes a value, and what to say when it cannot.

They are values that describe themselves, so that a JSON Schema and the docs can be made from them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from heroku_tools.settings.model import nearest
from heroku_tools.settings.nodes import Items, Mapping, Node, Nothing, Pair, Text
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.rules import Fault

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

YES = ("true", "yes", "on")
NO = ("false", "no", "off")


@dataclass(frozen=True)
class Spot:
    """A node under the name by which a person knows it, and the line to send them to."""

    name: str
    line: int
    node: Node


class Reader(ABC, Generic[T]):
    """Turns a node into a value; `takes` completes the sentence "it takes …"."""

    takes: str

    @abstractmethod
    def read(self, spot: Spot, problems: Problems) -> T | None:
        """The value; or None, and `problems` says why."""

    def refuse(self, spot: Spot, problems: Problems, why: str | None = None) -> None:
        what = "has no value" if isinstance(spot.node, Nothing) else f"is {spot.node}"
        which = f", which {why}" if why else ""
        problems.add(spot.line, f"{spot.name} {what}{which}; it takes {self.takes}")

    def is_tagged(self, spot: Spot, problems: Problems) -> bool:
        if spot.node.tag:
            tag = quoted(spot.node.tag)
            problems.add(spot.line, f"{spot.name} takes no tag, here {tag}; write {self.takes}")
        return spot.node.tag is not None


class TextReader(Reader[T]):
    """Readers of a single text."""

    @abstractmethod
    def convert(self, text: str) -> T:
        """Raise ValueError, perhaps with words that follow "which", where the text will not do."""

    def read(self, spot: Spot, problems: Problems) -> T | None:
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Text):
            self.refuse(spot, problems)
            return None
        try:
            return self.convert(spot.node.value)
        except ValueError as why:
            self.refuse(spot, problems, str(why))
            return None


@dataclass(frozen=True)
class Word(TextReader[str]):
    """A text without any of the faults, and never empty."""

    takes: str
    faults: tuple[Fault, ...]

    def convert(self, text: str) -> str:
        if not text:
            raise ValueError
        for fault in self.faults:
            if re.search(fault.pattern, text):
                raise ValueError(fault.has)
        return text


@dataclass(frozen=True)
class Flag(TextReader[bool]):
    """Yes or no, in any of YAML's ways of writing it."""

    takes: str = "true or false (or yes, no, on, off)"

    def convert(self, text: str) -> bool:
        if text.lower() not in YES + NO:
            raise ValueError
        return text.lower() in YES


@dataclass(frozen=True)
class Choice(TextReader[E]):
    """One of the values of an Enum."""

    takes: str
    options: type[E]

    def convert(self, text: str) -> E:
        if text not in [each.value for each in self.options]:
            raise ValueError
        return self.options(text)


def choice(options: type[E]) -> Choice[E]:
    """A Choice that tells its options by itself."""
    *first, last = (quoted(each.value) for each in options)
    return Choice(f"{', '.join(first)} or {last}", options)


@dataclass(frozen=True)
class OneOf(TextReader[str]):
    """One of a few texts."""

    takes: str
    options: tuple[str, ...]

    def convert(self, text: str) -> str:
        if text not in self.options:
            raise ValueError
        return text


@dataclass(frozen=True)
class Several(Reader[tuple[T, ...]]):
    """A list of at least one; `single`: one alone may stand without the list; `empty`: or none."""

    takes: str
    item: Reader[T]
    single: bool = False
    empty: bool = False

    def read(self, spot: Spot, problems: Problems) -> tuple[T, ...] | None:
        if self.single and isinstance(spot.node, Text):  # whose tag is the item's
            return self.good([self.item.read(spot, problems)])
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Items) or not (spot.node.items or self.empty):
            self.refuse(spot, problems)
            return None
        name = f"an entry of {spot.name}"
        spots = [Spot(name, node.line, node) for node in spot.node.items]
        return self.good([self.item.read(each, problems) for each in spots])

    def good(self, values: list[T | None]) -> tuple[T, ...]:
        return tuple(value for value in values if value is not None)


@dataclass(frozen=True)
class Key(Generic[T]):
    """One key of a table: everything that a reader, a schema or a manual needs to know of it."""

    name: str
    reader: Reader[T]
    means: str
    example: str
    required: bool = False
    default: T | None = None
    unless: tuple[str, ...] = ()  # keys of which each makes this one optional


@dataclass(frozen=True)
class Found:
    """What was found in a mapping, by key; `line` is where the mapping begins."""

    line: int
    values: Dict[str, Any]
    lines: Dict[str, int]

    def get(self, key: Key[T]) -> T | None:
        """The value given, or None: not given, or not good."""
        return cast("T | None", self.values.get(key.name))

    def __getitem__(self, key: Key[T]) -> T:
        """The value given, else the default; only where reading found no problem."""
        given = self.get(key)
        return cast("T", key.default if given is None else given)

    def __contains__(self, key: Key[Any]) -> bool:
        return key.name in self.lines


@dataclass(frozen=True)
class Table(Reader[Found]):
    """A mapping with known keys."""

    takes: str
    keys: tuple[Key[Any], ...]

    def read(self, spot: Spot, problems: Problems) -> Found | None:
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Mapping):
            self.refuse(spot, problems)
            return None
        pairs = {pair.key: pair for pair in spot.node.pairs}
        misspelt = self.refuse_unknown(spot.node, problems)
        self.refuse_missing(spot, {*pairs, *misspelt}, problems)
        given = [key for key in self.keys if key.name in pairs]
        values = {key.name: self.value(key, pairs[key.name], problems) for key in given}
        return Found(spot.line, values, {key.name: pairs[key.name].line for key in given})

    def value(self, key: Key[Any], pair: Pair, problems: Problems) -> Any:
        return key.reader.read(Spot(quoted(key.name), pair.line, pair.value), problems)

    def refuse_unknown(self, node: Mapping, problems: Problems) -> set[str]:
        """The names of the keys that were meant, as far as one can guess."""
        names = [key.name for key in self.keys]
        misspelt = set()
        for pair in node.pairs:
            if pair.key not in names:
                meant = nearest(pair.key, names)
                right = f"did you mean {quoted(meant)}?" if meant else _known(names)
                problems.add(pair.line, f"unknown key {quoted(pair.key)}; {right}")
                misspelt |= {meant} if meant else set()
        return misspelt

    def refuse_missing(self, spot: Spot, given: set[str], problems: Problems) -> None:
        for key in self.keys:
            if key.required and not {key.name, *key.unless} & given:
                missing = f"{quoted(key.name)} is missing; add it, for example `{key.example}`"
                problems.add(spot.line, missing)


@dataclass(frozen=True)
class Shorthand(Reader[Found]):
    """A table which, when only its key `key` matters, may be that key's text alone."""

    takes: str
    table: Table
    key: Key[str]

    def read(self, spot: Spot, problems: Problems) -> Found | None:
        if not isinstance(spot.node, Text):
            return self.table.read(spot, problems)
        text = self.key.reader.read(spot, problems)
        return Found(spot.line, {self.key.name: text}, {self.key.name: spot.line})


@dataclass(frozen=True)
class Named(Reader[tuple[tuple[str, T], ...]]):
    """A mapping whose keys the person chooses, in the order of the file."""

    takes: str
    name: Word
    item: Reader[T]

    def read(self, spot: Spot, problems: Problems) -> tuple[tuple[str, T], ...] | None:
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Mapping):
            self.refuse(spot, problems)
            return None
        for pair in spot.node.pairs:
            key = Text(pair.line, None, pair.key)
            self.name.read(Spot(f"a key of {spot.name}", pair.line, key), problems)
        entries = [(pair.key, self.entry(pair, problems)) for pair in spot.node.pairs]
        return tuple((name, value) for name, value in entries if value is not None)

    def entry(self, pair: Pair, problems: Problems) -> T | None:
        return self.item.read(Spot(quoted(pair.key), pair.line, pair.value), problems)


def _known(names: list[str]) -> str:
    return f"the keys here are {', '.join(map(quoted, names))}"
