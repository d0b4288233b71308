"""Looking: both databases side by side, what the rules decide, and the target's app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.database import catalogue, marker
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked, Side, Standing
from heroku_tools.data.obstacles import against
from heroku_tools.data.options import Options
from heroku_tools.data.reach import Everywhere, Reached, choose, everywhere, followers
from heroku_tools.data.review import review
from heroku_tools.data.salt import salt_of
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import postgres
from heroku_tools.tools.answers import ProcessType

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

APPLICATION = "heroku-tools look"


@dataclass(frozen=True)
class Ends:
    """The two databases, and where all others of the file are."""

    source: Reached
    target: Reached
    everywhere: Everywhere


def ends(stage: Stage, flow: Flow, options: Options) -> Ends:
    """Find both databases. Raises Refused where one is not there, LookFailed, UsageFailed."""
    found = everywhere(stage, (flow.source, flow.target))
    source = choose(flow.source, found[flow.source.label], options.source_attachment)
    target = choose(flow.target, found[flow.target.label], options.target_attachment)
    if not options.source_attachment and flow.source.app_name:
        behind = followers(source, found[flow.source.label])
        source = behind[0] if behind else source
    return Ends(source, target, found)


def look(stage: Stage, flow: Flow, options: Options) -> Looked:
    """Look at everything that a copy depends on."""
    salt, both = salt_of(flow.policy), ends(stage, flow, options)
    stands = _standing(stage, both.target)
    with opened(both.source, salt=salt) as source:
        here = _side(both.source, source)
        found = review(flow, here.inventory, source)
    wrong = against(flow, both, here.inventory, stands.side.inventory, salt=salt)
    return Looked(
        here,
        stands.side,
        found.tables,
        found.undecided,
        found.to_paste,
        (*found.problems, *wrong.obstacles),
        wrong.warnings,
        stands.maintenance,
        stands.processes,
        stands.incomplete,
        stands.proved_run,
        found.hits,
    )


def standing(stage: Stage, flow: Flow, options: Options) -> Standing:
    """Look at the target alone: at its database and its app."""
    return _standing(stage, ends(stage, flow, options).target)


def _standing(stage: Stage, target: Reached) -> Standing:
    with opened(target) as connection:
        side = _side(target, connection)
    marked = marker.read(side.inventory.server.comment)
    proved = marked is not None and marked.proved
    maintenance, processes = _app(stage, target.app) if target.app else (False, ())
    return Standing(
        side,
        maintenance,
        processes,
        incomplete=marked is not None and not proved,
        proved_run=marked.run if marked and proved else "",
    )


def _app(stage: Stage, app: str) -> tuple[bool, tuple[str, ...]]:
    with stage.questions.app(app) as asking, stage.questions.formation(app) as scaled:
        return asking.result().maintenance, running(scaled.result())


def running(formation: tuple[ProcessType, ...]) -> tuple[str, ...]:
    """Return the processes that run, as `web=2`."""
    return tuple(f"{each.type}={each.quantity}" for each in formation if each.quantity)


@contextmanager
def opened(reached: Reached, *, salt: str | None = None) -> Iterator[Connection]:
    """Open a connection that changes nothing, for as long as the block."""
    connection = postgres.connect(reached.url, application=APPLICATION, source=True, salt=salt)
    with connection:
        yield connection


def _side(reached: Reached, connection: Connection) -> Side:
    return Side(
        reached.label,
        reached.app,
        reached.attachment,
        reached.addon,
        reached.owner,
        str(reached.place),
        catalogue.read(connection),
        reached.url,
    )
