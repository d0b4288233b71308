"""Looking at one way that data takes: both databases at once, beside all else. It changes nothing.

A database that cannot be reached is a finding, and holds up nobody for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from heroku_tools.data import marks
from heroku_tools.data.database import catalogue, marker, preflight
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.flow import Flow, flow_of
from heroku_tools.data.glance import APPLICATION, PATIENCE, read
from heroku_tools.data.known import Known
from heroku_tools.data.obstacles import hiding
from heroku_tools.data.reach import Asking, Reached, choose, followers
from heroku_tools.data.review import Review, review
from heroku_tools.data.salt import of_rules, of_salt, salt_of
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.turn import is_alive
from heroku_tools.errors import HerokuToolsError, SettingsFailed
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.settings import Environment
from heroku_tools.start.doctor import data_judge
from heroku_tools.start.doctor.data_judge import Rules
from heroku_tools.start.doctor.finding import Finding, Level, Section, fine, to_do
from heroku_tools.start.doctor.look import Ground
from heroku_tools.tools import postgres
from heroku_tools.tools.background import InBackground
from heroku_tools.tools.pg_programs import pg_program
from heroku_tools.tools.questions import Later

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

T = TypeVar("T")
WITHIN = 60.0  # seconds for all that one database is asked
Databases = tuple[Reached, ...]


@dataclass(frozen=True)
class There:
    """The target: what it says of itself, and what is in it."""

    known: Known
    inventory: Inventory


@dataclass(frozen=True)
class Here:
    """The source: what is in it, and what the rules make of that."""

    inventory: Inventory
    review: Review


def look(ground: Ground, environment: Environment) -> Looking[Section]:
    """Find out whether data could come into an environment, and what is left of a copy."""
    assert environment.data_from
    title = f"Data of {environment.label}, from {environment.data_from.label}"
    try:
        flow = flow_of(ground.settings, environment)
    except HerokuToolsError as error:
        return Section(title, (_told(error, environment),))
    there, here = yield from _both(ground, flow)
    found = [*_target(ground, flow, there), *_once(_source(flow, here))]
    inventories = [each.inventory for each in (here, there) if not isinstance(each, Finding)]
    found += _programs(environment, inventories)
    if len(inventories) == len((here, there)):
        wrong = preflight.obstacles(*inventories)
        found += [to_do(each, f"then: heroku-tools data {flow.target.label}") for each in wrong]
    return Section(title, tuple(found))


def _both(ground: Ground, flow: Flow) -> Looking[tuple[There | Finding, Here | Finding]]:
    """Ask both at once; a finding says why one could not be asked."""
    with ExitStack() as under_way:
        target, source = (
            Asking(ground.questions, each, under_way) for each in (flow.target, flow.source)
        )
        reading = yield from _start(target, flow.target, _there)
        reviewing = yield from _start(source, flow.source, lambda *found: _here(flow, *found))
        there = yield from _ended(reading, flow.target)
        return there, (yield from _ended(reviewing, flow.source))


def _start(
    asking: Asking, environment: Environment, read: Callable[[Reached, Databases], T]
) -> Looking[Later[T] | Finding]:
    try:
        found = yield from asking.databases()
        chosen = choose(environment, found, None)
    except HerokuToolsError as error:
        return _told(error, environment)
    return InBackground(lambda: read(chosen, found), within=WITHIN, who="the database")


def _ended(reading: Later[T] | Finding, environment: Environment) -> Looking[T | Finding]:
    if isinstance(reading, Finding):
        return reading
    try:
        return (yield from answer(reading))
    except HerokuToolsError as error:
        return _told(error, environment)


def _told(error: HerokuToolsError, environment: Environment) -> Finding:
    again = f"look again: heroku-tools check {environment.label}"
    return to_do(f"{environment.label}: {error.message}", error.hint or again)


@contextmanager
def _opened(reached: Reached) -> Iterator[Connection]:
    with postgres.connect(
        reached.url, application=APPLICATION, source=True, patience=PATIENCE
    ) as connection:
        yield connection


def _there(reached: Reached, _others: Databases) -> There:
    with _opened(reached) as connection:
        return There(read(connection), catalogue.read(connection))


def _here(flow: Flow, reached: Reached, found: Databases) -> Here:
    """A follower is asked where there is one, as `data` does."""
    behind = followers(reached, found) if reached.app else ()
    with _opened(behind[0] if behind else reached) as connection:
        inventory = catalogue.read(connection)
        return Here(inventory, review(flow, inventory, connection))


def _target(ground: Ground, flow: Flow, there: There | Finding) -> list[Finding]:
    if isinstance(there, Finding):
        return [there]
    label = flow.target.label
    mine = Journal(ground.git.folder, label).unfinished()
    ours = mine is not None and mine.id == there.known.run
    alive = ours and mine is not None and is_alive(mine)
    return [data_judge.of_target(label, there.known, here=ours, alive=alive)]


def _source(flow: Flow, here: Here | Finding) -> list[Finding]:
    if isinstance(here, Finding):
        return [here]
    found = here.review
    rules = Rules(
        sum(len(each.masked) for each in found.tables if not each.skipped),
        [each.column for each in found.undecided],
        (*_complaints(flow, here.inventory), *found.problems, *hiding(found.hiding)),
    )
    return data_judge.of_rules(flow, rules)


def _once(found: list[Finding]) -> list[Finding]:
    """What needs doing at a source is told once, however many take their data from it."""
    return [replace(each, once=each.level is not Level.FINE) for each in found]


def _complaints(flow: Flow, source: Inventory) -> tuple[str, ...]:
    """Without the salt nobody can tell whether it is the same."""
    try:
        salt = of_salt(salt_of(flow.policy))
    except SettingsFailed:
        return ()
    mark = marker.read(source.server.comment)
    return marks.complaints(flow, mark, salt=salt, rules=of_rules(flow.policy))


PROGRAMS = ("pg_dump", "pg_restore")


def _programs(environment: Environment, servers: list[Inventory]) -> list[Finding]:
    if not servers:
        return []
    newest = max(each.server.major for each in servers)
    try:
        for program in PROGRAMS:
            pg_program(program, at_least=newest)
    except HerokuToolsError as error:
        return [_told(error, environment)]
    return [fine(f"{' and '.join(PROGRAMS)} are new enough for PostgreSQL {newest}")]
