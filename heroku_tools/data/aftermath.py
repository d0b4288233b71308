"""After a copy of data stopped: what is where, and what to type (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.data.memory import backup_of
from heroku_tools.engine.data_steps import (
    CopyByHeroku,
    Empty,
    MarkProved,
    Restore,
    ScaleDown,
    ScaleUp,
)
from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.plan import MaintenanceOff, MaintenanceOn, Step
from heroku_tools.engine.record import Record
from heroku_tools.errors import HerokuToolsError

DESTROYING = (Empty, CopyByHeroku, Restore)


@dataclass(frozen=True)
class Ground:
    """What a copy stood on: where it goes and comes from, and how it is typed."""

    label: str
    app: str
    source: str
    record: Record
    again: str


class CopyStopped(HerokuToolsError):
    """A copy of data ended before its last step."""

    def __init__(self, stopped: Stopped, ground: Ground) -> None:
        lines = [f"{stopped.step.title}: {stopped.reason}", *_state(stopped, ground)]
        hints = [*([stopped.hint] if stopped.hint else []), *_next(stopped, ground)]
        super().__init__("\n  ".join(lines), hint="\n        ".join(hints) or None)
        self.exit_code = stopped.exit_code


def _state(stopped: Stopped, ground: Ground) -> tuple[str, ...]:
    if stopped.put_back:
        whole = f"{ground.label} holds the data that it held before"
        opened = ", its dynos and maintenance are as they were" if ground.app else ""
        return (f"{whole}{opened}; nothing needs to be done.",)
    return tuple(filter(None, (_data(stopped, ground), _closed(stopped, ground))))


def _data(stopped: Stopped, ground: Ground) -> str:
    done = [one.step for one in stopped.done]
    if any(isinstance(step, Restore) for step in done):
        return f"{ground.label} holds what its backup held."
    if any(isinstance(step, MarkProved) for step in done):
        return f"{ground.label} holds the data of {ground.source}, all of it, and proved."
    if any(isinstance(step, DESTROYING) for step in [*done, stopped.step]):
        return (
            f"The data that {ground.label} held is gone, and that of {ground.source} is not all "
            "there, or not proved: its database is incomplete."
        )
    return f"{ground.label} holds the data that it held before."


def _closed(stopped: Stopped, ground: Ground) -> str:
    """Say whether anybody can use the app."""
    if not ground.app:
        return ""
    if stopped.not_undone:
        return f"Not put back: {'; '.join(step.title for step in stopped.not_undone)}."
    done = [one.step for one in stopped.done]
    dynos = _is(done, ScaleDown, ScaleUp)
    maintenance = _is(done, MaintenanceOn, MaintenanceOff)
    if dynos or maintenance:
        what = " and ".join(
            [*(["maintenance is on"] if maintenance else []), *(["no dyno runs"] if dynos else [])]
        )
        return f"{ground.app} stays closed until this is settled: {what}."
    return ""


def _is(done: list[Step], begun: type[Step], ended: type[Step]) -> bool:
    kinds = [type(step) for step in done if isinstance(step, (begun, ended))]
    return bool(kinds) and kinds[-1] is begun


def _next(stopped: Stopped, ground: Ground) -> tuple[str, ...]:
    if stopped.put_back:
        return ()
    backup = backup_of(ground.record)
    proved = any(isinstance(one.step, MarkProved) for one in stopped.done)
    again = "finish it" if proved else "copy it again, from the beginning"
    give_up = "or leave the data, and open the app again" if proved else "or give it up"
    restores = f", which restores the backup {backup}" if backup and not proved else ""
    return (
        f"{again}: {ground.again} --resume",
        f"{give_up}{restores}: {ground.again} --abandon",
    )
