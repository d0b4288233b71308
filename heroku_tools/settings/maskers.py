"""The maskers that the file may name, and the options of each (pure, data only).

A masker is written as its name (`email`), with its `alone` option (`{shift_days: 30}`), or with a
mapping of its options (`{shift_days: {days: 30, by: person_id}}`). `json` maps paths to maskers;
`when` is written with its own three keys, `{when: CONDITION, then: MASKER, else: MASKER}`. A bare
nothing, as in `note: null`, is the masker `null`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Takes(str, Enum):
    """What an option's value is."""

    TEXT = "a text"
    COLUMN = "the name of a column of the same table"
    NAMESPACE = "a name of letters, digits and _"
    COUNT = "a whole number"
    SQL = "an SQL expression"
    PATHS = "a mapping of paths to maskers"
    MASKER = "a masker"


@dataclass(frozen=True)
class Option:
    """An option: `name` as it is typed, `field` the field of Rule that holds it.

    `least` and `greatest` bound a COUNT. `default` is what holds where it is not said, and the rule
    has None there.
    """

    name: str
    field: str
    takes: Takes
    about: str
    required: bool = False
    default: int | None = None
    least: int = 0
    greatest: int = 0


@dataclass(frozen=True)
class Described:
    """A masker: `alone` is the option whose value may be written without its name.

    `by_value`: equal values get equal masks, in every table and run; the others go by the row, or
    by another column where they have the option `by`. `bare`: its name alone is enough.
    """

    name: str
    about: str
    by_value: bool = False
    options: tuple[Option, ...] = ()
    alone: str | None = None

    @property
    def bare(self) -> bool:
        """Whether it may be written as its name alone."""
        return not any(option.required for option in self.options)

    def option(self, name: str) -> Option | None:
        """Return the option of that name, if it has one."""
        return next((option for option in self.options if option.name == name), None)


BY = Option(
    "by",
    "by",
    Takes.COLUMN,
    "Rows with the same value in that column get the same mask: a person's rows agree.",
)
NAMESPACE = Option(
    "namespace",
    "namespace",
    Takes.NAMESPACE,
    "Equal values of columns with the same namespace get equal masks, others do not.",
)
LENGTH = Option(
    "length",
    "length",
    Takes.COUNT,
    "How many characters the result has.",
    default=20,
    least=4,
    greatest=64,
)
PHONE_DIGITS = Option(
    "digits",
    "length",
    Takes.COUNT,
    "How many digits follow +1555: more where many numbers must stay different.",
    default=10,
    least=6,
    greatest=20,
)
DAYS = Option(
    "days",
    "days",
    Takes.COUNT,
    "By how many days at most, forwards or backwards. All dates of a row move alike.",
    default=30,
    least=1,
    greatest=3650,
)
FIRST = Option(
    "first",
    "first",
    Takes.COUNT,
    "How many characters of the beginning stay.",
    default=0,
    greatest=64,
)
LAST = Option(
    "last",
    "last",
    Takes.COUNT,
    "How many characters of the end stay.",
    default=0,
    greatest=64,
)
TEXT = Option("text", "text", Takes.TEXT, "The value that every row gets.", required=True)
EXPRESSION = Option(
    "expression",
    "text",
    Takes.SQL,
    "What the column becomes. It may name the columns of the same table.",
    required=True,
)
PATHS = Option(
    "paths",
    "paths",
    Takes.PATHS,
    "Keys with dots between them; * stands for each element of an array.",
    required=True,
)
WHEN = (
    Option("when", "condition", Takes.SQL, "Which rows `then` is for.", required=True),
    Option("then", "then", Takes.MASKER, "What they get.", required=True),
    Option("else", "otherwise", Takes.MASKER, "What the others get.", required=True),
)


def _by_value(name: str, about: str, *options: Option, alone: str | None = None) -> Described:
    return Described(name, about, by_value=True, options=(*options, NAMESPACE), alone=alone)


def _by_row(name: str, about: str, *options: Option, alone: str | None = None) -> Described:
    return Described(name, about, options=(*options, BY), alone=alone)


_ALL = (
    Described("keep", "the value stays as it is"),
    Described("null", "no value"),
    Described("fixed", "the same text in every row", options=(TEXT,), alone="text"),
    _by_value("email", "an address at example.com"),
    _by_value("username", "a name to log in with"),
    _by_value("hash", "a keyed digest", LENGTH, alone="length"),
    _by_value("phone", "a telephone number", PHONE_DIGITS),
    _by_value("ip", "an address of the same family"),
    _by_value("url", "an address at example.com"),
    _by_value("uuid", "another UUID"),
    _by_row("first_name", "a first name"),
    _by_row("last_name", "a last name"),
    _by_row("full_name", "a first and a last name"),
    _by_row("address", "a street and a number"),
    _by_row("city", "a city"),
    _by_row("number", "a number of as many digits"),
    _by_row("shift_days", "the date, some days earlier or later", DAYS, alone="days"),
    Described("year", "the first day of the date's year"),
    Described("partial", "the first or last characters, the rest is *", options=(FIRST, LAST)),
    Described("json", "the places of a document, each masked", options=(PATHS,), alone="paths"),
    Described("when", "one of two, by a condition", options=WHEN),
    Described("sql", "an expression of one's own", options=(EXPRESSION,), alone="expression"),
)
MASKERS: Mapping[str, Described] = {masker.name: masker for masker in _ALL}
