"""Whether a masker can hold in a column: its type, its length, NULL, and what is unique (pure)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from heroku_tools.data.database.values import Column, Table
from heroku_tools.data.masks import by_row, documents
from heroku_tools.data.masks.shapes import Shape, shape
from heroku_tools.data.masks.types import DATES, LENGTHS, TEXTS, TYPES, element_of
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule

RISK = 100  # one in so many copies may fail, because two of all masks are the same
ANYTHING = ("keep", "null", "fixed", "sql", "when")
CALLS_LESS = "write `hash` in place of it"
MORE_DIGITS = "write {phone: {digits: 20}} wherever such a number stands"


def why_not(rule: Rule, column: Column, table: Table) -> str | None:
    """Say why a rule cannot hold in a column, as what follows its name; None: it can."""
    checks: tuple[Callable[[Rule, Column, Table], str | None], ...] = (
        _of_generated, _of_by, _of_branches, _of_type, _of_null, _of_length, _of_text, _of_paths,
        _of_unique,
    )  # fmt: skip
    found = (check(rule, column, table) for check in checks)
    return next((why for why in found if why), None)


def agree(rule: Rule, column: Column, other: Column) -> bool:
    """Whether equal values of two columns get equal masks by the same rule, as far as is known."""
    if not MASKERS[rule.masker].by_value:
        return rule.masker in ANYTHING or rule.by is not None
    return _form(rule, column) == _form(rule, other)


def _form(rule: Rule, column: Column) -> tuple[str, Shape | None]:
    kind = "text" if column.base in TEXTS else column.base
    return kind, None if rule.masker == "ip" else shape(rule, column.length)


def _of_generated(rule: Rule, column: Column, _table: Table) -> str | None:
    if column.generated and rule.masker != "keep":
        return "it is computed from other columns at the target; leave it out"
    return None


def _of_by(rule: Rule, _column: Column, table: Table) -> str | None:
    if rule.by is None or table.column(rule.by):
        return None
    return f"`{table.name}` has no column `{rule.by}` to go by"


def _of_branches(rule: Rule, column: Column, table: Table) -> str | None:
    branches = (branch for branch in (rule.then, rule.otherwise) if branch)
    return next((why for branch in branches if (why := why_not(branch, column, table))), None)


def _of_type(rule: Rule, column: Column, _table: Table) -> str | None:
    if rule.masker in ANYTHING or element_of(column) in TYPES[rule.masker]:
        return None
    return f"`{rule.masker}` does not go into {column.type}; write null, or an expression by `sql`"


def _of_null(rule: Rule, column: Column, _table: Table) -> str | None:
    nothing = rule.masker == "null" or (rule.masker == "fixed" and rule.text is None)
    return "it takes no null; write a text by `fixed`" if nothing and column.not_null else None


def _of_length(rule: Rule, column: Column, _table: Table) -> str | None:
    if column.length is None or element_of(column) not in TEXTS:
        return None
    needed = _needed(rule)
    if needed <= column.length:
        return None
    return f"`{rule.masker}` needs {needed} characters, and it takes {column.length}"


def _needed(rule: Rule) -> int:
    """Return how many characters a masker needs at least."""
    if rule.masker == "fixed":
        return len(rule.text or "")
    if rule.masker not in LENGTHS and MASKERS[rule.masker].by_value:
        return next(length for length in range(1, 100) if shape(rule, length))
    return LENGTHS.get(rule.masker, 0)


def _of_text(rule: Rule, column: Column, _table: Table) -> str | None:
    if rule.masker != "fixed" or rule.text is None or not column.labels:
        return None
    known = f"it is one of {', '.join(column.labels)}"
    return None if rule.text in column.labels else f"{known}, not `{rule.text}`"


def _of_paths(rule: Rule, _column: Column, table: Table) -> str | None:
    keys = {path: documents.keys(path) for path, _ in rule.paths}
    for (path, one), (longer, other) in combinations(sorted(keys.items(), key=_by_length), 2):
        if other[: len(one)] == one:
            return f"`{longer}` lies within `{path}`; leave one of them out"
    return next((why for path, leaf in rule.paths if (why := _of_leaf(path, leaf, table))), None)


def _by_length(item: tuple[str, tuple[str, ...]]) -> int:
    return len(item[1])


def _of_leaf(path: str, leaf: Rule, table: Table) -> str | None:
    """Take a place in a document for a text; it may also be a date, written as ISO does."""
    if not documents.keys(path):
        return "one of its paths is empty"
    if leaf.masker in DATES:
        return _of_by(leaf, _PLACE, table)
    why = why_not(leaf, _PLACE, table)
    return f"`{path}`: {why}" if why else None


_PLACE = Column("", 0, "text", "text", "b", "S", not_null=False)


def _of_unique(rule: Rule, column: Column, table: Table) -> str | None:
    for index in table.unique:
        if column.name in index and not _held_by_others(index, column, table):
            return _unique_lost(rule, column, table, alone=len(index) == 1)
    return None


def _held_by_others(index: tuple[str, ...], column: Column, table: Table) -> bool:
    others = set(index) - {column.name}
    return any(others.issuperset(unique) for unique in table.unique)


def _unique_lost(rule: Rule, column: Column, table: Table, *, alone: bool) -> str | None:
    if rule.masker in ("keep", "null", "sql", "when", "json"):
        return None
    if not MASKERS[rule.masker].by_value or column.base == "cidr":
        return f"it is unique, and `{rule.masker}` can give two rows the same; write `hash`"
    rows = max(table.rows, 0)
    if not alone or rows * rows * RISK <= 2 * _many(rule, column):
        return None
    hint = MORE_DIGITS if rule.masker == "phone" and not column.length else CALLS_LESS
    return f"it is unique, and `{rule.masker}` has too few masks for {rows} rows; {hint}"


def _many(rule: Rule, column: Column) -> int:
    """Return how many different masks there are."""
    if rule.masker in ("uuid", "ip"):
        return 2**122 if rule.masker == "uuid" else 2**28
    if column.base in by_row.GREATEST:
        return min(by_row.GREATEST[column.base], 10**10 if rule.masker == "phone" else 2**63)
    form = shape(rule, column.length)
    return form.many if form else 1
