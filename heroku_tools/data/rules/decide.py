"""Every column of a database: masked, kept, harmless, or undecided (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from heroku_tools.data.database.values import Column, Inventory, Table
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.masks.fits import why_not
from heroku_tools.data.rules import links
from heroku_tools.data.rules.agree import agreed
from heroku_tools.data.rules.coverage import Undecided, why_undecided
from heroku_tools.data.rules.guess import KEEP as KEPT
from heroku_tools.data.rules.guess import propose
from heroku_tools.data.rules.spelling import spelling
from heroku_tools.data.rules.written import Written, lineage, lost_columns, written
from heroku_tools.settings.masking import DataPolicy, Rule

KEEP = "keep"


@dataclass(frozen=True)
class Decisions:
    """Every table decided, what is left to decide, and what is wrong with the rules.

    An undecided column has the fate HARMLESS in its table: where there are undecided ones or
    problems, nothing is copied.
    """

    tables: tuple[DecidedTable, ...]
    undecided: tuple[Undecided, ...]
    problems: tuple[str, ...]
    policy: DataPolicy


def decide(policy: DataPolicy, inventory: Inventory, *, masked_already: bool = False) -> Decisions:
    """Decide about every column. `masked_already`: what is there comes as it is."""
    if policy.unmasked or masked_already:
        policy = replace(policy, mask=())
    found = written(policy, inventory)
    tables = tuple(_table(table, found) for table in inventory.tables)
    problems = [*found.problems, *spelling(policy), *links.problems(inventory, found)]
    problems += _unfit(tables)
    all_kept = policy.unmasked or masked_already
    undecided = () if all_kept else agreed([*_undecided(inventory, found)], inventory, found.rules)
    return Decisions(tables, undecided, tuple(dict.fromkeys(problems)), policy)


def _table(table: Table, found: Written) -> DecidedTable:
    rules, only = found.rules.get(table.name, {}), found.only.get(table.name)
    return DecidedTable(
        table,
        tuple(_column(column, rules) for column in table.columns),
        skipped=table.name in found.skipped,
        only=only.condition if only else None,
        only_where=only.where if only else "",
    )


def _column(column: Column, rules: Mapping[str, Rule]) -> DecidedColumn:
    rule = rules.get(column.name)
    if column.generated:
        return DecidedColumn(column, Fate.COMPUTED)
    if rule is None:
        return DecidedColumn(column, Fate.HARMLESS)
    return DecidedColumn(column, Fate.KEEP if rule.masker == KEEP else Fate.MASK, rule)


def _unfit(tables: tuple[DecidedTable, ...]) -> Iterator[str]:
    """Find the maskers that cannot hold in their column; a partition's are those of its root."""
    for decided in tables:
        table = decided.table
        if table.root or decided.skipped:
            continue
        for each in decided.columns:
            rule = each.rule
            if rule is None or lost_columns(rule, table):
                continue
            why = why_not(rule, each.column, table)
            if why:
                yield f"{rule.where}: `{table.name}.{each.column.name}`: {why}"


def _undecided(inventory: Inventory, found: Written) -> Iterator[Undecided]:
    linked, partitioning = links.linked(inventory), links.partitioning(inventory)
    for table in inventory.tables:
        if table.root or table.name in found.skipped:
            continue
        inherited = _inherited(table, inventory)
        for column in table.columns:
            is_decided = column.generated or column.name in found.rules.get(table.name, {})
            if is_decided or column.name in inherited:
                continue
            place = (table.name, column.name)
            why = why_undecided(column, linked=place in linked)
            if why and place in partitioning:
                yield Undecided(table, column, why, KEPT, settled=True)
            elif why:
                proposal = propose(column, table, why_not)
                yield Undecided(table, column, why, proposal, settled=place in linked)


def _inherited(table: Table, inventory: Inventory) -> frozenset[str]:
    """Return the columns about which is decided in a table above."""
    above = [inventory.table(name) for name in lineage(table, inventory)[1:]]
    return frozenset(column.name for parent in above if parent for column in parent.columns)
