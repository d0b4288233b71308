"""Masks that go by the row, or by a person's key, as SQL; and those that need no digest (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from heroku_tools.data.database.values import literal
from heroku_tools.data.masks.by_value import whole_number
from heroku_tools.data.masks.digests import INTEGERS, as_text
from heroku_tools.data.masks.value import Value
from heroku_tools.data.masks.words import Words, fitting
from heroku_tools.settings.maskers import DAYS
from heroku_tools.settings.masking import Rule

GREATEST = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
FIRST, LAST, CITY, STREET, HOUSE, NUMBER = 0, 1, 2, 3, 4, 8


def mask(rule: Rule, value: Value, words: Words) -> str:
    """Return the mask of a value, which is not NULL."""
    return MASKS[rule.masker](rule, value, words)


def pick(words: Sequence[str], byte: str) -> str:
    """Choose a word. An array of names has elements of one width: choosing costs nothing."""
    listed = literal("{" + ",".join(f'"{word}"' for word in words) + "}")
    return f"({listed}::name[])[1 + {byte}]::text"


def _first_name(rule: Rule, value: Value, words: Words) -> str:
    return pick(fitting(words.first_names, value.length), value.byte(rule, FIRST))


def _last_name(rule: Rule, value: Value, words: Words) -> str:
    return pick(fitting(words.last_names, value.length), value.byte(rule, LAST))


def _full_name(rule: Rule, value: Value, words: Words) -> str:
    """Be the same as the first and the last name of the row."""
    room = None if value.length is None else value.length - 1
    first = pick(fitting(words.first_names, room and room // 2), value.byte(rule, FIRST))
    last = pick(fitting(words.last_names, room and room - room // 2), value.byte(rule, LAST))
    return f"{first} || ' ' || {last}"


def _city(rule: Rule, value: Value, words: Words) -> str:
    return pick(fitting(words.cities, value.length), value.byte(rule, CITY))


def _address(rule: Rule, value: Value, words: Words) -> str:
    room = None if value.length is None else value.length - 4
    street = pick(fitting(words.streets, room), value.byte(rule, STREET))
    return f"(1 + {value.byte(rule, HOUSE)})::text || ' ' || {street}"


def _number(rule: Rule, value: Value, _words: Words) -> str:
    if value.base in INTEGERS:
        return _integer(value, _random(rule, value))
    if value.base in ("numeric", "float4", "float8", "money"):
        return _decimal(value, _random(rule, value))
    digits = f"translate(encode(substr({value.digest(rule)}, 1, 28), 'hex'), 'abcdef', '012345')"
    return f"left({digits}, length({as_text(value.sql, value.base)}))"


def _random(rule: Rule, value: Value) -> str:
    place = NUMBER if rule.by else (NUMBER + 5 * value.nth) % 20
    return whole_number(value.digest(rule), place, 8)


def _integer(value: Value, random: str) -> str:
    """Choose among the numbers with as many digits and the same sign."""
    low = f"(10::numeric ^ (length(abs({value.sql}::numeric)::text) - 1))::int8"
    most = GREATEST[value.base]
    large = f"{low} + {random} % least(9 * {low}, {most} - {low} + 1)"
    size = f"CASE WHEN {value.sql} BETWEEN -9 AND 9 THEN {random} % 10 ELSE {large} END"
    return f"(CASE WHEN {value.sql} < 0 THEN -1 ELSE 1 END) * ({size})"


def _decimal(value: Value, random: str) -> str:
    """Have as many digits before the point, and at most as many behind it."""
    number = f"({value.sql})::numeric"
    whole = f"length(trunc(abs({number}))::text)"
    part = f"{random} / {2**63}::numeric"
    size = f"CASE WHEN abs({number}) < 1 THEN {part} ELSE (0.1 + 0.9 * {part}) * 10::numeric ^ {whole} END"  # noqa: E501
    return f"sign({number}) * trunc({size}, scale({number}))"


def days(rule: Rule, value: Value) -> str:
    """Return by how many days the dates of this row move: never by none."""
    digest, most = value.digest(rule), rule.days or DAYS.default or 1
    moved = value.computed.once(f"{whole_number(digest, 28, 3)} % {2 * most}")
    return f"({moved} - {most} + ({moved} >= {most})::int)"


def _shift_days(rule: Rule, value: Value, _words: Words) -> str:
    if value.base == "date":
        return f"{value.sql} + {days(rule, value)}"
    return f"{value.sql} + make_interval(days => {days(rule, value)})"


def _year(_rule: Rule, value: Value, _words: Words) -> str:
    if value.base == "timestamptz":
        return f"date_trunc('year', {value.sql}, 'UTC')"
    return f"date_trunc('year', {value.sql}::timestamp)"


def _partial(rule: Rule, value: Value, _words: Words) -> str:
    """Show nothing of a text which would be shown whole."""
    text = as_text(value.sql, value.base)
    first, last = rule.first or 0, rule.last or 0
    stars = f"repeat('*', length({text}) - {first + last})"
    shown = f"left({text}, {first}) || {stars} || " + (f"right({text}, {last})" if last else "''")
    hidden = f"repeat('*', length({text}))"
    return f"CASE WHEN length({text}) > {first + last} THEN {shown} ELSE {hidden} END"


MASKS: dict[str, Callable[[Rule, Value, Words], str]] = {
    "first_name": _first_name,
    "last_name": _last_name,
    "full_name": _full_name,
    "city": _city,
    "address": _address,
    "number": _number,
    "shift_days": _shift_days,
    "year": _year,
    "partial": _partial,
}
