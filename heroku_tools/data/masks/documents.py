"""Masks inside of JSON documents: the places that paths lead to (pure).

The straight way changes one place after the other. It is for documents in which the paths lead
through objects to single values; the long way, which takes a document apart, is for arrays. What
is not there is not made, a null stays null, and an object where a value is expected becomes a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from heroku_tools.data.database.values import literal
from heroku_tools.data.masks import leaves
from heroku_tools.data.masks.leaves import NOTHING, Leaf, Mask
from heroku_tools.data.masks.value import Value
from heroku_tools.settings.masking import Rule

EACH = "*"
KEYS = re.compile(r"(?:\\.|[^.\\])+")
Path = tuple[str, ...]


@dataclass
class Node:
    """A place in a document: its rule, or the places below it by their keys."""

    rule: Rule | None = None
    below: dict[str, Node] = field(default_factory=dict)


def keys(path: str) -> Path:
    r"""Split a path at its dots; `\.` is a dot in a key."""
    return tuple(re.sub(r"\\(.)", r"\1", key) for key in KEYS.findall(path))


def tree(paths: Mapping[Path, Rule]) -> Node:
    """Return the places of all paths."""
    top = Node()
    for path, rule in paths.items():
        node = top
        for key in path:
            node = node.below.setdefault(key, Node())
        node.rule = rule
    return top


def masked(rule: Rule, value: Value, mask: Mask) -> str:
    """Return the document with each place masked, as jsonb."""
    paths = {keys(path): leaf for path, leaf in rule.paths}
    document = value.sql if value.base == "jsonb" else value.once(f"({value.sql})::jsonb")
    far = _Far(mask, value).masked(document, tree(paths))
    if any(EACH in path for path in paths):
        return far
    texts = {path: value.once(f"{value.sql} #>> {_array(path)}") for path in paths}
    sure, careful = document, document
    for path, text in texts.items():
        leaf = Leaf(replace(value, sql=text, base="text", length=None), _at(document, path))
        one = f"coalesce({leaves.masked(paths[path], leaf, mask)}, {NOTHING})"
        sure = f"jsonb_set({sure}, {_array(path)}, {one}, false)"
        careful = _set(careful, path, text, one)
    return (
        f"CASE WHEN {_all_there(texts)} THEN {sure} WHEN {_arrays(document, texts)} THEN {far} "
        f"WHEN jsonb_typeof({document}) = 'object' THEN {careful} ELSE {document} END"
    )


def _all_there(texts: Mapping[Path, str]) -> str:
    """Ask whether a single value is at all places: then no array is on the way to one.

    The document needs no further look, which is half a microsecond. A number as a key could be
    that of an element.
    """
    if any(key.lstrip("-").isdigit() for path in texts for key in path):
        return "false"
    return " AND ".join(f"ascii({text}) <> {ord('[')}" for text in texts.values())


def _array(path: Path) -> str:
    escaped = [key.replace("\\", "\\\\").replace('"', '\\"') for key in path]
    quoted = ",".join(f'"{key}"' for key in escaped)
    return literal("{" + quoted + "}") + "::text[]"


def _at(document: str, path: Path) -> str:
    return f"({document} #> {_array(path)})"


def _set(document: str, path: Path, text: str, mask: str) -> str:
    """Set a place; where nothing is there, an empty path sets nothing."""
    where = f"CASE WHEN {text} IS NULL THEN '{{}}' ELSE {_array(path)} END"
    return f"jsonb_set({document}, {where}, {mask}, false)"


def _arrays(document: str, texts: Mapping[Path, str]) -> str:
    """Ask whether an array stands at a place, or on the way to it: then there is no text."""
    asked = [f"jsonb_typeof({document}) = 'array'"]
    for path, text in texts.items():
        above = [path[:length] for length in range(1, len(path))]
        if above:
            found = " OR ".join(_is_array(document, each) for each in above)
            asked.append(f"({text} IS NULL AND ({found}))")
        asked.append(f"(ascii({text}) = {ord('[')} AND {_is_array(document, path)})")
    return " OR ".join(asked)


def _is_array(document: str, path: Path) -> str:
    return f"coalesce(jsonb_typeof({_at(document, path)}) = 'array', false)"


def _by_kind(document: str, *, array: str, members: str) -> str:
    return (
        f"CASE jsonb_typeof({document}) WHEN 'object' THEN {members} "
        f"WHEN 'array' THEN {array} ELSE {document} END"
    )


def _elements(document: str, each: str, one: str) -> str:
    return (
        f"(SELECT coalesce(jsonb_agg({one} ORDER BY {each}.\"~n\"), '[]') FROM "
        f'jsonb_array_elements({document}) WITH ORDINALITY AS {each}("~v", "~n"))'
    )


def _members(document: str, member: str, one: str) -> str:
    return (
        f"(SELECT coalesce(jsonb_object_agg({member}.\"~k\", {one}), '{{}}') "
        f'FROM jsonb_each({document}) AS {member}("~k", "~v"))'
    )


def _single_or_many(document: str, each: str, one: str) -> str:
    """Treat a single one as an array of one, so that what is done to it is written once."""
    many = f"jsonb_typeof({document}) = 'array'"
    listed = f"CASE WHEN {many} THEN {document} ELSE jsonb_build_array({document}) END"
    every = f'(SELECT {_elements(listed, each, one)} AS "~a") AS "~s"'
    return f'(SELECT CASE WHEN {many} THEN "~a" ELSE "~a" -> 0 END FROM {every})'


@dataclass(frozen=True)
class _Far:
    """Takes a document apart. Its names begin with ~: conditions of one's own do not meet them.

    `turns` are the numbers of the elements that we are in.
    """

    mask: Mask
    value: Value
    turns: tuple[str, ...] = ()

    def masked(self, document: str, node: Node) -> str:
        if node.rule:
            return self._leaf(document, node.rule)
        if EACH in node.below:
            return self._each(document, node.below[EACH])
        each, member = self._names()
        cases = " ".join(
            f"WHEN {literal(key)} THEN {self._within(each).masked(f'{member}.{VALUE}', below)}"
            for key, below in node.below.items()
        )
        one = f'CASE {member}."~k" {cases} ELSE {member}.{VALUE} END'
        members = _members(f"{each}.{VALUE}", member, one)
        masked_one = _by_kind(f"{each}.{VALUE}", array=NOTHING, members=members)
        return _single_or_many(document, each, masked_one)

    def _names(self) -> tuple[str, str]:
        depth = len(self.turns)
        return f'"~e{depth}"', f'"~m{depth}"'

    def _within(self, each: str | None) -> _Far:
        turn = f'{each}."~n"' if each else "0"
        return replace(self, turns=(*self.turns, turn))

    def _each(self, document: str, below: Node) -> str:
        each, member = self._names()
        element = self._within(each).masked(f"{each}.{VALUE}", below)
        value = self._within(None).masked(f"{member}.{VALUE}", below)
        array = _elements(document, each, element)
        return _by_kind(document, array=array, members=_members(document, member, value))

    def _leaf(self, document: str, rule: Rule) -> str:
        if rule.masker == "keep":
            return document
        each, _ = self._names()
        here = f"{each}.{VALUE}"
        turn = f"({' + '.join(self._within(each).turns)})"
        text = replace(self.value, sql=f"({here} #>> '{{}}')", base="text", length=None, turn=turn)
        one = leaves.masked(rule, Leaf(text, here), self.mask)
        unless = f"jsonb_typeof({here}) = 'null'"
        return _single_or_many(document, each, f"CASE WHEN {unless} THEN {here} ELSE {one} END")


VALUE = '"~v"'
