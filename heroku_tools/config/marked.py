"""A YAML document as nodes with their places in the text, for those who edit that (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml


class CannotSplice(Exception):
    """A text cannot be edited; `line` and `why` say where and what to do, without any value."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


@dataclass(frozen=True)
class Scalar:
    """A scalar, characters `start` to `end`; `block` is | or >, `alias` an alias or an anchor."""

    start: int
    end: int
    line: int
    value: str
    block: bool = False
    alias: bool = False


@dataclass(frozen=True)
class Collection:
    """A mapping's pairs, or a list's items, whose keys are None; `flow` is { } or [ ]."""

    start: int
    end: int
    line: int
    flow: bool
    pairs: tuple[tuple[Scalar | Collection | None, Scalar | Collection], ...]
    alias: bool = False

    def find(self, key: str) -> tuple[Scalar, Scalar | Collection] | None:
        """Return the pair of a key."""
        for name, value in self.pairs:
            if isinstance(name, Scalar) and name.value == key:
                return name, value
        return None


Marked = Scalar | Collection
Pairs = tuple[tuple[Marked | None, Marked], ...]


def marked(text: str) -> Marked | None:
    """Read a document that is known to be good YAML; None where it is empty.

    The parser is PyYAML's own in Python, whose marks count characters of the text; it is stricter
    than the one that settings are read with. Raises CannotSplice where it does not like the text.
    """
    try:
        return _document(iter(yaml.parse(text, Loader=yaml.SafeLoader)))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
    except RecursionError:
        line = 1
    raise CannotSplice(line, "this is written in a way that cannot be edited safely (a tab?)")


def _document(events: Iterator[Any]) -> Marked | None:
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            node = _node(next(events), events)
            empty = isinstance(node, Scalar) and node.start == node.end
            return None if empty else node
    return None


def _node(event: Any, events: Iterator[Any]) -> Marked:
    start, end, line = event.start_mark.index, _end(event), event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        return Scalar(start, end, line, "", alias=True)
    anchored = event.anchor is not None
    if isinstance(event, yaml.ScalarEvent):
        block = event.style in ("|", ">")
        return Scalar(start, end, line, event.value, block, anchored)
    is_list = isinstance(event, yaml.SequenceStartEvent)
    pairs, end = _items(events) if is_list else _pairs(events)
    return Collection(start, end, line, bool(event.flow_style), pairs, anchored)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _items(events: Iterator[Any]) -> tuple[Pairs, int]:
    found: list[tuple[Marked | None, Marked]] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return tuple(found), _end(event)
        found.append((None, _node(event, events)))
    raise AssertionError("a list ends")


def _pairs(events: Iterator[Any]) -> tuple[Pairs, int]:
    found: list[tuple[Marked | None, Marked]] = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return tuple(found), _end(event)
        key = _node(event, events)
        found.append((key, _node(next(events), events)))
    raise AssertionError("a mapping ends")


def at(text: str, path: tuple[str | int, ...]) -> Marked | None:
    """Return the node at a path of keys and numbers; None where the document is empty.

    Raises CannotSplice where there is no such node.
    """
    node = marked(text)
    for part in path:
        found: Marked | None = None
        if isinstance(node, Collection) and isinstance(part, int) and part < len(node.pairs):
            found = node.pairs[part][1]
        elif isinstance(node, Collection) and isinstance(part, str):
            pair = node.find(part)
            found = pair[1] if pair else None
        if found is None or found.alias:
            raise CannotSplice(
                node.line if node else 1,
                f"`{part}` is not written out here, but stands for something elsewhere",
            )
        node = found
    return node
