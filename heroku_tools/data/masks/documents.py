"""Masks inside of JSON documents: the places that paths lead to (pure).

The straight way changes one place after the other. It is for documents in which the paths lead
through objects to single values; the long way is for arrays, and takes a document apart. What is not
there is not made, a null stays null, and an object where a value is expected becomes one text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from heroku_tools.data.database.values import literal
from heroku_tools.data.masks.value import Value
from heroku_tools.settings.masking import Rule

EACH = "*"
KEYS = re.compile(r"(?:\\.|[^.\\])+")
Mask = Callable[[Rule, Value], str]  # SQL of any type


@dataclass
class Node:
    """A place in a document: its rule, or the places below it by their keys."""

    rule: Rule | None = None
    below: dict[str, Node] = field(default_factory=dict)


def keys(path: str) -> tuple[str, ...]:
    r"""Split a path at its dots; `\.` is a dot in a key."""
    return tuple(re.sub(r"\\(.)", r"\1", key) for key in KEYS.findall(path))


def tree(paths: tuple[tuple[str, Rule], ...]) -> Node:
    """Return the places of all paths."""
    top = Node()
    for path, rule in paths:
        node = top
        for key in keys(path):
            node = node.below.setdefault(key, Node())
        node.rule = rule
    return top


def masked(rule: Rule, value: Value, mask: Mask) -> str:
    """Return the document with each place masked, as jsonb."""
    paths = tuple((keys(path), leaf) for path, leaf in rule.paths)
    document = value.sql if value.base == "jsonb" else value.once(f"({value.sql})::jsonb")
    far = _far(document, tree(rule.paths), mask, value)
    if any(EACH in path for path, _ in paths):
        return far
    texts = {path: value.once(f"{value.sql} #>> {_array(path)}") for path, _ in paths}
    arrays = _arrays(document, texts)
    straight = _straight(document, {path: (texts[path], leaf) for path, leaf in paths}, mask, value)
    return (
        f"CASE WHEN {arrays} THEN {far} "
        f"WHEN jsonb_typeof({document}) = 'object' THEN {straight} ELSE {document} END"
    )


def _array(path: tuple[str, ...]) -> str:
    escaped = [key.replace("\\", "\\\\").replace('"', '\\"') for key in path]
    return f"{literal('{' + ','.join(f'{chr(34)}{key}{chr(34)}' for key in escaped) + '}')}::text[]"


def _arrays(document: str, texts: Mapping[tuple[str, ...], str]) -> str:
    """Ask whether an array stands at a place, or in the way to one: then there is no text."""
    asked = [f"jsonb_typeof({document}) = 'array'"]
    for path, text in texts.items():
        above = [path[:length] for length in range(1, len(path))]
        if above:
            found = " OR ".join(_is_array(document, each) for each in above)
            asked.append(f"({text} IS NULL AND ({found}))")
        asked.append(f"(starts_with({text}, '[') AND {_is_array(document, path)})")
    return " OR ".join(asked)


def _is_array(document: str, path: tuple[str, ...]) -> str:
    return f"coalesce(jsonb_typeof({document} #> {_array(path)}) = 'array', false)"


def _straight(
    document: str, places: Mapping[tuple[str, ...], tuple[str, Rule]], mask: Mask, value: Value
) -> str:
    """Set one place after the other; an empty path, where nothing is there, sets nothing."""
    for path, (text, rule) in places.items():
        if rule.masker == "keep":
            continue
        leaf = Value(text, "text", None, value.computed, value.nth)
        where = f"CASE WHEN {text} IS NULL THEN '{{}}' ELSE {_array(path)} END"
        document = f"jsonb_set({document}, {where}, {_leaf(rule, leaf, mask)}, false)"
    return document


def _leaf(rule: Rule, leaf: Value, mask: Mask) -> str:
    return f"coalesce(to_jsonb({mask(rule, leaf)}), 'null')"


def _far(document: str, node: Node, mask: Mask, value: Value, depth: int = 0) -> str:
    """Take apart what stands at a place: the elements of an array are masked each."""
    if node.rule:
        return _each_leaf(document, node.rule, mask, value, depth)
    each = f"e{depth}"
    if EACH in node.below:
        elements = _far(f"{each}.v", node.below[EACH], mask, value, depth + 1)
        members = _members(
            f"{document}",
            f"m{depth}",
            _far(f"m{depth}.v", node.below[EACH], mask, value, depth + 1),
        )
        return _by_kind(document, array=_elements(document, each, elements), object_=members)
    member = f"m{depth}"
    cases = " ".join(
        f"WHEN {literal(key)} THEN {_far(f'{member}.v', below, mask, value, depth + 1)}"
        for key, below in node.below.items()
    )
    members = _members(f"{each}.v", member, f"CASE {member}.k {cases} ELSE {member}.v END")
    one = _by_kind(f"{each}.v", array="'null'::jsonb", object_=members)
    return _single_or_many(document, each, one)


def _by_kind(document: str, *, array: str, object_: str) -> str:
    return (
        f"CASE jsonb_typeof({document}) WHEN 'object' THEN {object_} "
        f"WHEN 'array' THEN {array} ELSE {document} END"
    )


def _elements(document: str, each: str, masked_one: str) -> str:
    return (
        f"(SELECT coalesce(jsonb_agg({masked_one} ORDER BY {each}.n), '[]') "
        f"FROM jsonb_array_elements({document}) WITH ORDINALITY AS {each}(v, n))"
    )


def _members(document: str, member: str, masked_one: str) -> str:
    return (
        f"(SELECT coalesce(jsonb_object_agg({member}.k, {masked_one}), '{{}}') "
        f"FROM jsonb_each({document}) AS {member}(k, v))"
    )


def _single_or_many(document: str, each: str, masked_one: str) -> str:
    """Treat a single one as an array of one, so that what is done to it is written once."""
    many = f"jsonb_typeof({document}) = 'array'"
    listed = f"CASE WHEN {many} THEN {document} ELSE jsonb_build_array({document}) END"
    every = _elements(listed, each, masked_one)
    return f"(SELECT CASE WHEN {many} THEN a ELSE a -> 0 END FROM (SELECT {every} AS a) AS s)"


def _each_leaf(document: str, rule: Rule, mask: Mask, value: Value, depth: int) -> str:
    if rule.masker == "keep":
        return document
    each = f"e{depth}"
    leaf = Value(f"({each}.v #>> '{{}}')", "text", None, value.computed, value.nth, f"{each}.n")
    one = f"CASE WHEN jsonb_typeof({each}.v) = 'null' THEN {each}.v ELSE {_leaf(rule, leaf, mask)} END"  # noqa: E501
    return _single_or_many(document, each, one)
