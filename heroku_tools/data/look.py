"""Looking: both databases side by side, what the rules decide, and the target's app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from heroku_tools.data.aside import state, survey
from heroku_tools.data.database import catalogue, marker, preflight, sessions
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked, Side, Standing
from heroku_tools.data.obstacles import (
    Ends,
    between,
    connected,
    hiding,
    left_behind,
    room,
    who_it_is,
)
from heroku_tools.data.options import Options
from heroku_tools.data.reach import Reached, choose, everywhere, followers
from heroku_tools.data.review import Review, review
from heroku_tools.data.rules.trial import try_out
from heroku_tools.data.salt import salt_of
from heroku_tools.data.selecting import select
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import pg_words, postgres
from heroku_tools.tools.answers import ProcessType
from heroku_tools.tools.process import Finished

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

APPLICATION = "heroku-tools look"


def ends(stage: Stage, flow: Flow, options: Options) -> Ends:
    """Find both databases. Raises Refused where one is not there, LookFailed, UsageFailed."""
    found = everywhere(stage, (flow.source, flow.target))
    source = choose(flow.source, found[flow.source.label], options.source_attachment)
    target = choose(flow.target, found[flow.target.label], options.target_attachment)
    if not options.source_attachment and flow.source.app_name:
        behind = followers(source, found[flow.source.label])
        source = behind[0] if behind else source
    return Ends(source, target, found)


def look(stage: Stage, flow: Flow, options: Options, *, run: str = "") -> Looked:
    """Look at everything that a copy depends on; `run` is the one that is taken up, if one is."""
    salt, both = salt_of(flow.policy), ends(stage, flow, options)
    with (
        _limit(stage, both.target) as limit,
        opened(both.source, salt=salt) as source,
        opened(both.target) as target,
    ):
        here, stands = _side(both.source, source), _standing(stage, both.target, target)
        there = stands.side.inventory
        found = review(flow, here.inventory, source)
        tried = _tried(found, source) if salt else ()
        wrong = between(flow, here.inventory, there, source, target, salt=salt)
        others = sessions.others(target)
        unmovable = _unmovable(stands, source, target)
        fits = room(here.inventory, there, limit())
    protected = frozenset(each.label for each in stage.settings.environments if each.protected)
    full = (*fits.in_place, *left_behind(stands, run))
    return Looked(
        here,
        stands,
        found.tables,
        found.undecided,
        found.to_paste,
        (
            *who_it_is(flow, both, protected),
            *wrong,
            *found.problems,
            *tried,
            *hiding(found.hiding),
            *full,
        ),
        (*preflight.warnings(here.inventory, there), *connected(others)),
        (*unmovable, *fits.aside),
    )


def _tried(found: Review, source: Connection) -> tuple[str, ...]:
    """Mask some rows at the source, once all is decided; what fails there would fail on the way."""
    if found.undecided or found.problems:
        return ()
    return try_out(source, found.tables, select)


def _unmovable(stands: Standing, source: Connection, target: Connection) -> tuple[str, ...]:
    """Say why the old data cannot be set aside; what was set aside, it can again."""
    return () if stands.aside_run else survey.can_move(target, source)


def standing(stage: Stage, flow: Flow, options: Options) -> Standing:
    """Look at the target alone: at its database and its app."""
    target = ends(stage, flow, options).target
    with opened(target) as connection:
        return _standing(stage, target, connection)


def _standing(stage: Stage, target: Reached, connection: Connection) -> Standing:
    side = _side(target, connection)
    aside = state.read(connection)
    marked = marker.read(side.inventory.server.comment)
    proved = marked is not None and marked.proved
    maintenance, processes = _app(stage, side.app) if side.app else (False, ())
    return Standing(
        side,
        maintenance,
        processes,
        incomplete=marked is not None and not proved,
        proved_run=marked.run if marked and proved else "",
        mark=(marker.compose(None, marked) or "") if marked else "",
        aside_run=aside.run if aside else "",
        can_come_back=aside is not None and aside.can_come_back,
    )


@contextmanager
def _limit(stage: Stage, target: Reached) -> Iterator[Callable[[], int | None]]:
    """Ask Heroku how large the target may grow; None where it does not say."""
    if not target.app:
        yield lambda: None
        return
    with stage.heroku.start(cli.pg_info(target.app, target.attachment)) as asking:
        yield lambda: _size_limit(asking.wait())


def _size_limit(answer: Finished) -> int | None:
    try:
        return pg_words.database(answer.text).size_limit
    except ValueError:
        return None


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
