"""`config --compare`: config vars by environments, by fingerprint (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from heroku_tools.config.fingerprint import fingerprint
from heroku_tools.console import count

NOWHERE, UNKNOWN = "-", "?"


class Verdict(str, Enum):
    """How a config var compares across environments, by the mark that stands before it."""

    MISSING = "?"
    DIFFERS = "!"
    SAME = "="
    ADDON = "@"


WORDS = {
    Verdict.MISSING: "not everywhere",
    Verdict.DIFFERS: "differ",
    Verdict.SAME: "same",
    Verdict.ADDON: "of add-ons",
}


@dataclass(frozen=True)
class Column:
    """An environment: its config vars, or None, and `why` they could not be read."""

    label: str
    app: str
    values: Mapping[str, str] | None = field(repr=False)
    addons: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Row:
    """A config var: a cell for each environment, a fingerprint or NOWHERE or UNKNOWN."""

    key: str
    verdict: Verdict
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Rows by verdict, what needs a look first, and by name."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def summary(self) -> str:
        """How many there are of each kind."""
        counted = [(sum(row.verdict is each for row in self.rows), WORDS[each]) for each in Verdict]
        words = ", ".join(f"{number} {word}" for number, word in counted if number)
        return f"{count(len(self.rows), 'config var')}: {words}" if words else "no config vars"


def compare(columns: Sequence[Column], salt: bytes) -> Comparison:
    """Compare; an environment that could not be read says nothing of any var."""
    keys = sorted({key for column in columns for key in column.values or ()})
    rows = [_row(key, columns, salt) for key in keys]
    order = list(Verdict)
    return Comparison(
        tuple(columns), tuple(sorted(rows, key=lambda row: (order.index(row.verdict), row.key)))
    )


def _row(key: str, columns: Sequence[Column], salt: bytes) -> Row:
    cells = tuple(_cell(key, column, salt) for column in columns)
    known = [cell for cell in cells if cell != UNKNOWN]
    if any(key in column.addons for column in columns):
        verdict = Verdict.ADDON if NOWHERE not in known else Verdict.MISSING
    elif NOWHERE in known:
        verdict = Verdict.MISSING
    else:
        verdict = Verdict.SAME if len(set(known)) == 1 else Verdict.DIFFERS
    return Row(key, verdict, cells)


def _cell(key: str, column: Column, salt: bytes) -> str:
    if column.values is None:
        return UNKNOWN
    value = column.values.get(key)
    return NOWHERE if value is None else f"#{fingerprint(value, salt)}"


def document(comparison: Comparison) -> dict[str, Any]:
    """Return it as plain data, masked like the table."""
    labels = [column.label for column in comparison.columns]
    return {
        "environments": [
            {"environment": column.label, "app": column.app, "error": column.why or None}
            for column in comparison.columns
        ],
        "config_vars": [
            {
                "key": row.key,
                "verdict": WORDS[row.verdict],
                "values": dict(zip(labels, map(_plain, row.cells), strict=True)),
            }
            for row in comparison.rows
        ],
    }


def _plain(cell: str) -> str | None:
    return None if cell in (NOWHERE, UNKNOWN) else cell
