"""The SELECT that copies a table, with its masks (pure)."""

from __future__ import annotations

from heroku_tools.data.database.values import quote
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.masks.apply import applied
from heroku_tools.data.masks.digests import Computed
from heroku_tools.data.masks.value import of_column
from heroku_tools.data.masks.words import Words

PREVIEWED = 5


def select(decided: DecidedTable, *, names: Words, rows: str | None = None) -> str:
    """Return the SELECT of the columns that are copied, in their order.

    `rows` is a further condition, which may name `ctid`.
    """
    computed = Computed(decided.table)
    copied = ", ".join(_expressions(decided, computed, names))
    return f"SELECT {copied} FROM {_from(decided, computed, rows)}"


def preview(decided: DecidedTable, *, names: Words) -> str:
    """Return the SELECT of the first masked rows."""
    return f"{select(decided, names=names)} LIMIT {PREVIEWED}"


def _expressions(decided: DecidedTable, computed: Computed, names: Words) -> list[str]:
    copied = [each for each in decided.columns if not each.column.generated]
    return [_expression(each, _nth(each, copied), computed, names) for each in copied]


def _nth(decided: DecidedColumn, copied: list[DecidedColumn]) -> int:
    """Count the columns before it that have the same masker."""
    before = copied[: copied.index(decided)]
    masker = decided.rule.masker if decided.rule else None
    return sum(each.rule is not None and each.rule.masker == masker for each in before)


def _expression(decided: DecidedColumn, nth: int, computed: Computed, names: Words) -> str:
    column = decided.column
    if decided.fate is not Fate.MASK or decided.rule is None:
        return quote(column.name)
    value = of_column(column, computed, nth=nth)
    return f"{applied(decided.rule, column, value, names)} AS {quote(column.name)}"


def _from(decided: DecidedTable, computed: Computed, rows: str | None) -> str:
    """Compute once per row what is used more than once; OFFSET 0 keeps the server from undoing it.

    The subselects go by the table's name, which conditions of one's own may name.
    """
    table = decided.table
    alias = quote(table.name.name)
    source = f"{'ONLY ' if table.kind == 'r' else ''}{table.name.quoted}{_where(decided, rows)}"
    inherited = [f"{alias}.{quote(column.name)}" for column in table.columns]
    for level in computed.levels:
        here = [f"{sql} AS {name}" for sql, name in level.items()]
        source = f"(SELECT {', '.join([*inherited, *here])} FROM {source} OFFSET 0) AS {alias}"
        inherited += [f"{alias}.{name}" for name in level.values()]
    return source


def _where(decided: DecidedTable, rows: str | None) -> str:
    conditions = [f"({condition})" for condition in (decided.only, rows) if condition]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
