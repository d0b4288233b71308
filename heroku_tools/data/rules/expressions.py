"""The SQL of the file: one expression each, of the right type, by the word of the server itself.

It is only parsed there, as a statement that is prepared and never run; that takes one statement
and no second by its very protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Column, Table, literal
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.rules.decide import Decisions
from heroku_tools.errors import LookFailed
from heroku_tools.settings.masking import Rule

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

BAD_VALUES = "22"  # the class of data exceptions


@dataclass(frozen=True)
class Claim:
    """Something that the server is asked to parse: a `condition` on the rows of `table`.

    A condition admits no aggregate, no window and no function that returns rows. `what` is how a
    person knows it, and `otherwise` what is said where a text is no value of its column's type.
    """

    where: str
    what: str
    condition: str
    otherwise: str = ""


def verify(connection: Connection, decisions: Decisions) -> tuple[str, ...]:
    """Return what the server does not take, as problems with `file:line`. Raises LookFailed.

    The connection must not be in a transaction, which the first problem would end.
    """
    problems: list[str] = []
    for decided in decisions.tables:
        if decided.table.root or decided.skipped:
            continue
        claims = [*_claims(decided)]
        together = " AND ".join(claim.condition for claim in claims)
        if claims and _refusal(connection, _statement(decided.table, together)):
            problems += _of_each(connection, decided.table, claims)
    for check in decisions.policy.checks:
        refusal = _refusal(connection, check_query(check.text))
        if refusal:
            problems.append(f"{check.where}: the database does not take this check: {refusal.why}")
    return tuple(problems)


@dataclass(frozen=True)
class Refusal:
    """Why the server does not take something; `state` is its SQLSTATE."""

    state: str
    why: str


def check_query(text: str) -> str:
    """Return a check as a query that cannot change anything: 1 where it finds a row, else 0."""
    return f"SELECT count(*) FROM (SELECT 1 FROM ({text}) AS checked LIMIT 1) AS found"  # noqa: S608


def _claims(decided: DecidedTable) -> Iterator[Claim]:
    table = decided.table
    if decided.only is not None:
        yield Claim(decided.only_where, f"`only` of `{table.name}`", f"({decided.only})")
    for each in decided.columns:
        if each.rule is not None:
            place = f"`{table.name}.{each.column.name}`"
            yield from _of_rule(each.rule, each.column, place, in_document=False)


def _of_rule(rule: Rule, column: Column, place: str, *, in_document: bool) -> Iterator[Claim]:
    cast = "" if in_document else f"::{column.type}"
    if rule.condition is not None:
        yield Claim(rule.where, f"`when` of {place}", f"({rule.condition})")
    if rule.masker == "sql":
        yield Claim(rule.where, f"`sql` of {place}", f"(({rule.text}){cast}) IS NULL")
    if rule.masker == "fixed" and cast:
        value = f"({literal(rule.text or '')}{cast}) IS NULL"
        yield Claim(rule.where, f"`fixed` of {place}", value, f"its text is no {column.type}")
    for inner in (rule.then, rule.otherwise):
        if inner is not None:
            yield from _of_rule(inner, column, place, in_document=in_document)
    for _, inner in rule.paths:
        yield from _of_rule(inner, column, place, in_document=True)


def _statement(table: Table, condition: str) -> str:
    only = "ONLY " if table.kind == "r" else ""
    return f"SELECT 1 FROM {only}{table.name.quoted} WHERE {condition}"  # noqa: S608


def _of_each(connection: Connection, table: Table, claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        refusal = _refusal(connection, _statement(table, claim.condition))
        if refusal is None:
            continue
        is_value = claim.otherwise and refusal.state.startswith(BAD_VALUES)
        why = claim.otherwise if is_value else refusal.why
        yield f"{claim.where}: the database does not take {claim.what}: {why}"


def _refusal(connection: Connection, statement: str) -> Refusal | None:
    """Ask the server to parse a statement. Raises LookFailed where it does not answer."""
    from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus

    link = connection.pgconn
    result = link.prepare(b"", statement.encode())
    if result.status == ExecStatus.COMMAND_OK:
        return None
    if link.status != ConnStatus.OK:
        raise LookFailed("The database went away while the rules were looked at")
    state, why = (
        (result.error_field(field) or b"").decode(errors="replace")
        for field in (DiagnosticField.SQLSTATE, DiagnosticField.MESSAGE_PRIMARY)
    )
    return Refusal(state, why.splitlines()[0] if why else "it does not say why")
