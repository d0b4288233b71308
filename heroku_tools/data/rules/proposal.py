"""Undecided columns as a block of YAML, ready to be pasted into the settings (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from heroku_tools.data.database.values import Name
from heroku_tools.data.masks.fits import why_not
from heroku_tools.data.rules.coverage import Undecided
from heroku_tools.data.rules.guess import is_sessions, propose
from heroku_tools.data.rules.names import Known
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import DataPolicy, Rule

Hits = Mapping[tuple[Name, str], Sequence[str]]

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
STEP = " " * 4
WIDEST = 40


def text(
    undecided: Sequence[Undecided],
    hits: Hits,
    *,
    policy: DataPolicy | None = None,
    whole: bool = False,
) -> str:
    """Return the block; `hits` is what the detectors found.

    `whole` begins with `data:` and the salt, for settings that have none; else it is what to add
    under `mask` and `skip`, and says where `policy` has a table already.
    """
    known = Known(each.table for each in undecided)
    sessions = {known.typed(each.table.name): None for each in undecided if is_sessions(each.table)}
    rest = [each for each in undecided if not is_sessions(each.table)]
    lines = ["data:", f"{STEP}salt: !env MASKING_SALT"] if whole else ["data:"]
    if rest:
        lines.append(f"{STEP}mask:")
        lines += _tables(rest, hits, known, _places(policy, known))
    if sessions:
        lines.append(f"{STEP}skip: [{', '.join(map(scalar, sessions))}]")
    return "\n".join([*lines, ""])


def _places(policy: DataPolicy | None, known: Known) -> dict[Name, str]:
    """Return where the policy has rules for a table already."""
    found = [(known.find(rules.table), rules.where) for rules in policy.mask] if policy else []
    return {table.name: where for table, where in found if table}


def _tables(
    undecided: Sequence[Undecided], hits: Hits, known: Known, places: Mapping[Name, str]
) -> Iterator[str]:
    by_table: dict[Name, list[Undecided]] = {}
    for each in undecided:
        by_table.setdefault(each.table.name, []).append(each)
    for name, columns in by_table.items():
        line = f"{STEP * 2}{scalar(known.typed(name))}:"
        yield f"{line}  # add to those of {places[name]}" if name in places else line
        for each in columns:
            yield _column(each, hits.get((name, each.column.name), ()))


def _column(each: Undecided, hits: Sequence[str]) -> str:
    line = f"{STEP * 3}{scalar(each.column.name)}: {rule_text(proposed(each, hits))}"
    found = f"; some look like {', '.join(hits)}" if hits else ""
    return f"{line:<{WIDEST}}  # {each.column.type}{found}"


def proposed(each: Undecided, hits: Sequence[str]) -> Rule:
    """Return the proposal, with what the detectors found; what is settled stays."""
    if not hits or each.settled:
        return each.proposal
    return propose(each.column, each.table, why_not, hits)


def rule_text(rule: Rule) -> str:
    """Return a rule as it is typed."""
    masker = MASKERS[rule.masker]
    given = {
        option: value
        for option in masker.options
        if (value := getattr(rule, option.field)) not in (None, ())
    }
    if not given:
        return rule.masker
    if rule.masker == "when":
        return _mapping([(option.name, _value(value)) for option, value in given.items()])
    if [option.name for option in given] == [masker.alone]:
        return _mapping([(rule.masker, _value(*given.values()))])
    inner = _mapping([(option.name, _value(value)) for option, value in given.items()])
    return _mapping([(rule.masker, inner)])


def _value(value: object) -> str:
    if isinstance(value, Rule):
        return rule_text(value)
    if isinstance(value, tuple):
        return _mapping([(scalar(path), rule_text(rule)) for path, rule in value])
    return str(value) if isinstance(value, int) else scalar(str(value))


def _mapping(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


def scalar(name: str) -> str:
    """Return a text as YAML takes it."""
    return name if PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)
