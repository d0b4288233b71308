"""Edits the config vars in a YAML text: comments, order, tags and untouched lines stay (pure).

PyYAML cannot write comments, so that only the places that change are replaced, and the result is
read again before anybody writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from heroku_tools.config.marked import CannotSplice, Collection, Marked, Scalar, at
from heroku_tools.config.scalars import block, inline
from heroku_tools.settings.nodes import Items, Mapping, Node, Text, read_nodes
from heroku_tools.settings.problems import Problems

Path = tuple[str | int, ...]
REMOTE, UNSET = "!remote", "!unset"


@dataclass(frozen=True)
class Edit:
    """What becomes of a key: a value, or a tag alone; neither removes it."""

    key: str
    value: str | None = field(default=None, repr=False)
    tag: str | None = None

    @property
    def removes(self) -> bool:
        """Whether the key goes."""
        return self.value is None and self.tag is None


def splice(text: str, edits: Sequence[Edit], path: Path = ()) -> str:
    """Edit the mapping at `path`. Raises CannotSplice where that would not be exact."""
    edited = text
    for edit in edits:
        edited = _one(edited, edit, at(edited, path))
    if not _is_right(text, edited, edits, path):
        raise CannotSplice(1, "the result would not be what was meant")
    return edited


def _one(text: str, edit: Edit, target: Marked | None) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    if target is None:
        return text if edit.removes else _ended(text, newline) + _line(edit, 0, newline) + newline
    if not isinstance(target, Collection) or not all(key for key, _ in target.pairs):
        raise CannotSplice(target.line, "this is no `KEY: value` mapping")
    pair = target.find(edit.key)
    if pair is None:
        return text if edit.removes else _add(text, edit, target, newline)
    key, value = pair
    if not isinstance(value, Scalar) or value.alias:
        raise CannotSplice(key.line, f"`{edit.key}` has an alias or an anchor; edit it by hand")
    if edit.removes:
        return _remove(text, target, key, value)
    return _replace(text, edit, value, newline, flow=target.flow)


def _replace(text: str, edit: Edit, old: Scalar, newline: str, *, flow: bool) -> str:
    new = _written(edit, flow=flow)
    if old.block:
        column = _column(text, old.start)
        lines = block(edit.value or "", column + 4, newline) if edit.value else None
        new = (lines or new) + newline
    elif old.start == old.end:
        new = f" {new}"
    return text[: old.start] + new + text[old.end :]


def _column(text: str, place: int) -> int:
    """The indentation of the line of a place."""
    start = text.rfind("\n", 0, place) + 1
    line = text[start:place]
    return len(line) - len(line.lstrip(" "))


def _add(text: str, edit: Edit, target: Collection, newline: str) -> str:
    if target.flow:
        comma = ", " if target.pairs else ""
        last = target.pairs[-1][1].end if target.pairs else target.start + 1
        return text[:last] + f"{comma}{edit.key}: {_written(edit, flow=True)}" + text[last:]
    first, _ = target.pairs[0]
    assert first is not None
    indent = first.start - (text.rfind("\n", 0, first.start) + 1)
    end = _end_of_lines(text, target.pairs[-1][1])
    before = _ended(text[:end], newline)
    return before + _line(edit, indent, newline) + newline + text[end:]


def _line(edit: Edit, indent: int, newline: str) -> str:
    lines = block(edit.value, indent + 4, newline) if edit.value else None
    return " " * indent + f"{edit.key}: {lines or _written(edit)}"


def _written(edit: Edit, *, flow: bool = False) -> str:
    if edit.tag:  # within braces a tag would swallow the next of them
        return f'{edit.tag} ""' if flow else edit.tag
    return inline(edit.value or "")


def _remove(text: str, target: Collection, key: Scalar, value: Scalar) -> str:
    if not target.flow:
        start = text.rfind("\n", 0, key.start) + 1
        if text[start : key.start].strip(" \ufeff"):
            raise CannotSplice(key.line, f"`{key.value}` shares its line; remove it by hand")
        return text[:start] + text[_end_of_lines(text, value) :]
    places = [pair[0].start for pair in target.pairs if pair[0]]
    number = places.index(key.start)
    if number + 1 < len(places):
        return text[: key.start] + text[places[number + 1] :]
    start = target.pairs[number - 1][1].end if number else key.start
    return text[:start] + text[value.end :]


def _end_of_lines(text: str, value: Marked) -> int:
    """Where the line after a value begins."""
    if value.end and text[value.end - 1] == "\n" and value.end > value.start:
        return value.end
    end = text.find("\n", value.end)
    return len(text) if end < 0 else end + 1


def _ended(text: str, newline: str) -> str:
    return text if not text or text.endswith("\n") else text + newline


def _is_right(before: str, after: str, edits: Sequence[Edit], path: Path) -> bool:
    """Read both again: the mapping is as it was meant, and all else is as it was."""
    old, new = (_read(text) for text in (before, after))
    wanted = _flat(_find(old, path))
    for edit in edits:
        wanted.pop(edit.key, None)
    for edit in edits:
        if not edit.removes:
            wanted[edit.key] = (edit.tag, edit.value or "")
    rest = _without(old, path) == _without(new, path)
    return _flat(_find(new, path)) == wanted and rest


def _read(text: str) -> Node | None:
    problems = Problems("the result")
    node = read_nodes(text.removeprefix("\ufeff"), problems)
    if problems.found:
        raise CannotSplice(1, "the result could not be read")
    return node


def _find(node: Node | None, path: Path) -> Node | None:
    for part in path:
        if isinstance(node, Mapping):
            node = next((pair.value for pair in node.pairs if pair.key == part), None)
        elif isinstance(node, Items) and isinstance(part, int):
            node = node.items[part]
    return node


def _flat(node: Node | None) -> dict[str, object]:
    if not isinstance(node, Mapping):
        return {}
    return {pair.key: _plain(pair.value) for pair in node.pairs}


def _without(node: Node | None, path: Path) -> object:
    """Everything but what is at the path, without lines."""
    if not path:
        return None
    if isinstance(node, Mapping):
        return [
            (
                pair.key,
                _without(pair.value, path[1:]) if pair.key == path[0] else _plain(pair.value),
            )
            for pair in node.pairs
        ]
    if isinstance(node, Items):
        return [
            _without(item, path[1:]) if number == path[0] else _plain(item)
            for number, item in enumerate(node.items)
        ]
    return None


def _plain(node: Node) -> object:
    if isinstance(node, Text):
        return node.tag, node.value
    if isinstance(node, Items):
        return node.tag, [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return node.tag, [(pair.key, _plain(pair.value)) for pair in node.pairs]
    return None
