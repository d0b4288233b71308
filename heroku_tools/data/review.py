"""What the rules decide about the source as it is, checked by its own server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Inventory, Name
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Undecided
from heroku_tools.data.rules import proposal
from heroku_tools.data.rules.decide import Decisions, decide

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

Hits = Mapping[tuple[Name, str], tuple[str, ...]]


@dataclass(frozen=True)
class Review:
    """The tables decided, what is left to decide with its proposal, and what is wrong."""

    tables: tuple[DecidedTable, ...]
    undecided: tuple[Undecided, ...]
    to_paste: str
    problems: tuple[str, ...]
    hits: Hits = field(default_factory=dict)


def review(flow: Flow, inventory: Inventory, source: Connection) -> Review:
    """Decide about every column, have the server check what is SQL, and propose what is left."""
    found = decide(flow.policy, inventory, masked_already=flow.masked_already)
    hits: Hits = {}
    return Review(
        found.tables,
        tuple(
            Undecided(f"{each.table.name}.{each.column.name}", each.why)
            for each in found.undecided
        ),
        proposal.text(found.undecided, hits, policy=flow.policy) if found.undecided else "",
        found.problems,
        hits,
    )


def same_shape(before: tuple[DecidedTable, ...], found: Decisions) -> bool:
    """Whether what was shown is what is there now: tables, columns, and what becomes of them."""
    return not found.undecided and not found.problems and _shape(before) == _shape(found.tables)


def _shape(tables: tuple[DecidedTable, ...]) -> list[object]:
    return [
        (each.table.name, each.table.kind, each.columns, each.skipped, each.only)
        for each in sorted(tables, key=lambda each: each.table.name)
    ]
