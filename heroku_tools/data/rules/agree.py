"""Proposals for both ends of a foreign key agree, or the copy would be refused once more (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from heroku_tools.data.database.values import Inventory, Name
from heroku_tools.data.rules.coverage import Undecided
from heroku_tools.data.rules.guess import HASH, KEEP
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule

Place = tuple[Name, str]


def agreed(
    undecided: Sequence[Undecided], inventory: Inventory, rules: Mapping[Name, Mapping[str, Rule]]
) -> tuple[Undecided, ...]:
    """Return them with proposals that agree with each other and with the rules."""
    proposals = {(each.table.name, each.column.name): each.proposal for each in undecided}
    for _ in range(2):  # keys of keys of keys
        for key in inventory.foreign_keys:
            for name, other_name in zip(key.columns, key.other_columns, strict=True):
                _join(proposals, (key.table, name), (key.other, other_name), rules)
    return tuple(
        replace(each, proposal=proposals[each.table.name, each.column.name]) for each in undecided
    )


def _join(
    proposals: dict[Place, Rule],
    end: Place,
    other: Place,
    rules: Mapping[Name, Mapping[str, Rule]],
) -> None:
    if end in proposals and other in proposals:
        rule = proposals[other]
        if rule.masker != KEEP.masker and not MASKERS[rule.masker].by_value:
            rule = HASH
        proposals[end] = proposals[other] = rule
    elif end in proposals:
        proposals[end] = rules.get(other[0], {}).get(other[1], KEEP)
    elif other in proposals:
        proposals[other] = rules.get(end[0], {}).get(end[1], KEEP)
