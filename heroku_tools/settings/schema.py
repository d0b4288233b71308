"""The JSON Schema of app.conf.yaml, made from the keys' own descriptions (pure).

It says what an editor can see of a file before we do: shapes, keys, choices, patterns. What needs
several entries at once (labels that are there twice, circles) is ours alone to say. Every scalar is
read as text, so that an editor must take YAML's numbers and booleans where a text is wanted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from heroku_tools.settings import (
    around,
    config_vars,
    data_keys,
    keys,
    mask_rules,
    readers,
    rules,
    sources,
)
from heroku_tools.settings.maskers import MASKERS, Described, Takes
from heroku_tools.settings.rules import Fault

Schema = dict[str, Any]

DIALECT = (
    "http://json-schema.org/draft-07/schema#"  # the newest that the YAML language server reads
)
SCALAR = ["string", "number", "boolean"]


def schema() -> Schema:
    """Return the schema of the whole file, as draft 7 has it."""
    return {
        "$schema": DIALECT,
        "title": "app.conf.yaml, the settings of heroku-tools",
        **describe(keys.FILE),
        "definitions": {"rule": _rule()},
    }


@singledispatch
def describe(reader: readers.Reader[Any]) -> Schema:
    """Return what a reader takes. Raises TypeError for one that nobody has described yet."""
    raise TypeError(f"no schema for {type(reader).__name__}")


def _text(faults: Iterable[Fault] = ()) -> Schema:
    wrong = _without(faults)
    return {"type": SCALAR, "minLength": 1, **({"allOf": wrong} if wrong else {})}


def _without(faults: Iterable[Fault]) -> list[Schema]:
    return [{"not": {"type": "string", "pattern": fault.pattern}} for fault in faults]


def _either(*some: Schema) -> Schema:
    return {"anyOf": list(some)}


def _any_case(words: Iterable[str]) -> str:
    letters = (
        "".join(f"[{each.upper()}{each}]" if each.isalpha() else each for each in word)
        for word in words
    )
    return f"^({'|'.join(letters)})$"


@describe.register
def _(reader: readers.Word) -> Schema:
    return _text(reader.faults)


@describe.register
def _(_reader: readers.Flag) -> Schema:
    words = {"type": "string", "pattern": _any_case(readers.YES + readers.NO)}
    return _either({"type": "boolean"}, words)


@describe.register
def _(reader: readers.Choice) -> Schema:  # type: ignore[type-arg]
    return {"enum": [each.value for each in reader.options]}


@describe.register
def _(reader: readers.OneOf) -> Schema:
    return {"enum": list(reader.options)}


@describe.register
def _(reader: readers.Several) -> Schema:  # type: ignore[type-arg]
    item = describe(reader.item)
    several = {"type": "array", "items": item, **({} if reader.empty else {"minItems": 1})}
    return _either(item, several) if reader.single else several


@describe.register
def _(reader: readers.Table) -> Schema:
    required = [key.name for key in reader.keys if key.required and not key.unless]
    either = [
        _either(*({"required": [each]} for each in (key.name, *key.unless)))
        for key in reader.keys
        if key.required and key.unless
    ]
    return {
        "type": "object",
        "properties": {key.name: _key(key) for key in reader.keys},
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **({"allOf": either} if either else {}),
    }


def _key(key: readers.Key[Any]) -> Schema:
    return {"description": key.means, **describe(key.reader)}


@describe.register
def _(reader: readers.Shorthand) -> Schema:
    return _either(describe(reader.key.reader), describe(reader.table))


@describe.register
def _(reader: readers.Named) -> Schema:  # type: ignore[type-arg]
    names = {key: value for key, value in _text(reader.name.faults).items() if key != "type"}
    return {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": describe(reader.item),
    }


@describe.register
def _(reader: keys.Occasion) -> Schema:
    several = {
        "type": "array",
        "minItems": 1,
        "items": describe(reader.patterns.item),
        # `always` stands alone.
        "not": {"minItems": 2, "contains": {"const": keys.ALWAYS}},
    }
    return _either(describe(reader.patterns.item), several)


@describe.register
def _(_reader: around.Argv) -> Schema:
    program = {"type": SCALAR, "minLength": 1}
    words = {"type": "array", "items": [program], "additionalItems": {"type": SCALAR}}
    return _either(_text(rules.SHELL_TEXT), words)


@describe.register
def _(_reader: around.TagPattern) -> Schema:
    field = rf"\{{({'|'.join(around.TAG_FIELDS)})\}}"
    faults = [fault for fault in rules.BRANCH if "{" not in fault.pattern]
    named = {
        "type": "string",
        "pattern": rf"^([^{{}}]|{field})*$",
        "allOf": [{"pattern": r"\{(version|commit|date)\}"}, *_without(faults)],
    }
    no = {"type": "string", "pattern": _any_case(readers.NO)}
    return _either({"const": False}, no, named)


@describe.register
def _(reader: sources.Secret) -> Schema:
    """After `!env` there is a variable's name; JSON Schema knows no tags."""
    return _either(_text(reader.faults), _text(rules.VARIABLE))


@describe.register
def _(_reader: config_vars.Layers) -> Schema:
    # A value's tag may be followed by nothing (`!remote`) or by a list (`!command`).
    value = {"type": [*SCALAR, "null", "array"], "items": {"type": SCALAR}}
    variables = {
        "type": "object",
        "propertyNames": {"allOf": _without(rules.CONFIG_VAR)},
        "additionalProperties": value,
    }
    layer = _either({"type": SCALAR, "minLength": 1}, variables)
    return _either(layer, {"type": "array", "items": layer})


@describe.register
def _(reader: data_keys.Placed) -> Schema:  # type: ignore[type-arg]
    return describe(reader.item)


@describe.register
def _(reader: data_keys.MaskReader) -> Schema:
    return _either({"const": data_keys.NONE}, describe(reader.tables))


@describe.register
def _(_reader: mask_rules.MaskRule) -> Schema:
    return {"$ref": "#/definitions/rule"}


def _rule() -> Schema:
    """Return what a column may become; it stands by itself, because rules hold rules."""
    bare = [*(name for name, masker in MASKERS.items() if masker.bare), *mask_rules.NO_VALUE]
    some = [_masker(masker) for name, masker in MASKERS.items() if name != mask_rules.WHEN]
    when = describe(mask_rules.TABLES[mask_rules.WHEN])
    return _either({"type": "null"}, {"enum": bare}, *some, when)


def _masker(masker: Described) -> Schema:
    """Return a masker with its options, or with the one whose name may be left out."""
    table = mask_rules.TABLES.get(masker.name)
    some: list[Schema] = [{"type": "null"}] if masker.bare else []
    alone = masker.option(masker.alone) if masker.alone else None
    if alone:
        some.append(describe(mask_rules.READERS[masker.name, alone.name]))
    if table and not (alone and alone.takes is Takes.PATHS):
        some.append(describe(table))
    return {
        "type": "object",
        "description": f"{masker.about}.",
        "properties": {masker.name: _either(*some)},
        "required": [masker.name],
        "additionalProperties": False,
    }


@describe.register
def _(reader: mask_rules.Count) -> Schema:
    number = {"type": "integer", "minimum": reader.least, "maximum": reader.greatest}
    return _either(number, {"type": "string", "pattern": "^[0-9]{1,9}$"})


@describe.register
def _(_reader: mask_rules.Fixed) -> Schema:
    return {"type": SCALAR, "not": {"enum": list(mask_rules.NO_VALUE)}}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))  # noqa: T201
