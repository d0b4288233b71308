"""The steps of bringing data down, in order (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked
from heroku_tools.engine.data_steps import (
    BackUp,
    Build,
    CopyByHeroku,
    CopyRows,
    DropAside,
    Empty,
    Finish,
    LoadSchema,
    MarkProved,
    Prove,
    ScaleDown,
    ScaleUp,
    SetAside,
    TakeSnapshot,
)
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.plan import MaintenanceOff, MaintenanceOn, Plan, RunCommand, Step

AFTER = "after"


class Way(str, Enum):
    """How the data comes."""

    ASIDE = "set aside"
    IN_PLACE = "in place"
    BY_HEROKU = "by Heroku"


@dataclass(frozen=True)
class Closed:
    """How the target was before it was closed: for closing it, and for opening it again.

    `still`: it is closed already, by a copy that was begun; `backed_up`: it was backed up then.
    `aside`: the old data is to be dropped at the end.
    """

    maintenance: bool
    processes: tuple[str, ...]
    still: bool = False
    backed_up: bool = False
    aside: bool = False


def way_of(flow: Flow, looked: Looked) -> Way:
    """Choose how the data comes: as it is, between two databases of Heroku, Heroku copies it."""
    whole = all(not each.skipped and each.only is None for each in looked.tables)
    both = bool(looked.source.app and looked.target.app)
    if flow.unmasked and whole and both:
        return Way.BY_HEROKU
    return Way.IN_PLACE if looked.unmovable else Way.ASIDE


def plan(flow: Flow, looked: Looked, closed: Closed, *, backup: bool) -> Plan:
    """Lay out the whole plan."""
    app, way = flow.target.app_name, way_of(flow, looked)
    after = replace(closed, aside=way is Way.ASIDE)
    steps = (
        *_close(app, closed),
        *([BackUp(app, looked.target.attachment)] if backup and app else []),
        *(_by_heroku(flow, looked) if way is Way.BY_HEROKU else _by_us(flow, looked, way)),
        *opening(flow, after),
    )
    return Plan(flow.target.label, app, steps)


def opening(flow: Flow, closed: Closed) -> tuple[Step, ...]:
    """Lay out what follows the proof.

    `after` comes before anybody uses the app: its code may be newer than the data. The old data is
    dropped when the app is open again.
    """
    app, after = flow.target.app_name, flow.policy.after
    places = len(flow.target.notify)
    return (
        *([RunCommand(app, AFTER, after, "safe")] if app and after else []),
        *reopening(app, closed),
        *([DropAside(app)] if closed.aside else []),
        *([Notify(app, places)] if places else []),
    )


def _close(app: str, closed: Closed) -> tuple[Step, ...]:
    if not app or closed.still:
        return ()
    return (
        *([] if closed.maintenance else [MaintenanceOn(app)]),
        *([ScaleDown(app, closed.processes)] if closed.processes else []),
    )


def reopening(app: str, closed: Closed) -> tuple[Step, ...]:
    """Lay out how the app is opened again, as it was."""
    return (
        *([ScaleUp(app, closed.processes)] if closed.processes else []),
        *([MaintenanceOff(app)] if app and not closed.maintenance else []),
    )


def _by_us(flow: Flow, looked: Looked, way: Way) -> tuple[Step, ...]:
    app, source, aside = flow.target.app_name, flow.source.label, way is Way.ASIDE
    held = len(looked.target.inventory.tables)
    return (
        TakeSnapshot(app, source),
        SetAside(app, held, looked.mark) if aside else Empty(app, held, looked.mark),
        LoadSchema(app, aside, len(looked.tables)),
        CopyRows(app, aside, len(looked.copied), looked.masked),
        Build(app, aside),
        Finish(app, aside),
        Prove(app, aside, source, len(flow.policy.checks)),
        MarkProved(app, source),
    )


def _by_heroku(flow: Flow, looked: Looked) -> tuple[Step, ...]:
    app, source = flow.target.app_name, flow.source.label
    there = f"{looked.source.app}::{looked.source.attachment}"
    return (
        CopyByHeroku(app, there, looked.target.attachment, looked.mark),
        Prove(app, aside=False, source=source, checks=len(flow.policy.checks), whole=False),
        MarkProved(app, source),
    )


def with_mark(steps: tuple[Step, ...], mark: str) -> tuple[Step, ...]:
    """Return the steps of a copy that is taken up: the mark is that of before it was begun."""
    marking = (Empty, SetAside, CopyByHeroku)
    return tuple(replace(step, mark=mark) if isinstance(step, marking) else step for step in steps)
