"""The steps of bringing data down, in order (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked
from heroku_tools.engine.data_steps import (
    BackUp,
    Build,
    CopyByHeroku,
    CopyRows,
    Empty,
    Finish,
    LoadSchema,
    MarkProved,
    Prove,
    ScaleDown,
    ScaleUp,
    TakeSnapshot,
)
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.plan import MaintenanceOff, MaintenanceOn, Plan, RunCommand, Step

AFTER = "after"


class Way(str, Enum):
    """How the data comes."""

    IN_PLACE = "in place"
    BY_HEROKU = "by Heroku"


@dataclass(frozen=True)
class Closed:
    """How the target was before it was closed: for closing it, and for opening it again.

    `still`: it is closed already, by a copy that was begun; `backed_up`: it was backed up then.
    """

    maintenance: bool
    processes: tuple[str, ...]
    still: bool = False
    backed_up: bool = False


def way_of(flow: Flow, looked: Looked) -> Way:
    """Choose how the data comes: as it is, between two databases of Heroku, Heroku copies it."""
    whole = all(not each.skipped and each.only is None for each in looked.tables)
    both = bool(looked.source.app and looked.target.app)
    return Way.BY_HEROKU if flow.unmasked and whole and both else Way.IN_PLACE


def plan(flow: Flow, looked: Looked, closed: Closed, *, backup: bool) -> Plan:
    """Lay out the whole plan."""
    app = flow.target.app_name
    copying = _by_heroku if way_of(flow, looked) is Way.BY_HEROKU else _in_place
    steps = (
        *_close(app, closed),
        *([BackUp(app, looked.target.attachment)] if backup and app else []),
        *copying(flow, looked),
        *opening(flow, closed),
    )
    return Plan(flow.target.label, app, steps)


def opening(flow: Flow, closed: Closed) -> tuple[Step, ...]:
    """Lay out what follows the proof.

    `after` comes before anybody uses the app: its code may be newer than the data.
    """
    app, after = flow.target.app_name, flow.policy.after
    places = len(flow.target.notify)
    return (
        *([RunCommand(app, AFTER, after, "safe")] if app and after else []),
        *reopening(app, closed),
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


def _in_place(flow: Flow, looked: Looked) -> tuple[Step, ...]:
    app, source = flow.target.app_name, flow.source.label
    return (
        TakeSnapshot(app, source),
        Empty(app, len(looked.target.inventory.tables)),
        LoadSchema(app, len(looked.tables)),
        CopyRows(app, len(looked.copied), looked.masked),
        Build(app),
        Finish(app),
        Prove(app, source, len(flow.policy.checks)),
        MarkProved(app, source),
    )


def _by_heroku(flow: Flow, looked: Looked) -> tuple[Step, ...]:
    app, source = flow.target.app_name, flow.source.label
    there = f"{looked.source.app}::{looked.source.attachment}"
    return (
        CopyByHeroku(app, there, looked.target.attachment),
        Prove(app, source, len(flow.policy.checks)),
        MarkProved(app, source),
    )
