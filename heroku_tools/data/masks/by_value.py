"""Masks that go by the value, as SQL: equal values get equal masks wherever they stand (pure).

Each takes the value as text and gives text, except where the column's type needs more. A value that
is NULL stays NULL, because all that is used here is strict.
"""

from __future__ import annotations

from collections.abc import Callable

from heroku_tools.data.database.values import literal
from heroku_tools.data.masks.digests import as_text, of_value
from heroku_tools.data.masks.shapes import DASHED, DOMAIN, LONGEST_IP, Shape, shape
from heroku_tools.data.masks.value import Value
from heroku_tools.settings.masking import Rule

# The same address in other letters gets the same mask in other letters: what compares without
# regard to case finds them equal, and what does not (a unique index on text) finds them different.
_OTHER_LETTERS = (
    '(SELECT string_agg(CASE get_bit({digest}, "~n"::int) WHEN 1 THEN upper("~c") '
    "ELSE \"~c\" END, '' ORDER BY \"~n\") FROM regexp_split_to_table({mask}, '') "
    'WITH ORDINALITY AS "~letters"("~c", "~n"))'
)


def mask(rule: Rule, value: Value) -> str:
    """Return the mask of a value."""
    return MASKS[rule.masker](rule, value)


def namespace(rule: Rule) -> str:
    """Return what keeps equal values of different meaning apart."""
    return rule.namespace or rule.masker


def _lowered(value: Value) -> str:
    """Make a text whose case does not matter small, by the database's rules as citext does."""
    text = as_text(value.sql, value.base)
    return f"lower({text})" if value.base == "citext" else text


def _digest(rule: Rule, value: Value) -> str:
    return of_value(_lowered(value), namespace(rule))


def _shape(rule: Rule, value: Value) -> Shape:
    return shape(rule, value.length) or Shape("", value.length or 0)


def hexadecimal(digest: str, digits: int) -> str:
    """Return the first digits of a digest."""
    if digits >= 64:
        return f"encode({digest}, 'hex')"
    whole = f"encode(substr({digest}, 1, {(digits + 1) // 2}), 'hex')"
    return f"left({whole}, {digits})" if digits % 2 else whole


def _around(form: Shape, digest: str) -> str:
    ends = [literal(form.prefix)] if form.prefix else []
    tail = [literal(form.suffix)] if form.suffix else []
    return " || ".join([*ends, hexadecimal(digest, form.digits), *tail])


def _email(rule: Rule, value: Value) -> str:
    form = _shape(rule, value)
    if value.base == "citext":
        return _around(form, _digest(rule, value))
    text = value.once(as_text(value.sql, value.base))
    small = value.once(f'lower({text} COLLATE "C")')
    plain = _around(form, of_value(small, namespace(rule)))
    if value.length and value.length <= len(DOMAIN):
        return plain
    other = _OTHER_LETTERS.format(digest=of_value(text, namespace(rule)), mask=plain)
    return f'CASE WHEN {text} = {small} COLLATE "C" THEN {plain} ELSE {other} END'


def _digits(rule: Rule, value: Value) -> str:
    return _around(_shape(rule, value), _digest(rule, value))


def _hash(rule: Rule, value: Value) -> str:
    if value.base == "bytea":
        digest = of_value(f"encode({value.sql}, 'hex')", namespace(rule))
        return f"substr({digest}, 1, {(_shape(rule, value).digits + 1) // 2})"
    if value.base in ("int4", "int8"):
        return whole_number(value.once(_digest(rule, value)), 0, int(value.base[-1]))
    return _digits(rule, value)


def _phone(rule: Rule, value: Value) -> str:
    digest = value.once(_digest(rule, value))
    form = _shape(rule, value)
    sign, called = ("'+' || " if form.prefix[0] == "+" else ""), int(form.prefix.lstrip("+"))
    first = min(form.digits, 10)
    number = f"{called * 10**first} + {whole_number(digest, 0, 6)} % {10**first}"
    if value.base == "int8":
        return number
    more = form.digits - first
    rest = f" || substr(({10**more} + {whole_number(digest, 6, 6)} % {10**more})::text, 2)"
    return f"{sign}({number})::text" + (rest if more else "")


def _uuid(rule: Rule, value: Value) -> str:
    text = as_text(value.sql, value.base)
    small = text if value.base == "uuid" else f'lower({text} COLLATE "C")'
    digest = value.once(of_value(small, namespace(rule)))
    version = f"set_byte(substr({digest}, 1, 16), 6, get_byte({digest}, 6) & 15 | 64)"
    variant = f"set_byte({version}, 8, get_byte({digest}, 8) & 63 | 128)"
    if value.length and value.length < DASHED:
        return f"encode({variant}, 'hex')"
    uuid = f"encode({variant}, 'hex')::uuid"
    return uuid if value.base == "uuid" else f"({uuid})::text"


def _ip(rule: Rule, value: Value) -> str:
    """Stay in the ranges that nobody has: 240.0.0.0/4, and 2001:db8::/32 of the documentation."""
    text = as_text(value.sql, value.base)
    digest = value.once(of_value(text, namespace(rule)))
    six = f"('2001:db8::'::inet + {whole_number(digest, 0, 8)})"
    four = f"('240.0.0.0'::inet + {whole_number(digest, 0, 4, first_bits=4)})"
    if value.length and value.length < LONGEST_IP:
        return f"host({four})"
    if value.base not in ("inet", "cidr"):
        return f"CASE WHEN {text} LIKE '%:%:%' THEN host({six}) ELSE host({four}) END"
    masked = f"CASE family({value.sql}) WHEN 6 THEN {six} ELSE {four} END"
    masked = f"set_masklen({masked}, masklen({value.sql}))"
    return f"network({masked})" if value.base == "cidr" else masked


def whole_number(digest: str, start: int, count: int, *, first_bits: int = 7) -> str:
    """Return bytes of a digest as a number that is not negative."""
    kind = "bigint" if count > 3 else "int"
    first = f"get_byte({digest}, {start})"
    if count in (4, 8):
        first = f"({first} & {2**first_bits - 1})"
    rest = [f"get_byte({digest}, {start + place})" for place in range(1, count)]
    shifted = [
        f"({byte}::{kind} << {8 * (count - 1 - place)})"
        for place, byte in enumerate([first, *rest[:-1]])
    ]
    return "(" + " | ".join([*shifted, rest[-1]]) + ")"


MASKS: dict[str, Callable[[Rule, Value], str]] = {
    "email": _email,
    "username": _digits,
    "hash": _hash,
    "phone": _phone,
    "ip": _ip,
    "url": _digits,
    "uuid": _uuid,
}
