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
    SetAside,
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
    return tuple(
        filter(None, (_data(stopped, ground), *_not_back(stopped), _closed(stopped, ground)))
    )


def _data(stopped: Stopped, ground: Ground) -> str:
    done = [one.step for one in stopped.done]
    begun = [*done, stopped.step]
    if any(isinstance(step, Restore) for step in done):
        return f"{ground.label} holds what its backup held."
    if any(isinstance(step, MarkProved) for step in done):
        return f"{ground.label} holds the data of {ground.source}, all of it, and proved."
    new = f"that of {ground.source} is not all there, or not proved"
    if any(isinstance(step, SetAside) for step in begun):
        return f"The data that {ground.label} held is set aside in its database; {new}."
    if any(isinstance(step, DESTROYING) for step in begun):
        return f"The data that {ground.label} held is gone, and {new}: its database is incomplete."
    return f"{ground.label} holds the data that it held before."


def _not_back(stopped: Stopped) -> list[str]:
    """Say what was tried to be put back, and why it could not be."""
    failed = zip(stopped.not_undone, stopped.why_not, strict=True)
    return [f"Not put back: {step.title}: {why.rstrip('.')}." for step, why in failed]


def _closed(stopped: Stopped, ground: Ground) -> str:
    """Say whether anybody can use the app."""
    if not ground.app or stopped.not_undone:
        return ""
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
    done = [one.step for one in stopped.done]
    proved = any(isinstance(step, MarkProved) for step in done)
    again = "finish it" if proved else "copy it again, from the beginning"
    return (
        f"{again}: {ground.again} --resume",
        f"{_giving_up(done, ground, proved=proved)}: {ground.again} --abandon",
    )


def _giving_up(done: list[Step], ground: Ground, *, proved: bool) -> str:
    if proved:
        return "or leave the data, and open the app again"
    if any(isinstance(step, SetAside) for step in done):
        return "or have the old data back"
    backup = backup_of(ground.record)
    return f"or give it up, which restores the backup {backup}" if backup else "or give it up"
