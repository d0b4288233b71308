"""Whether a masker can hold in a column: stands in for the room of masks until it is (pure)."""

from __future__ import annotations

from heroku_tools.data.database.values import Column, Table
from heroku_tools.settings.masking import Rule


def why_not(rule: Rule, column: Column, table: Table) -> str | None:  # noqa: ARG001
    """Say why it cannot, or None."""
    return "it takes no null" if rule.masker == "null" and column.not_null else None
