"""What may be written for a column under `mask`, read into a Rule.

The readers are made from the table of maskers, so that a JSON Schema and the docs can be too.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

from heroku_tools.settings import rules
from heroku_tools.settings.maskers import MASKERS, Described, Option, Takes
from heroku_tools.settings.masking import Rule
from heroku_tools.settings.model import nearest
from heroku_tools.settings.nodes import Mapping, Nothing, Pair, Text
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.readers import Found, Key, Named, Reader, Spot, Table, TextReader, Word
from heroku_tools.settings.sql_words import NAME, SQL

WHEN, NULL = "when", "null"
NO_VALUE = ("null", "~")  # the ways of YAML to write nothing, beside writing nothing


@dataclass(frozen=True)
class Count(TextReader[int]):
    """A whole number from `least` to `greatest`."""

    takes: str
    least: int
    greatest: int

    def convert(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise ValueError
        if not self.least <= int(text) <= self.greatest:
            raise ValueError
        return int(text)


class Fixed(TextReader[str]):
    """Any text, the empty one too; but not the word of which nobody knows whether it is one."""

    takes = 'a text, such as `"!"`'

    def convert(self, text: str) -> str:
        if text in NO_VALUE:
            raise ValueError(f"is also a way to say nothing: write the masker `{NULL}` for that")
        return text


class MaskRule(Reader[Rule]):
    """A masker's name, one masker with its options, or when, then and else."""

    takes = "a masker such as `email`, or one with its options such as `{full_name: {by: user_id}}`"

    def read(self, spot: Spot, problems: Problems) -> Rule | None:
        if self.is_tagged(spot, problems):
            return None
        node = spot.node
        if isinstance(node, Nothing):
            return _rule(MASKERS[NULL], spot, problems, NOTHING)
        if isinstance(node, Text) and node.value:
            return self.bare(NULL if node.value in NO_VALUE else node.value, spot, problems)
        if isinstance(node, Mapping) and node.pairs:
            return self.mapping(node, spot, problems)
        self.refuse(spot, problems)
        return None

    def bare(self, name: str, spot: Spot, problems: Problems) -> Rule | None:
        masker = _known(name, spot, problems)
        if masker is None:
            return None
        if not masker.bare:
            needs = f"{spot.name} is {quoted(name)}, which needs more"
            problems.add(spot.line, f"{needs}: write it like `{EXAMPLES[name]}`")
            return None
        return _rule(masker, spot, problems, NOTHING)

    def mapping(self, node: Mapping, spot: Spot, problems: Problems) -> Rule | None:
        names = [pair.key for pair in node.pairs]
        if {option.name for option in MASKERS[WHEN].options} & {*names}:
            return _rule(MASKERS[WHEN], spot, problems, TABLES[WHEN].read(spot, problems))
        if len(names) > 1:
            many = f"{spot.name} has the keys {', '.join(map(quoted, names))}"
            problems.add(node.pairs[1].line, f"{many}; it takes one masker, and in it its options")
            return None
        return self.with_options(node.pairs[0], spot, problems)

    def with_options(self, pair: Pair, spot: Spot, problems: Problems) -> Rule | None:
        masker = _known(pair.key, Spot(spot.name, pair.line, pair.value), problems)
        if masker is None:
            return None
        if isinstance(pair.value, Nothing) and masker.bare:
            return _rule(masker, spot, problems, NOTHING)
        if not masker.options:
            told = f"{quoted(pair.key)} of {spot.name} takes no options; write it alone"
            problems.add(pair.line, told)
            return None
        inner = Spot(f"{quoted(pair.key)} of {spot.name}", pair.line, pair.value)
        return _rule(masker, spot, problems, _options(masker, inner, problems))


def _known(name: str, spot: Spot, problems: Problems) -> Described | None:
    masker = MASKERS.get(name)
    if masker is None:
        meant = nearest(name, MASKERS)
        right = f"did you mean {quoted(meant)}?" if meant else f"there are {', '.join(MASKERS)}"
        problems.add(spot.line, f"{spot.name} is {quoted(name)}, which is no masker; {right}")
    return masker


def _options(masker: Described, spot: Spot, problems: Problems) -> Found | None:
    """Read the options, or the one that may be written without its name."""
    alone = masker.option(masker.alone) if masker.alone else None
    is_alone = not isinstance(spot.node, Mapping) or (alone and alone.takes is Takes.PATHS)
    if alone is None or not is_alone:
        return TABLES[masker.name].read(spot, problems)
    value = READERS[masker.name, alone.name].read(spot, problems)
    return Found(spot.line, {alone.name: value}, {alone.name: spot.line})


def _rule(masker: Described, spot: Spot, problems: Problems, found: Found | None) -> Rule | None:
    if found is None:
        return None
    given: dict[str, Any] = {
        option.field: found.values.get(option.name)
        for option in masker.options
        if option.name in found.lines
    }
    return Rule(masker.name, f"{problems.file}:{spot.line}", **given)


RULE = MaskRule()
PATH = Word("keys with dots between them, such as `contact.email`", rules.JSON_PATH)
NAMESPACE = Word("a name of letters, digits and `_`", rules.NAMESPACE)


def _reader(option: Option) -> Reader[Any]:
    if option.takes is Takes.COUNT:
        takes = f"a whole number from {option.least} to {option.greatest}"
        return Count(takes, option.least, option.greatest)
    if option.takes is Takes.PATHS:
        return Named("a mapping, for example `{contact.email: email}`", PATH, RULE)
    plain: Dict[Takes, Reader[Any]] = {
        Takes.TEXT: Fixed(),
        Takes.COLUMN: NAME,
        Takes.NAMESPACE: NAMESPACE,
        Takes.SQL: SQL,
        Takes.MASKER: RULE,
    }
    return plain[option.takes]


def _examples() -> Dict[str, str]:
    """Give each option that must be there a value, for messages and the docs."""
    values = {
        Takes.TEXT: '"!"',
        Takes.SQL: "\"upper(left(code, 2)) || '-'\"",
        Takes.PATHS: "{contact.email: email}",
    }
    alone = {
        name: f"{{{name}: {values[option.takes]}}}"
        for name, masker in MASKERS.items()
        if masker.alone and (option := masker.option(masker.alone)) and option.required
    }
    return {**alone, WHEN: '{when: "is_staff", then: keep, else: null}'}


def _table(masker: Described) -> Table:
    keys = tuple(
        Key(
            option.name,
            READERS[masker.name, option.name],
            option.about,
            f"{option.name}: {SAMPLES[option.takes]}",
            required=option.required,
            default=option.default,
        )
        for option in masker.options
    )
    names = ", ".join(quoted(key.name) for key in keys)
    return Table(f"a mapping of its options ({names})", keys)


NOTHING = Found(0, {}, {})
EXAMPLES = _examples()
SAMPLES = {
    Takes.TEXT: '"!"',
    Takes.COLUMN: "user_id",
    Takes.NAMESPACE: "customers",
    Takes.COUNT: "30",
    Takes.SQL: '"is_staff"',
    Takes.PATHS: "{contact.email: email}",
    Takes.MASKER: "keep",
}
READERS = {
    (masker.name, option.name): _reader(option)
    for masker in MASKERS.values()
    for option in masker.options
}
TABLES = {masker.name: _table(masker) for masker in MASKERS.values() if masker.options}
