"""What was measured, what it comes to, and how it is shown (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Take = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """Two things to be measured side by side; ours is to be `at_most` so many times theirs.

    `ours` and `theirs` do it once, and return what it took, in `unit`.
    """

    name: str
    what: str
    against: str
    at_most: float
    ours: Take
    theirs: Take
    unit: str = "s"


@dataclass(frozen=True)
class Sample:
    """What one of them took, each time."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def __str__(self) -> str:
        """The median, and between what it lay."""
        return f"{self.middle:.3f} ({min(self.values):.3f}-{max(self.values):.3f})"


@dataclass(frozen=True)
class Result:
    """A row that was measured."""

    name: str
    what: str
    against: str
    at_most: float
    ours: Sample
    theirs: Sample
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times theirs ours is, by the medians."""
        return self.ours.middle / self.theirs.middle

    @property
    def reached(self) -> bool:
        """Whether that is what was to be reached."""
        return self.ratio <= self.at_most


def side_by_side(row: Row, rounds: int) -> Result:
    """Measure a row: in turns, and who begins takes turns too. A first round warms up."""
    ours, theirs = [], []
    for number in range(rounds + 1):
        if number % 2:
            mine, other = row.ours(), row.theirs()
        else:
            other, mine = row.theirs(), row.ours()
        if number:
            ours.append(mine)
            theirs.append(other)
    about = (row.name, row.what, row.against, row.at_most)
    return Result(*about, Sample(tuple(ours)), Sample(tuple(theirs)), row.unit)


TOOK = "median (min-max)"
HEAD = ("what", TOOK, "against", TOOK, "ratio", "to reach")


def table(results: Sequence[Result]) -> str:
    """Return the one table, as plain text."""
    rows = [HEAD, *map(_cells, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]]) + "\n"


def _cells(result: Result) -> tuple[str, ...]:
    reach = f"<= {result.at_most:.3g}x" + ("" if result.reached else "  NOT REACHED")
    ours, theirs = (f"{each} {result.unit}" for each in (result.ours, result.theirs))
    return result.what, ours, result.against, theirs, f"{result.ratio:.3f}x", reach


def document(results: Sequence[Result], machine: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {"machine": dict(machine), "rows": [_data(result) for result in results]}


def _data(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "what": result.what,
        "against": result.against,
        "unit": result.unit,
        "ours": [round(value, 4) for value in result.ours.values],
        "theirs": [round(value, 4) for value in result.theirs.values],
        "ratio": round(result.ratio, 4),
        "to_reach": result.at_most,
    }
