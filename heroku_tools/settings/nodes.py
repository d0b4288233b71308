"""YAML text to nodes that know their line, where every scalar and every key is plain text."""

# Built on PyYAML's events, not on compose(): the composer of libyaml recurses on the C stack, where
# some ten thousand `[` end the process. Events also tell the line in which an alias is written.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from heroku_tools.settings.plain import DEEPEST, TOO_DEEP, in_plain_words
from heroku_tools.settings.problems import Problems, quoted

MERGE = "<<"
MOST_FROM_ALIASES = 10_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STANDARD = "tag:yaml.org,2002:"
HARMLESS = {"!"} | {
    STANDARD + each
    for each in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}


@dataclass(frozen=True)
class Node:
    """What stands at one place of the file; `tag` only where it is not one of YAML's harmless."""

    line: int
    tag: str | None

    def __str__(self) -> str:
        return "nothing"


@dataclass(frozen=True)
class Nothing(Node):
    """A bare `key:`, unlike `key: ""`."""


@dataclass(frozen=True)
class Text(Node):
    """A scalar as it was typed."""

    value: str

    def __str__(self) -> str:
        return quoted(self.value) if self.value else "empty"


@dataclass(frozen=True)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return "a list" if self.items else "an empty list"


@dataclass(frozen=True)
class Pair:
    """One `key: value`; the line is the key's."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True)
class Mapping(Node):
    """Keys with their values, `<<` already merged in, no key twice."""

    pairs: tuple[Pair, ...]

    def __str__(self) -> str:
        return "a mapping" if self.pairs else "an empty mapping"


@dataclass(frozen=True)
class _Anchored:
    node: Node
    size: int


class _UnreadableError(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_nodes(text: str, problems: Problems) -> Node | None:
    """The one document in `text`; None where it is empty, or broken (then a problem says so)."""
    try:
        return _Builder(yaml.parse(text, Loader=LOADER), problems).document()
    except _UnreadableError as broken:
        problems.add(broken.line, broken.sentence)
    except yaml.YAMLError as broken:
        problems.add(*in_plain_words(broken, text))
    return None


class _Builder:
    """Builds nodes from events, counting what aliases expand to before anything can explode."""

    def __init__(self, events: Iterable[yaml.Event], problems: Problems) -> None:
        self.events: Iterator[Any] = iter(events)
        self.problems = problems
        self.anchors: dict[str, _Anchored | None] = {}
        self.size = 0
        self.from_aliases = 0
        self.depth = 0

    def document(self) -> Node | None:
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    second = "a second document begins here; keep one document in the file"
                    raise _UnreadableError(_line(event), second)
                root = self.node(next(self.events))
        return None if isinstance(root, Nothing) else root

    def node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        before = self.size
        self.size += 1
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self.fresh(event)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(node, self.size - before)
        return node

    def fresh(self, event: Any) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _UnreadableError(_line(event), TOO_DEEP)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = self.items(event) if is_list else self.mapping(event)
        self.depth -= 1
        return node

    def alias(self, event: Any) -> Node:
        line, name = _line(event), quoted("*" + event.anchor)
        if event.anchor not in self.anchors:
            # Its name is not told: it may be a secret that begins with `*`.
            unknown = "this `*` names no anchor above; put a text that begins with `*` in quotes,"
            raise _UnreadableError(line, f"{unknown} or write `&NAME` before what it stands for")
        target = self.anchors[event.anchor]
        if target is None:
            raise _UnreadableError(line, f"{name} stands inside itself; write the value instead")
        self.size += target.size
        self.from_aliases += target.size
        if self.from_aliases > MOST_FROM_ALIASES:
            many = f"with {name} the aliases stand for more than {MOST_FROM_ALIASES:,} values"
            raise _UnreadableError(line, f"{many}; write out what is needed")
        return replace(target.node, line=line)

    def items(self, event: Any) -> Items:
        items = tuple(self.node(each) for each in self.until(yaml.SequenceEndEvent))
        return Items(_line(event), _tag(event), items)

    def mapping(self, event: Any) -> Mapping:
        own: dict[str, Pair] = {}
        merged: dict[str, Pair] = {}
        for each in self.until(yaml.MappingEndEvent):
            is_merge = isinstance(each, yaml.ScalarEvent) and _is_plain(each, MERGE)
            key, value = self.node(each), self.node(next(self.events))
            if is_merge and not merged:
                merged = {MERGE: Pair(MERGE, key.line, value), **self.merged(key.line, value)}
            else:
                self.add(own, merged if is_merge else own, key, value)
        merged.pop(MERGE, None)
        return Mapping(_line(event), _tag(event), tuple({**merged, **own}.values()))

    def add(self, own: dict[str, Pair], before: dict[str, Pair], key: Node, value: Node) -> None:
        if not isinstance(key, Text) or key.tag:
            what = "has a tag" if key.tag else f"is {key}"
            self.problems.add(key.line, f"a key {what}; write it as plain text before the `:`")
        elif key.value in before:
            first = before[key.value].line
            where = "both in this line" if first == key.line else f"first in line {first}"
            twice = f"{quoted(key.value)} is there twice, {where}; keep one of them"
            self.problems.add(key.line, twice)
        else:
            own[key.value] = Pair(key.value, key.line, value)

    def until(self, end: type[yaml.Event]) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def merged(self, line: int, value: Node) -> dict[str, Pair]:
        sources = value.items if isinstance(value, Items) else (value,)
        pairs: dict[str, Pair] = {}
        for source in reversed(sources):
            if isinstance(source, Mapping) and not source.tag and not value.tag:
                pairs.update({pair.key: pair for pair in source.pairs})
            else:
                tag = source.tag or value.tag
                given = "a tag" if tag else "a text" if isinstance(source, Text) else str(source)
                takes = "it takes a mapping or a list of them, without a tag"
                self.problems.add(line, f"`<<` is given {given}; {takes}")
        return pairs


def _scalar(event: Any) -> Node:
    if _is_plain(event, "") and event.tag is None:
        return Nothing(_line(event), None)
    return Text(_line(event), _tag(event), event.value)


def _is_plain(event: Any, value: str) -> bool:
    return bool(event.value == value and event.implicit[0])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _tag(event: Any) -> str | None:
    tag: str | None = event.tag
    if tag is None or tag in HARMLESS:
        return None
    return "!!" + tag.removeprefix(STANDARD) if tag.startswith(STANDARD) else tag
