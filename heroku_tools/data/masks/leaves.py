"""Masks of single values inside of a document, which stay of their kind (pure)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from heroku_tools.data.database.values import literal
from heroku_tools.data.masks.by_row import days
from heroku_tools.data.masks.types import DATES
from heroku_tools.data.masks.value import Value
from heroku_tools.settings.masking import Rule

Mask = Callable[[Rule, Value], str]  # SQL of type text
NOTHING = "'null'::jsonb"
DATE = r"E'^[1-9]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'"


@dataclass(frozen=True)
class Leaf:
    """A value in a document: as text, which is not NULL, and as the jsonb it is."""

    text: Value
    document: str


def masked(rule: Rule, leaf: Leaf, mask: Mask) -> str:
    """Return what comes in its place, as jsonb; NULL is a null."""
    if rule.masker == "keep":
        return leaf.document
    if rule.masker == "null":
        return NOTHING
    if rule.masker == "fixed" and rule.text is not None:  # made into jsonb once, not for each row
        return f"{literal(json.dumps(rule.text, ensure_ascii=False))}::jsonb"
    if rule.masker == "when" and rule.then and rule.otherwise:
        then, otherwise = (masked(each, leaf, mask) for each in (rule.then, rule.otherwise))
        return f"CASE WHEN ({rule.condition}) THEN {then} ELSE {otherwise} END"
    if rule.masker in DATES:
        return f"to_jsonb({_date(rule, leaf.text)})"
    text = f"to_jsonb({mask(rule, leaf.text)})"
    return _number(rule, leaf, mask, text) if rule.masker == "number" else text


def _number(rule: Rule, leaf: Leaf, mask: Mask, text: str) -> str:
    number = replace(leaf.text, sql=f"({leaf.text.sql})::numeric", base="numeric")
    is_number = f"jsonb_typeof({leaf.document}) = 'number'"
    return f"CASE WHEN {is_number} THEN to_jsonb({mask(rule, number)}) ELSE {text} END"


def _date(rule: Rule, text: Value) -> str:
    """Take a date as ISO writes it; what is none becomes nothing. The time of day stays."""
    if rule.masker == "year":
        moved = f"left({text.sql}, 4) || '-01-01'"
    else:
        first = f"(left({text.sql}, 8) || '01')::date + substr({text.sql}, 9, 2)::int - 1"
        moved = f"to_char({first} + {days(rule, text)}, 'YYYY-MM-DD') || substr({text.sql}, 11)"
    return f"CASE WHEN {text.sql} ~ {DATE} THEN {moved} END"
