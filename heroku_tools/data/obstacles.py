"""What stands against a copy beyond its rules: who the two databases are, and what they can do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data import marks
from heroku_tools.data.database import identity, marker, preflight, sameness
from heroku_tools.data.database.identity import Whose
from heroku_tools.data.database.sessions import Session
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Standing
from heroku_tools.data.reach import Everywhere, Reached
from heroku_tools.data.salt import of_rules, of_salt
from heroku_tools.tools.pg_programs import pg_program

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection


@dataclass(frozen=True)
class Ends:
    """The two databases, and where all others of the file are."""

    source: Reached
    target: Reached
    everywhere: Everywhere


def who_it_is(flow: Flow, both: Ends, protected: frozenset[str]) -> tuple[str, ...]:
    """Return why the target may be somebody else's database; `protected` are labels."""
    others = [
        _whose(each, protected)
        for label, found in both.everywhere.items()
        if label != flow.target.label
        for each in found
    ]
    return identity.doubts(_whose(both.target, protected), others)


def _whose(reached: Reached, protected: frozenset[str]) -> Whose:
    return Whose(
        reached.label,
        reached.place,
        reached.app,
        reached.addon,
        reached.owner,
        protected=reached.label in protected,
    )


def between(
    flow: Flow,
    here: Inventory,
    there: Inventory,
    source: Connection,
    target: Connection,
    *,
    salt: str | None,
) -> tuple[str, ...]:
    """Return why the one cannot be copied into the other. Raises ProgramMissing, LookFailed."""
    met = sameness.met(source, target)
    same = identity.same(here.server, there.server, met=met)
    newest = max(here.server.major, there.server.major)
    for program in ("pg_dump", "pg_restore"):
        pg_program(program, at_least=newest)
    return (
        *([same] if same else []),
        *preflight.obstacles(here, there),
        *_marked(flow, here, salt),
    )


def _marked(flow: Flow, here: Inventory, salt: str | None) -> tuple[str, ...]:
    found, rules = marker.read(here.server.comment), of_rules(flow.policy)
    return marks.complaints(flow, found, salt=of_salt(salt), rules=rules)


@dataclass(frozen=True)
class Fits:
    """Why the copy does not fit: at all, or beside the old data."""

    in_place: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def room(here: Inventory, there: Inventory, limit: int | None) -> Fits:
    """Say whether there is room; `limit` is the plan's, in bytes."""
    in_place, aside = (preflight.room(here, there, limit, aside=aside) for aside in (False, True))
    return Fits((in_place,) if in_place else (), (aside,) if aside else ())


def left_behind(stands: Standing, run: str) -> tuple[str, ...]:
    """Return that another run's old data is still aside; `run` is the one that is taken up."""
    if stands.aside_run in ("", run):
        return ()
    label = stands.side.label
    return (
        f"the database of {label} holds data that an earlier copy has set aside, of which this "
        f"clone knows nothing more: heroku-tools data {label} --abandon settles it",
    )


FEW = 10


def hiding(places: tuple[str, ...]) -> tuple[str, ...]:
    """Return that the structure must not come as it is; `places` as the rules' room names them."""
    if not places:
        return ()
    more = [f"and {len(places) - FEW} more"] if len(places) > FEW else []
    listed = "; ".join([*places[:FEW], *more])
    return (
        f"the structure comes as it is, and seems to hold something personal: {listed}; change it, "
        "or say `structure: keep` once you have looked",
    )


def connected(others: tuple[Session, ...]) -> tuple[str, ...]:
    """Return who else is connected to the target, by application: they will see it empty."""
    names = Counter(each.application or "without a name" for each in others if not each.ours)
    if not names:
        return ()
    listed = ", ".join(f"{name} ({number})" for name, number in sorted(names.items()))
    return (f"connected to the target now: {listed}",)
