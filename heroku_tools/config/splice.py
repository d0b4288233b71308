"""Edits the config vars in a YAML text: comments, order, tags and untouched lines stay (pure).

PyYAML cannot write comments, so that only the places that change are replaced, and the result is
read again before anybody writes it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
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
    if any(not _is_text(edit.value or "") for edit in edits):
        raise CannotSplice(1, "a value is no text that could be written")
    target = at(text, path)
    if target is None:
        edited = _begin(text, edits)
    elif isinstance(target, Collection) and not target.flow:
        edited = _at_once(text, edits, target, nested=bool(path))
    else:
        edited = text
        for edit in edits:
            edited = _in_braces(edited, edit, at(edited, path))
    if not _is_right(text, edited, edits, path):
        raise CannotSplice(1, "the result would not be what was meant")
    return edited


def _is_text(value: str) -> bool:
    """Half of a pair of surrogates stands for no character."""
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _at_once(text: str, edits: Sequence[Edit], target: Collection, *, nested: bool) -> str:
    """Edit a mapping that has lines of its own: all places first, then from the end on."""
    newline = _newline(text)
    pairs = {key.value: (key, value) for key, value in target.pairs if isinstance(key, Scalar)}
    if len(pairs) < len(target.pairs):
        raise CannotSplice(target.line, "this is no `KEY: value` mapping")
    known = [edit for edit in edits if edit.key in pairs]
    places = [_place(text, edit, *pairs[edit.key], newline) for edit in known]
    lines = _new_lines(text, edits, target, newline, pairs.keys())
    if nested and not lines and sum(edit.removes for edit in known) == len(pairs):
        raise CannotSplice(target.line, "none would be left: write `{}` there by hand")
    end = _end_of_lines(text, target.pairs[-1][1])
    before = "" if not lines or text[:end].endswith("\n") else newline
    for start, stop, new in sorted([*places, (end, end, before + "".join(lines))], reverse=True):
        text = text[:start] + new + text[stop:]
    return text


def _new_lines(
    text: str, edits: Sequence[Edit], target: Collection, newline: str, known: Container[str]
) -> list[str]:
    first = target.pairs[0][0]
    assert first is not None
    indent = first.start - (text.rfind("\n", 0, first.start) + 1)
    new = [edit for edit in edits if edit.key not in known and not edit.removes]
    return [_line(edit, indent, newline) + newline for edit in new]


def _place(text: str, edit: Edit, key: Scalar, value: Marked, newline: str) -> tuple[int, int, str]:
    """Where an edit replaces what."""
    if not isinstance(value, Scalar) or value.alias:
        raise CannotSplice(key.line, f"`{edit.key}` has an alias or an anchor; edit it by hand")
    if not edit.removes:
        return value.start, value.end, _new_value(text, edit, value, newline, flow=False)
    start = text.rfind("\n", 0, key.start) + 1
    if text[start : key.start].strip(" \ufeff"):
        raise CannotSplice(key.line, f"`{edit.key}` shares its line; remove it by hand")
    return start, _end_of_lines(text, value), ""


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _begin(text: str, edits: Sequence[Edit]) -> str:
    """Write into a file that has nothing yet, or comments."""
    newline = _newline(text)
    lines = [_line(edit, 0, newline) + newline for edit in edits if not edit.removes]
    start = text if not text or text.endswith("\n") else text + newline
    return start + "".join(lines)


def _in_braces(text: str, edit: Edit, target: Marked | None) -> str:
    """Edit a mapping in braces."""
    if not isinstance(target, Collection) or not all(key for key, _ in target.pairs):
        line = target.line if target else 1
        raise CannotSplice(line, "this is no `KEY: value` mapping")
    pair = target.find(edit.key)
    if pair is None:
        return text if edit.removes else _add(text, edit, target)
    key, value = pair
    if not isinstance(value, Scalar) or value.alias:
        raise CannotSplice(key.line, f"`{edit.key}` has an alias or an anchor; edit it by hand")
    if edit.removes:
        return _remove(text, target, key, value)
    new = _new_value(text, edit, value, _newline(text), flow=True)
    return text[: value.start] + new + text[value.end :]


def _new_value(text: str, edit: Edit, old: Scalar, newline: str, *, flow: bool) -> str:
    new = _written(edit, flow=flow)
    if old.block:
        column = _column(text, old.start)
        lines = block(edit.value or "", column + 4, newline) if edit.value else None
        return (lines or new) + newline
    return f" {new}" if old.start == old.end else new


def _column(text: str, place: int) -> int:
    """The indentation of the line of a place."""
    start = text.rfind("\n", 0, place) + 1
    line = text[start:place]
    return len(line) - len(line.lstrip(" "))


def _add(text: str, edit: Edit, target: Collection) -> str:
    comma = ", " if target.pairs else ""
    last = target.pairs[-1][1].end if target.pairs else target.start + 1
    return text[:last] + f"{comma}{edit.key}: {_written(edit, flow=True)}" + text[last:]


def _line(edit: Edit, indent: int, newline: str) -> str:
    lines = block(edit.value, indent + 4, newline) if edit.value else None
    return " " * indent + f"{edit.key}: {lines or _written(edit)}"


def _written(edit: Edit, *, flow: bool = False) -> str:
    if edit.tag:  # within braces a tag would swallow the next of them
        return f'{edit.tag} ""' if flow else edit.tag
    return inline(edit.value or "")


def _remove(text: str, target: Collection, key: Scalar, value: Scalar) -> str:
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
