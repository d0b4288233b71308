"""The masks on some rows of the source, before anything is copied: whether they make sense there.

The rows stay at the source; what comes back is whether something failed. It is what a parser cannot
see: an expression that fails for some values, a mask that breaks a CHECK of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import quote
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.masks.select import select
from heroku_tools.data.masks.words import Words
from heroku_tools.data.rules.decide import Decisions
from heroku_tools.errors import LookFailed
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

ROWS = 500  # of each table
PATIENCE = "20s"  # for one of them
CHECK = re.compile(r"CHECK \((?P<condition>.*)\)(?: NO INHERIT)?", re.DOTALL)
NOT_IN_TIME = "57014"


def try_out(connection: Connection, decisions: Decisions, names: Words) -> tuple[str, ...]:
    """Mask some rows of each masked table, and return what fails, as problems.

    The connection has the salt, and is in no transaction. Raises LookFailed where it is lost.
    """
    return tuple(
        problem
        for decided in decisions.tables
        if decided.masked and not decided.skipped and decided.table.kind == "r"
        for problem in _of_table(connection, decided, names)
    )


def _of_table(connection: Connection, decided: DecidedTable, names: Words) -> Iterator[str]:
    table, (first, *_) = decided.table, decided.masked
    where = first.rule.where if first.rule else ""
    rows = f"({select(decided, names=names)} LIMIT {ROWS}) AS {quote(table.name.name)}"
    failure = _asked(connection, _counted(rows, f"{quote(table.name.name)}.*"))[1]
    if failure:
        yield f"{where}: masked rows of `{table.name}` cannot be made: {failure}"
        return
    for check in table.checks:
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
