"""A deployment as it is remembered: its plan, who began it, and how far it got (pure).

A record is built up from events, so that the journal on disk is its events in order, and
what a lock carries is nothing but the record of that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from heroku_tools.engine.kinds import read_plan
from heroku_tools.engine.plan import AwaitRelease, Plan, Step

Event = Mapping[str, Any]

# How a deployment is closed; the last two by somebody who did not run it.
DONE, PUT_BACK, ROLLED_BACK, ABANDONED = "done", "put back", "rolled back", "abandoned"
SETTLED_ELSEWHERE, UNLOCKED = "settled elsewhere", "unlocked"


@dataclass(frozen=True)
class Author:
    """Who runs it and where: `who` as git knows them, `pid` the process on `host`."""

    who: str
    host: str
    pid: int
    version: str


@dataclass(frozen=True)
class Before:
    """What the app was before: maintenance, the newest release's version, the commit that ran.

    `runs` says it in words: "runs v3", "has no code"; `version` is None where nothing ran.
    """

    maintenance: bool
    release: int
    commit: str | None
    runs: str
    version: int | None = None


@dataclass(frozen=True)
class Record:
    """One deployment. `outcomes` are those of the steps that finished, in order.

    `under_way` says that the step after these was begun, `failed` why it ended; `closed` is how the
    whole ended: done, put back, abandoned. `locked`: origin knows of it. `let_go`: whoever ran it
    has ended without an end to it. `last` is when it gave its last sign of life, `seconds` how long
    it was worked on. `note` is the release note. `told`: the news of its success were begun to
    be sent. `back_to` is the version that a rollback goes back to. Times are ISO 8601.
    """

    id: str
    at: str
    author: Author
    plan: Plan
    wanted: str
    before: Before
    locked: bool = False
    outcomes: tuple[str, ...] = ()
    under_way: bool = False
    failed: str | None = None
    closed: str | None = None
    let_go: bool = False
    note: str = ""
    commits: int = 0
    told: bool = False
    back_to: int | None = None
    last: str = field(default="", compare=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def finished(self) -> tuple[Step, ...]:
        """The steps that finished."""
        return self.plan.steps[: len(self.outcomes)]

    @property
    def left(self) -> tuple[Step, ...]:
        """The steps that did not, the one that was under way included."""
        return self.plan.steps[len(self.outcomes) :]

    def with_lock(self, *, locked: bool) -> Record:
        """Return the record as one in somebody's hands, that origin knows of or not."""
        return replace(self, locked=locked, let_go=False)

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self) | {"plan": self.plan.as_json(), "outcomes": list(self.outcomes)}


def release_of(record: Record) -> str:
    """Return the release that the deployment has made ("v5"), as far as it got."""
    from heroku_tools.engine.config_steps import AwaitConfigRelease  # most plans do without

    done = zip(record.finished, record.outcomes, strict=False)
    arrived = [
        outcome for step, outcome in done if isinstance(step, (AwaitRelease, AwaitConfigRelease))
    ]
    return arrived[-1] if arrived else ""


def from_json(data: Mapping[str, Any]) -> Record:
    """Read what `Record.as_json` wrote. Raises ValueError where it is something else."""
    try:
        fields = dict(data)
        fields["author"] = Author(**fields["author"])
        fields["before"] = Before(**fields["before"])
        fields["plan"] = read_plan(fields["plan"])
        fields["outcomes"] = tuple(fields["outcomes"])
        return Record(**fields)
    except (LookupError, TypeError) as error:
        raise ValueError("this is no record of a deployment") from error


def begun(record: Record) -> Event:
    """The event that a deployment begins, or is resumed with another plan."""
    return {"event": "begun", "id": record.id, "record": record.as_json()}


def apply(record: Record | None, event: Event) -> Record | None:
    """Return the record after an event; one of a record nobody knows is passed over.

    Raises ValueError or KeyError for an event that this version does not understand.
    """
    at = event.get("at", "")
    if event["event"] == "begun":
        return replace(from_json(event["record"]), last=at)
    if record is None or record.id != event["id"]:
        return record
    if event["event"] == "closed":  # perhaps by somebody else, a week later
        return replace(record, closed=event["outcome"])
    worked = record.seconds + _seconds(record.last, at)
    return _step(replace(record, last=at, seconds=worked, let_go=False), event)


def _step(record: Record, event: Event) -> Record:
    match event["event"]:
        case "started":
            return replace(record, under_way=True, failed=None)
        case "finished":
            outcomes = (*record.outcomes, event["outcome"])
            return replace(record, outcomes=outcomes, under_way=False, failed=None)
        case "failed":
            return replace(record, failed=event["reason"])
        case "telling":
            return replace(record, told=True)
        case "let go":
            return replace(record, let_go=True)
        case _:
            return record


def _seconds(start: str, end: str) -> float:
    if not start or not end:
        return 0.0
    between = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return max(round(between.total_seconds(), 3), 0.0)


def records(events: Iterable[Event]) -> tuple[Record, ...]:
    """Return the records that events tell of, oldest first.

    What another version of ours wrote, and this one does not understand, is passed over.
    """
    found: dict[str, Record | None] = {}
    for event in events:
        with suppress(ValueError, LookupError):
            found[event["id"]] = apply(found.get(event["id"]), event)
    return tuple(record for record in found.values() if record)
