"""The SQL of a policy that is not what it should be, before any server sees it (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from heroku_tools.data.rules.sql_text import why_no_expression, why_no_query
from heroku_tools.data.rules.written import parts
from heroku_tools.settings.masking import DataPolicy, Rule


def spelling(policy: DataPolicy) -> Iterator[str]:
    """Find every `sql`, `when`, `only` and check that is not one expression, or one query."""
    for rules in policy.mask:
        for column, rule in rules.columns:
            for each in parts(rule):
                yield from _of_rule(each, f"`{rules.table}.{column}`")
    for only in policy.only:
        why = why_no_expression(only.condition)
        if why:
            yield f"{only.where}: `only` of `{only.table}` {why}; it takes one condition"
    for check in policy.checks:
        why = why_no_query(check.text)
        if why:
            yield f"{check.where}: a check {why}; it takes one query"


def _of_rule(rule: Rule, place: str) -> Iterator[str]:
    if rule.condition is not None:
        why = why_no_expression(rule.condition)
        if why:
            yield f"{rule.where}: `when` of {place} {why}; it takes one condition"
    if rule.masker == "sql":
        why = why_no_expression(rule.text or "")
        if why:
            yield f"{rule.where}: `sql` of {place} {why}; it takes one expression"
