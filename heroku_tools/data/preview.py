"""`data ENVIRONMENT --preview TABLE`: a few rows as they would arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroku_tools.console import clip, count, printable
from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import quote
from heroku_tools.data.decided import DecidedTable, Fate
from heroku_tools.data.flow import flow_of
from heroku_tools.data.look import ends, opened
from heroku_tools.data.options import Options
from heroku_tools.data.review import Review, review
from heroku_tools.data.salt import salt_of
from heroku_tools.data.selecting import select
from heroku_tools.errors import Exit, Refused, UsageFailed
from heroku_tools.journey.stage import Stage
from heroku_tools.settings.model import nearest
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

ROWS = 5
Row = tuple[str | None, ...]


def preview(stage: Stage, options: Options) -> Exit:
    """Show them; the source's server masks them as it would for a copy."""
    flow = flow_of(stage.settings, stage.environment)
    source = ends(stage, flow, options).source
    with opened(source, salt=salt_of(flow.policy)) as connection:
        found = review(flow, catalogue.read(connection), connection)
        table = _table(found, options.preview or "")
        rows = _rows(connection, table)
    names = [column.name for column in table.table.copied]
    shown = [dict(zip(names, row, strict=True)) for row in rows]
    stage.report.update({"table": str(table.table.name), "rows": shown})
    if not options.as_json:
        stage.console.answer(_text(table, names, rows, stage.console.width))
    return Exit.DONE


def _table(found: Review, wanted: str) -> DecidedTable:
    """Find it by name. Raises UsageFailed, and Refused where its columns are not all decided."""
    by_name = {str(each.table.name): each for each in found.tables if each.table.kind == "r"}
    if wanted not in by_name:
        meant = nearest(wanted, by_name)
        question = f"; did you mean `{meant}`?" if meant else ""
        raise UsageFailed(f"the source has no table `{wanted}`{question}")
    if found.problems:
        raise Refused("\n  ".join(found.problems))
    undecided = [each for each in found.undecided if each.column.startswith(f"{wanted}.")]
    if undecided:
        columns = ", ".join(each.column for each in undecided)
        raise Refused(f"nobody has decided about {columns}: its rows are not shown")
    return by_name[wanted]


def _rows(connection: Connection, table: DecidedTable) -> list[Row]:
    if table.skipped:
        return []
    columns = ", ".join(f"p.{quote(column.name)}::text" for column in table.table.copied)
    asked = f"SELECT {columns} FROM ({select(table, None)}) AS p LIMIT {ROWS}"  # noqa: S608
    with postgres.telling(f"the rows of {table.table.name} cannot be shown"):
        return connection.execute(asked.encode()).fetchall()


def _text(table: DecidedTable, names: list[str], rows: list[Row], width: int | None) -> str:
    """Return the rows one below the other: a column a line, those that are masked marked."""
    masked = {each.column.name for each in table.columns if each.fate is Fate.MASK}
    longest = max(map(len, names), default=0)
    lines = [f"{table.table.name}: {count(len(rows), 'row')}, as they would arrive"]
    for number, row in enumerate(rows, 1):
        lines += ["", f"{number}"]
        for name, value in zip(names, row, strict=True):
            mark = "*" if name in masked else " "
            said = "(null)" if value is None else printable(value)
            lines.append(clip(f" {mark} {name:<{longest}}  {said}", width))
    return "\n".join([*lines, "", "* masked"])
