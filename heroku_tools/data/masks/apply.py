"""A rule put to a column: the SQL of what is copied in place of its values (pure)."""

from __future__ import annotations

from heroku_tools.data.database.values import Column, literal
from heroku_tools.data.masks import by_row, by_value, documents
from heroku_tools.data.masks.value import Value, of_element
from heroku_tools.data.masks.words import Words
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule


def applied(rule: Rule, column: Column, value: Value, words: Words) -> str:
    """Return the masked value of a column, of exactly its type."""
    return f"({_masked(rule, column, value, words)})::{column.type}"


def _masked(rule: Rule, column: Column, value: Value, words: Words) -> str:
    if rule.masker == "when":
        return _either(rule, column, value, words)
    if rule.masker == "json":
        return documents.masked(rule, value, lambda leaf, at: _in_document(leaf, at, words))
    if _is_computed(rule):
        if column.category == "A":
            return _elements(rule, column, value, words)
        return _one(rule, value, words)
    return _said(rule, value)


def _is_computed(rule: Rule) -> bool:
    return MASKERS[rule.masker].by_value or rule.masker in by_row.MASKS


def _either(rule: Rule, column: Column, value: Value, words: Words) -> str:
    assert rule.then and rule.otherwise
    then, otherwise = (
        applied(branch, column, value, words) for branch in (rule.then, rule.otherwise)
    )
    return f"CASE WHEN ({rule.condition}) THEN {then} ELSE {otherwise} END"


def _said(rule: Rule, value: Value) -> str:
    """Return what the rule itself says."""
    if rule.masker == "sql":
        return f"({rule.text})"
    if rule.masker == "keep":
        return value.sql
    return "NULL" if rule.text is None else literal(rule.text)


def _one(rule: Rule, value: Value, words: Words) -> str:
    if MASKERS[rule.masker].by_value:
        return by_value.mask(rule, value)
    return f"CASE WHEN {value.sql} IS NOT NULL THEN {by_row.mask(rule, value, words)} END"


def _elements(rule: Rule, column: Column, value: Value, words: Words) -> str:
    """Mask each element of an array of texts."""
    one = _one(rule, of_element(column, '"~e"."~v"', '"~e"."~n"', value), words)
    return (
        f"CASE WHEN {value.sql} IS NOT NULL THEN ARRAY(SELECT {one} FROM unnest({value.sql}) "
        f'WITH ORDINALITY AS "~e"("~v", "~n") ORDER BY "~e"."~n") END'
    )


def _in_document(rule: Rule, value: Value, words: Words) -> str:
    if _is_computed(rule):
        return _one(rule, value, words)
    return f"({_said(rule, value)})::text"
