"""The masks on some rows of the source, before anything is copied: whether they make sense there.

The rows stay at the source; what comes back is whether something failed. It is what a parser cannot
see: an expression that fails for some values, a mask that breaks a CHECK of its table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Column, quote
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.rules.written import parts
from heroku_tools.errors import LookFailed
from heroku_tools.settings.masking import Rule
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

Select = Callable[[DecidedTable, str | None], str]

ROWS = 500  # of each table
PATIENCE = "20s"  # for one of them
CHECK = re.compile(r"CHECK \((?P<condition>.*)\)(?: NO INHERIT)?", re.DOTALL)
OWN = ("sql", "when")
# Any other is a domain, with conditions of its own, or an enum.
PLAIN = re.compile(
    r"(text|character( varying)?|jsonb?|inet|cidr|uuid|date|bytea|boolean|integer|bigint|smallint"
    r"|numeric|real|double precision|time(stamp)?|tsvector|xml)"
    r"(\([0-9,]+\))?( with(out)? time zone)?(\[\])*"
)
NOT_IN_TIME = "57014"


def try_out(
    connection: Connection, tables: Sequence[DecidedTable], select: Select
) -> tuple[str, ...]:
    """Mask some rows of the tables where it may fail, and return what does, as problems.

    `select` makes the SELECT of one. The connection has the salt, and is in no transaction.
    Raises LookFailed where it is lost.
    """
    return tuple(
        problem
        for decided in tables
        if not decided.skipped and decided.table.kind == "r" and _may_fail(decided)
        for problem in _of_table(connection, decided, select)
    )


def _may_fail(decided: DecidedTable) -> bool:
    """Whether there is more than maskers in ordinary columns, which do not fail."""
    return any(
        _is_own(each.rule) or not PLAIN.fullmatch(each.column.type) or _checks(decided, each.column)
        for each in decided.masked
    )


def _is_own(rule: Rule | None) -> bool:
    return rule is not None and any(each.masker in OWN for each in parts(rule))


def _checks(decided: DecidedTable, column: Column) -> list[str]:
    """Return the conditions that name a column, as far as one can see."""
    return [check for check in decided.table.checks if column.name in check]


def _of_table(connection: Connection, decided: DecidedTable, select: Select) -> Iterator[str]:
    table, (first, *_) = decided.table, decided.masked
    where = first.rule.where if first.rule else ""
    rows = f"({select(decided, None)} LIMIT {ROWS}) AS {quote(table.name.name)}"
    failure = _asked(connection, _counted(rows, f"{quote(table.name.name)}.*"))[1]
    if failure:
        yield f"{where}: masked rows of `{table.name}` cannot be made: {failure}"
        return
    checks = (check for each in decided.masked for check in _checks(decided, each.column))
    for check in dict.fromkeys(checks):
        condition = CHECK.fullmatch(check)
        if condition and _is_broken(connection, rows, condition["condition"]):
            yield f"{where}: masked rows of `{table.name}` would break its {check}"


def _is_broken(connection: Connection, rows: str, condition: str) -> bool:
    """What cannot be asked (about a computed column, say) shows when the rows arrive."""
    return bool(_asked(connection, f"{_counted(rows, '*')} WHERE NOT ({condition})")[0])


def _counted(rows: str, what: str) -> str:
    """Count whole rows, or the server would not compute what nobody asks for."""
    return f"SELECT count({what}) FROM {rows}"  # noqa: S608


def _asked(connection: Connection, query: str) -> tuple[int, str | None]:
    """Return a query's number, and why there is none."""
    import psycopg

    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SELECT set_config('statement_timeout', %s, true)", (PATIENCE,))
            row = connection.execute(query.encode()).fetchone()
    except psycopg.Error as error:
        if connection.broken:
            raise LookFailed("The database went away while masks were tried") from None
        return 0, None if error.sqlstate == NOT_IN_TIME else postgres.reason(error)
    return (row[0] if row else 0), None
