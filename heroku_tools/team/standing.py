"""Where an environment stands, as values, and what of it is remarkable (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from heroku_tools.console import count, when
from heroku_tools.data import known
from heroku_tools.data.known import Known, State
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.record import Record
from heroku_tools.engine.whose import journey
from heroku_tools.journey.unfinished import at_work, noun, story
from heroku_tools.settings import Environment
from heroku_tools.tools.answers import Apart, Release


class Tone(str, Enum):
    """How remarkable something is."""

    GOOD = "good"
    NOTABLE = "notable"
    BAD = "bad"


@dataclass(frozen=True)
class Note:
    """Something remarkable."""

    tone: Tone
    text: str


@dataclass(frozen=True)
class Waiting:
    """What would go up: the branch, or the environment it is promoted from, against what runs.

    `apart` is None where nobody can know; `first` says that nothing runs yet.
    """

    name: str
    sha: str | None
    apart: Apart | None = None
    migrations: tuple[str, ...] = ()
    first: bool = False

    @property
    def commits(self) -> int | None:
        """How many commits would go up."""
        return self.apart.only_second if self.apart else None


@dataclass(frozen=True)
class Config:
    """How many config vars differ from the file; None where nobody can know, and `why`."""

    differ: int | None
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """An environment; `why` says why its app could not be read, and then that is all.

    `commit` is what runs as Heroku names it, `sha` the same in full where the clone has it.
    `holder` has the lock, or left something unfinished; `alive` where that still runs. `data` is
    what its database says of itself, where data may come in, and None until that is known.
    """

    environment: Environment
    why: str = ""
    newest: Release | None = None
    current: Release | None = None
    commit: str | None = None
    sha: str | None = None
    maintenance: bool = False
    waiting: Waiting | None = None
    holder: Freeze | Record | None = None
    alive: bool = False
    config: Config | None = None
    data: Known | None = None

    @property
    def label(self) -> str:
        """What it is called."""
        return self.environment.label

    @property
    def app(self) -> str:
        """The name of its app."""
        return self.environment.app_name


def turn_of(
    held: Freeze | Record | None, mine: Record | None, known: Record | None
) -> Freeze | Record | None:
    """Return who has an environment's turn: by its lock on origin, and this clone's journal.

    `mine` is what the journal has left unfinished, `known` what it knows of the lock's record.
    """
    if held is None:
        return None if mine and mine.locked else mine  # settled from another clone, or never locked
    if isinstance(held, Freeze):
        return held
    if mine and mine.id == held.id:
        return mine  # the journal knows the latest
    return None if known and known.closed else held


def notes(standing: Standing) -> tuple[Note, ...]:
    """Return what is remarkable, the worst first."""
    found = [*_release(standing), *_turn(standing), *_data(standing), *_config(standing)]
    if standing.maintenance:
        found.append(Note(Tone.NOTABLE, "maintenance is on"))
    if standing.commit and standing.sha is None:
        said = f"{standing.commit[:8]} runs, which is neither here nor at origin"
        found.append(Note(Tone.NOTABLE, said))
    if standing.waiting and standing.waiting.sha is None and not standing.environment.promote_from:
        said = f"there is no branch {standing.waiting.name}, neither here nor at origin"
        found.append(Note(Tone.BAD, said))
    return tuple(sorted(found, key=lambda note: note.tone is not Tone.BAD))


def _release(standing: Standing) -> list[Note]:
    newest, current = standing.newest, standing.current
    if newest is None or (current and newest.version <= current.version):
        return []
    name = f"v{newest.version}"
    if newest.status == "failed":
        return [Note(Tone.BAD, f"{name}, the latest release, failed: {newest.description}")]
    if newest.status == "pending":
        said = f"{name} is being released, its release phase runs: {newest.description}"
        return [Note(Tone.NOTABLE, said)]
    return []


def _turn(standing: Standing) -> list[Note]:
    holder = standing.holder
    if holder is None:
        return []
    if isinstance(holder, Freeze):
        by = f"frozen by {holder.who} on {holder.host}, {when(holder.at)}"
        return [Note(Tone.NOTABLE, f"{by}: {holder.reason}")]
    if standing.alive:
        return [Note(Tone.NOTABLE, at_work(holder))]
    begun, *_ = story(holder)
    whose = holder.plan.environment
    typed = f"{journey(holder.plan).value} {whose} --resume"
    if whose != standing.label:  # data comes from here: its lock tells nothing of the steps
        said = f"held by an unfinished {noun(holder)} to {whose}, {begun}: {typed}"
        return [Note(Tone.BAD, said)]
    left = count(len(holder.left), "step") + " left"
    return [Note(Tone.BAD, f"an unfinished {noun(holder)}, {begun}; {left}: {typed}")]


def _data(standing: Standing) -> list[Note]:
    data, holder = standing.data, standing.holder
    if data is None or data.settled or standing.why:
        return []
    said = f"data: {known.in_words(data)}"
    ours = isinstance(holder, Record) and holder.id == data.run
    if data.under_way or (ours and standing.alive):
        return [Note(Tone.NOTABLE, f"{said}; it is under way")]
    if data.state is State.UNREAD:
        return [Note(Tone.NOTABLE, said)]
    told = "" if ours else f": {known.advice(data, standing.label, here=False)}"
    return [Note(Tone.BAD, said + told)]


def _config(standing: Standing) -> list[Note]:
    config = standing.config
    if config is None or config.differ == 0:
        return []
    if config.differ is None:
        return [Note(Tone.NOTABLE, f"config vars cannot be compared: {config.why}")]
    what = count(config.differ, "config var")
    verb = "differs" if config.differ == 1 else "differ"
    return [Note(Tone.NOTABLE, f"{what} {verb}: heroku-tools config {standing.label}")]


def tone(standing: Standing) -> Tone:
    """Return how remarkable the whole is."""
    tones = [note.tone for note in notes(standing)]
    if standing.why or Tone.BAD in tones:
        return Tone.BAD
    to_do = standing.waiting is not None and standing.waiting.commits != 0
    return Tone.NOTABLE if tones or to_do else Tone.GOOD


def what_waits(waiting: Waiting | None) -> str:
    """Say what would go up: "main: 12 ahead, with migrations"."""
    if waiting is None:
        return ""
    if waiting.first:
        return f"{waiting.name}: the first deployment"
    if waiting.apart is None:
        return f"{waiting.name}: unknown"
    ahead, behind = waiting.apart.only_second, waiting.apart.only_first
    parts = [f"{ahead:,} ahead"] if ahead else []
    parts += [f"{behind:,} behind"] if behind else []
    parts += ["with migrations"] if waiting.migrations else []
    return f"{waiting.name}: {', '.join(parts) or 'up to date'}"


def document(standing: Standing) -> dict[str, Any]:
    """Return it as plain data."""
    waiting, config = standing.waiting, standing.config
    return {
        "environment": standing.label,
        "app": standing.app,
        "error": standing.why or None,
        "release": asdict(standing.current) if standing.current else None,
        "newest_release": asdict(standing.newest) if standing.newest else None,
        "commit": standing.sha or standing.commit,
        "maintenance": standing.maintenance,
        "waiting": waiting and {
            "name": waiting.name,
            "commit": waiting.sha,
            "ahead": waiting.commits,
            "behind": waiting.apart.only_first if waiting.apart else None,
            "migrations": list(waiting.migrations),
        },
        "turn": _turn_data(standing),
        "config": config and {"differ": config.differ, "error": config.why or None},
        "data": standing.data and known.document(standing.data),
        "notes": [note.text for note in notes(standing)],
    }  # fmt: skip


def _turn_data(standing: Standing) -> dict[str, Any] | None:
    holder = standing.holder
    if holder is None:
        return None
    if isinstance(holder, Freeze):
        return {"state": "frozen", "who": holder.who, "host": holder.host, "since": holder.at,
                "reason": holder.reason}  # fmt: skip
    state = "under way" if standing.alive else "unfinished"
    author = holder.author
    return {"state": state, "who": author.who, "host": author.host, "since": holder.at,
            "reason": noun(holder)}  # fmt: skip


def unread(standings: Sequence[Standing]) -> bool:
    """Say whether any app could not be read."""
    return any(standing.why for standing in standings)
