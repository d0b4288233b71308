"""What tables mean for each other: foreign keys, partition keys, rows that are left out (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heroku_tools.data.database.values import ForeignKey, Inventory, Name
from heroku_tools.data.masks.fits import agree
from heroku_tools.data.rules.written import Written, are_same
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule

KEEP, NULL, SQL = "keep", "null", "sql"
# What these give is up to the person; the foreign key is checked at the target in any case.
OWN = (SQL, "when", "fixed")


def problems(inventory: Inventory, found: Written) -> Iterator[str]:
    """Find what would break at the target, or in the masks."""
    for key in _each_once(inventory):
        told = [*_of_key(key, found)]
        yield from told or _of_types(key, inventory, found)
    yield from _of_partition_keys(inventory, found)


def _each_once(inventory: Inventory) -> Iterator[ForeignKey]:
    """Return the foreign keys, those of partitions as their topmost table's."""
    roots = {table.name: table.root or table.name for table in inventory.tables}
    seen = set()
    for key in inventory.foreign_keys:
        table, other = roots.get(key.table, key.table), roots.get(key.other, key.other)
        ends = (table, key.columns, other, key.other_columns)
        if ends not in seen:
            seen.add(ends)
            yield replace(key, table=table, other=other)


def _of_key(key: ForeignKey, found: Written) -> Iterator[str]:
    if key.table in found.skipped:
        return
    rules, others = found.rules.get(key.table, {}), found.rules.get(key.other, {})
    if any(rules[name].masker == NULL for name in key.columns if name in rules):
        return  # one null is enough to refer to nothing
    for name, other_name in zip(key.columns, key.other_columns, strict=True):
        ends = f"`{key.table}.{name}`", f"`{key.other}.{other_name}`"
        yield from _of_ends(ends, _masking(rules.get(name)), _masking(others.get(other_name)))
    yield from _of_rows(key, found)


def _masking(rule: Rule | None) -> Rule | None:
    return None if rule is None or rule.masker == KEEP else rule


def _of_ends(ends: tuple[str, str], rule: Rule | None, other: Rule | None) -> Iterator[str]:
    written = rule or other
    if written is None or (rule and other and rule.masker == other.masker == SQL):
        return
    refers = f"{written.where}: {ends[0]} refers to {ends[1]}"
    if rule is None or other is None or not are_same(rule, other):
        here, there = _told(rule, other), _told(other, rule)
        yield f"{refers}, but one is masked {here}, the other {there}; give both the same rule"
    elif not (rule.masker in OWN or rule.by or MASKERS[rule.masker].by_value):
        by_row = f"`{rule.masker}` goes by the row, so that they would not agree"
        yield f"{refers}, and {by_row}; take one by value, such as `hash`"


def _of_types(key: ForeignKey, inventory: Inventory, found: Written) -> Iterator[str]:
    """Find ends with the same rule, whose types or lengths make another mask of it."""
    table, other = inventory.table(key.table), inventory.table(key.other)
    for name, other_name in zip(key.columns, key.other_columns, strict=True):
        rule = _masking(found.rules.get(key.table, {}).get(name))
        end = table.column(name) if table else None
        far = other.column(other_name) if other else None
        if rule and rule.masker != NULL and end and far and not agree(rule, end, far):
            refers = f"`{key.table}.{name}` refers to `{key.other}.{other_name}`"
            differ = f"`{rule.masker}` makes other masks of {end.type} and {far.type}"
            yield f"{rule.where}: {refers}, but {differ}; write `keep` for both, or `sql`"


def _told(rule: Rule | None, beside: Rule | None) -> str:
    if rule is None:
        return "not at all"
    same = beside is not None and beside.masker == rule.masker
    return f"by `{rule.masker}`" + (f" ({rule.where})" if same else "")


def _of_rows(key: ForeignKey, found: Written) -> Iterator[str]:
    end = f"`{key.table}.{key.columns[0]}` refers to it"
    if key.other in found.skipped and key.other != key.table:
        yield f"`{key.other}` is skipped, but {end}; skip `{key.table}` too, or mask that by `null`"
    elif key.other in found.only and key.table not in found.only:
        some = f"`only` leaves out rows of `{key.other}`, but {end}"
        yield f"{some}; say `only` for `{key.table}` too, or mask that by `null`"


def _of_partition_keys(inventory: Inventory, found: Written) -> Iterator[str]:
    """Look at the topmost table first: those below have its key too."""
    told: set[tuple[Name, str]] = set()
    for table in sorted(inventory.tables, key=lambda each: each.root is not None):
        for name in table.partition_key:
            place = (table.root or table.name, name)
            rule = _masking(found.rules.get(table.name, {}).get(name))
            if rule is not None and place not in told:
                told.add(place)
                decides = f"`{table.name}.{name}` decides on the partition of a row"
                yield f"{rule.where}: {decides}, and is not masked; write `keep`"


def partitioning(inventory: Inventory) -> frozenset[tuple[Name, str]]:
    """Return the columns of topmost tables that decide on the partition, on any level."""
    return frozenset(
        (table.root or table.name, name)
        for table in inventory.tables
        for name in table.partition_key
    )


def linked(inventory: Inventory) -> frozenset[tuple[Name, str]]:
    """Return the columns that are an end of a foreign key."""
    return frozenset(
        end
        for key in inventory.foreign_keys
        for end in (
            *((key.table, name) for name in key.columns),
            *((key.other, name) for name in key.other_columns),
        )
    )
