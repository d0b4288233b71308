"""What the file says, brought to the tables that are there (pure).

Partitions have the rules of their topmost table, inheritance children also those of their parents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from heroku_tools.data.database.values import Inventory, Name, Table
from heroku_tools.data.rules.names import Known, unknown_column
from heroku_tools.settings.masking import DataPolicy, Only, Rule, TableRules

T = TypeVar("T")


@dataclass(frozen=True)
class Written:
    """By table: the rules of its columns, whether it is skipped, which rows are copied."""

    rules: Mapping[Name, Mapping[str, Rule]]
    skipped: frozenset[Name]
    only: Mapping[Name, Only]
    problems: tuple[str, ...]


def written(policy: DataPolicy, inventory: Inventory) -> Written:
    """Bring the policy to the tables; what names none is a problem."""
    known, problems = Known(inventory.tables), list[str]()
    own = _rules(policy, known, problems)
    skipped = _skipped(policy, inventory, known, problems)
    only = _only(policy, known, problems)
    lines = {table.name: lineage(table, inventory) for table in inventory.tables}
    return Written(
        rules={
            name: {
                column: rule
                for each in reversed(line)
                for column, rule in own.get(each, {}).items()
            }
            for name, line in lines.items()
        },
        skipped=frozenset(
            table.name for table in inventory.tables if skipped & {*_with_parents(table, inventory)}
        ),
        only={
            name: next(only[each] for each in line if each in only)
            for name, line in lines.items()
            if only.keys() & {*line}
        },
        problems=(*problems, *_contradictions(own, lines)),
    )


def lineage(table: Table, inventory: Inventory) -> tuple[Name, ...]:
    """Return the tables whose rules are a table's, the nearest first."""
    found = [] if table.root else [table.name]
    above = (table.root,) if table.root else table.parents
    for name in above:
        parent = inventory.table(name)
        more = lineage(parent, inventory) if parent else (name,)
        found += [each for each in more if each not in found]
    return tuple(found)


def _with_parents(table: Table, inventory: Inventory) -> Iterator[Name]:
    """Return a table and all above it: of a skipped one the partitions are skipped too."""
    yield table.name
    for name in table.parents:
        parent = inventory.table(name)
        yield from _with_parents(parent, inventory) if parent else (name,)


def _rules(policy: DataPolicy, known: Known, problems: list[str]) -> dict[Name, Mapping[str, Rule]]:
    found: dict[Name, Mapping[str, Rule]] = {}
    for rules in policy.mask:
        table = known.find(rules.table)
        if table is None:
            problems.append(f"{rules.where}: {known.unknown(rules.table)}")
        elif table.root:
            problems.append(_of_a_partition(rules.where, table, known))
        elif table.name in found:
            problems.append(f"{rules.where}: the table `{table.name}` has rules twice; join them")
        else:
            found[table.name] = dict(_of_columns(rules, table, problems))
    return found


def _of_columns(rules: TableRules, table: Table, problems: list[str]) -> Iterator[tuple[str, Rule]]:
    for name, rule in rules.columns:
        column = table.column(name)
        if column is None:
            problems.append(f"{rule.where}: {unknown_column(table, name)}")
        elif column.generated:
            computed = (
                f"`{table.name}.{name}` is computed from other columns where the copy arrives"
            )
            problems.append(f"{rule.where}: {computed}; mask those, and remove this rule")
        else:
            problems += [
                f"{where}: {unknown_column(table, lost)}"
                for where, lost in lost_columns(rule, table)
            ]
            yield name, rule


def lost_columns(rule: Rule, table: Table) -> list[tuple[str, str]]:
    """Return the columns that a rule goes by and that are not there, each with its `file:line`."""
    return [
        (each.where, each.by)
        for each in parts(rule)
        if each.by is not None and table.column(each.by) is None
    ]


def parts(rule: Rule) -> Iterator[Rule]:
    """Return a rule and all the rules in it."""
    yield rule
    for each in (*(inner for _, inner in rule.paths), rule.then, rule.otherwise):
        if each is not None:
            yield from parts(each)


def _of_a_partition(where: str, table: Table, known: Known) -> str:
    assert table.root
    root = known.typed(table.root)
    return (
        f"{where}: `{table.name}` is a partition of `{root}`, whose rules it has; write them there"
    )


def _skipped(
    policy: DataPolicy, inventory: Inventory, known: Known, problems: list[str]
) -> set[Name]:
    found: set[Name] = set()
    for pattern in policy.skip:
        exact = known.find(pattern.text)
        matches = _matches(pattern.text)
        names = [table.name for table in inventory.tables if matches(table.name)]
        names += [exact.name] if exact else []
        found |= {*names}
        if not names:
            problems.append(f"{pattern.where}: {known.unknown(pattern.text)}")
    return found


def _matches(pattern: str) -> Callable[[Name], bool]:
    return lambda name: any(
        fnmatchcase(spelling, pattern) for spelling in (str(name), f"{name.schema}.{name.name}")
    )


def _only(policy: DataPolicy, known: Known, problems: list[str]) -> dict[Name, Only]:
    found: dict[Name, Only] = {}
    for only in policy.only:
        table = known.find(only.table)
        if table is None:
            problems.append(f"{only.where}: {known.unknown(only.table)}")
        elif table.root:
            problems.append(_of_a_partition(only.where, table, known))
        else:
            found[table.name] = only
    return found


def _contradictions(
    own: Mapping[Name, Mapping[str, Rule]], lines: Mapping[Name, tuple[Name, ...]]
) -> Iterator[str]:
    """Find inherited columns whose rule is not that of the table they come from."""
    for name, rules in own.items():
        for parent in lines[name][1:]:
            for column, rule in rules.items():
                inherited = own.get(parent, {}).get(column)
                if inherited and not are_same(rule, inherited):
                    where = f"{rule.where}: `{name}.{column}` is inherited from `{parent}`"
                    yield f"{where}, which has another rule ({inherited.where}); keep one of them"


def are_same(one: Rule, other: Rule) -> bool:
    """Whether two rules say the same, wherever they are written."""
    return _said(one) == _said(other)


def _said(rule: Rule) -> tuple[object, ...]:
    return (
        rule.masker, rule.text, rule.by, rule.namespace, rule.length, rule.days, rule.first,
        rule.last, rule.condition, tuple((path, _said(each)) for path, each in rule.paths),
        rule.then and _said(rule.then), rule.otherwise and _said(rule.otherwise),
    )  # fmt: skip
