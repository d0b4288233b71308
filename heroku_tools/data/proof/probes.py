"""What is held against the source to see that masks were put on: the questions, as SQL (pure).

A value is compared by a digest of it, whose key lives as long as the proof: no value leaves a
server, and no digest goes to one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from heroku_tools.data.database.values import Table, literal, quote
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule

KEY = "heroku_tools.proof"
# The share of rows that may come out as they were, as there are few values to choose from.
BY_CHANCE = 0.05
ONE_DIGIT = 0.3
UNKNOWABLE = 1.0  # an expression of one's own may leave any value as it is
SHORT, OF_SHORT = 12, 0.01  # characters below which a digest may be another value by chance
CHANCE = {"number": ONE_DIGIT, "sql": UNKNOWABLE}
UNCOMPARED = ("keep", "null", "fixed", "year", "json", "when")


@dataclass(frozen=True)
class Probe:
    """A place that is masked: `sql` is its value as text, NULL where its mask does not apply.

    `applies` is the condition at the source for that, if there is one. `by_value`: a value of the
    source may be in no row at all; otherwise, not in its own. `chance` is the share that is taken
    for chance.
    """

    label: str
    sql: str
    applies: str | None
    chance: float
    by_value: bool


def probes(decided: DecidedTable) -> tuple[Probe, ...]:
    """Return all places of a table whose masks give other values, those in documents too."""
    return tuple(
        probe
        for each in decided.masked
        if each.rule
        for probe in _probes(each.rule, quote(each.column.name), label(decided, each), ())
    )


def label(decided: DecidedTable, each: DecidedColumn) -> str:
    """Return how a column is called in messages."""
    return f"{decided.table.name}.{each.column.name}"


def _probes(rule: Rule, sql: str, called: str, applies: tuple[str, ...]) -> Iterator[Probe]:
    if rule.masker == "when" and rule.then and rule.otherwise:
        condition = f"({rule.condition})"
        yield from _probes(rule.then, sql, called, (*applies, f"{condition} IS TRUE"))
        yield from _probes(rule.otherwise, sql, called, (*applies, f"{condition} IS NOT TRUE"))
    elif rule.masker == "json":
        for path, leaf in rule.paths:
            document = f"jsonb_path_query_array(({sql})::jsonb, {literal(jsonpath(path))})"
            found = f"nullif({document}::text, '[]')"
            yield from _probes(leaf, found, f"{called} ({path})", applies)
    elif rule.masker not in UNCOMPARED:
        yield Probe(
            called,
            f"nullif(lower(({_hidden(rule, sql)})::text), '')",
            " AND ".join(applies) or None,
            _chance(rule),
            MASKERS[rule.masker].by_value,
        )


def _chance(rule: Rule) -> float:
    if MASKERS[rule.masker].by_value:
        return OF_SHORT if rule.masker == "hash" and (rule.length or SHORT) < SHORT else 0.0
    return CHANCE.get(rule.masker, BY_CHANCE)


def _hidden(rule: Rule, sql: str) -> str:
    """Leave out what nothing could be hidden of: a text of stars."""
    if rule.masker == "partial":
        return f"CASE WHEN ({sql})::text ~ '[^*]' THEN ({sql})::text END"
    return sql


def jsonpath(path: str) -> str:
    r"""Return a path of the file as PostgreSQL's jsonpath, to what is there to be masked.

    `\.` is a dot in a key, `*` stands for every element or member.
    """
    keys = path.replace("\\.", "\0").split(".")
    named = (key.replace("\0", ".").replace("\\\\", "\\") for key in keys)
    steps = "".join(".**{1}" if key == "*" else f".{json.dumps(key)}" for key in named)
    return f'${steps} ? (@ != null && @ != "")'


def digest(sql: str) -> str:
    """Return the digest of a text, eight bytes."""
    key = f"current_setting('{KEY}')"
    return f"substr(sha256(convert_to({key} || {sql}, 'UTF8')), 1, 8)"


def source_digests(found: tuple[Probe, ...]) -> list[str]:
    """Return the digests at the source; NULL where the mask does not apply."""
    return [
        f"CASE WHEN {probe.applies} THEN {digest(probe.sql)} END"
        if probe.applies
        else digest(probe.sql)
        for probe in found
    ]


def kept(decided: DecidedTable) -> str | None:
    """Return the digest of all that is copied as it is: None where nothing is.

    What has no binary form is left out: its text is a name or a number of one database only.
    """
    columns = [
        each.column
        for each in decided.columns
        if each.fate in (Fate.KEEP, Fate.HARMLESS) and each.column.binary
    ]
    if not columns:
        return None
    return digest(f"ROW({', '.join(quote(column.name) for column in columns)})::text")


def key_of(decided: DecidedTable) -> tuple[str, ...]:
    """Return columns that say which row it is, at both sides alike: () where there are none."""
    masked = {each.column.name for each in decided.columns if each.fate is Fate.MASK}
    filled = {column.name for column in decided.table.columns if column.not_null}
    for names in (decided.table.key, *decided.table.unique):
        if names and filled.issuperset(names) and not masked.intersection(names):
            return names
    return ()


def key_types(table: Table, names: tuple[str, ...]) -> list[str]:
    """Return the exact types of columns."""
    return [column.type for name in names if (column := table.column(name))]


def constants(decided: DecidedTable) -> Iterator[tuple[str, str]]:
    """Yield what must hold for every row of the target, as a condition that finds the others."""
    for each in decided.masked:
        if each.rule and (wrong := _wrong(each.rule, each)):
            yield label(decided, each), wrong


def _wrong(rule: Rule, decided: DecidedColumn) -> str | None:
    name, type_ = quote(decided.column.name), decided.column.type
    if rule.masker == "null" or (rule.masker == "fixed" and rule.text is None):
        return f"{name} IS NOT NULL"
    if rule.masker == "fixed":
        return f"{name}::text IS DISTINCT FROM ({literal(rule.text or '')}::{type_})::text"
    if rule.masker == "year":
        return f"date_trunc('year', ({name})::timestamp) <> ({name})::timestamp"
    return None
