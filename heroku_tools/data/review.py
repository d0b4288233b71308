"""What the rules decide about the source as it is, checked by its own server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.database.values import Inventory
from heroku_tools.data.decided import DecidedTable
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Undecided
from heroku_tools.data.rules import proposal
from heroku_tools.data.rules.decide import Decisions, decide
from heroku_tools.data.rules.detectors import detect
from heroku_tools.data.rules.expressions import verify
from heroku_tools.data.rules.hiding import hidden

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection


@dataclass(frozen=True)
class Review:
    """The tables decided, what is left to decide with its proposal, and what is wrong.

    `hiding` are places of the structure, which comes as it is, that seem to be personal.
    """

    tables: tuple[DecidedTable, ...]
    undecided: tuple[Undecided, ...]
    to_paste: str
    problems: tuple[str, ...]
    hiding: tuple[str, ...] = ()


def review(flow: Flow, inventory: Inventory, source: Connection) -> Review:
    """Decide about every column, have the server check what is SQL, and propose what is left."""
    found = decide(flow.policy, inventory, masked_already=flow.masked_already)
    unsound = () if found.problems else verify(source, found)
    spoken_of = flow.unmasked or flow.policy.structure_kept
    hiding = () if spoken_of else tuple(map(str, hidden(source)))
    hits = detect(source, [(each.table, each.column) for each in found.undecided])
    return Review(
        found.tables,
        tuple(
            Undecided(f"{each.table.name}.{each.column.name}", _why(each.why, hits.get(place, ())))
            for each in found.undecided
            for place in [(each.table.name, each.column.name)]
        ),
        proposal.text(found.undecided, hits, policy=flow.policy) if found.undecided else "",
        (*found.problems, *unsound),
        hiding,
    )


def _why(why: str, hits: tuple[str, ...]) -> str:
    return f"{why}; some look like {', '.join(hits)}" if hits else why


def same_shape(before: tuple[DecidedTable, ...], found: Decisions) -> bool:
    """Whether what was shown is what is there now: tables, columns, and what becomes of them."""
    return not found.undecided and not found.problems and _shape(before) == _shape(found.tables)


def _shape(tables: tuple[DecidedTable, ...]) -> list[object]:
    return [
        (each.table.name, each.table.kind, each.columns, each.skipped, each.only)
        for each in sorted(tables, key=lambda each: each.table.name)
    ]
