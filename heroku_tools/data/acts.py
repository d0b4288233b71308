"""Acting: each step of a copy done through the tools, and looked at afterwards where it matters."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from heroku_tools.data.news import succeeded
from heroku_tools.data.work import Work
from heroku_tools.engine.data_steps import (
    BackUp,
    BringBack,
    Build,
    CopyByHeroku,
    CopyRows,
    DropAside,
    Empty,
    Finish,
    GiveUp,
    LoadSchema,
    MarkProved,
    Prove,
    Restore,
    ScaleDown,
    ScaleUp,
    SetAside,
    TakeSnapshot,
)
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.plan import MaintenanceOff, MaintenanceOn, RunCommand, Step
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import HerokuToolsError
from heroku_tools.journey import app_acts
from heroku_tools.journey.again import again
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.tell import tell
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import pg_words, signals
from heroku_tools.tools.process import Finished
from heroku_tools.tools.waiting import sleep

STOPS_WITHIN = 90.0  # seconds; Heroku ends a dyno that does not end by itself after 30
PAUSE = 1.0  # seconds between two looks


class Acts:
    """The acts of a copy; `work` are those upon the databases."""

    def __init__(self, stage: Stage, recorder: Recorder, work: Work) -> None:
        self._stage = stage
        self._work = work
        heroku, questions = stage.heroku, stage.questions
        switch = partial(app_acts.maintenance, heroku, questions)
        self._by_kind: dict[str, Callable[[Any], str]] = {
            MaintenanceOn.kind: lambda step: switch(step.app, on=True),
            MaintenanceOff.kind: lambda step: switch(step.app, on=False),
            ScaleDown.kind: self._scale_down,
            ScaleUp.kind: lambda step: self._scale(step.app, quantities(step.processes)),
            BackUp.kind: self._back_up,
            TakeSnapshot.kind: lambda _: work.take_snapshot(),
            Empty.kind: lambda step: work.empty(step.mark),
            SetAside.kind: lambda _: work.set_aside(),
            BringBack.kind: lambda step: work.bring_back(step.mark),
            DropAside.kind: lambda _: work.drop_aside(),
            LoadSchema.kind: lambda _: work.load_schema(),
            CopyRows.kind: lambda _: work.copy_rows(),
            Build.kind: lambda _: work.build(),
            Finish.kind: lambda _: work.finish(),
            CopyByHeroku.kind: self._copy_by_heroku,
            Prove.kind: lambda _: work.prove(),
            MarkProved.kind: lambda _: work.mark_proved(),
            Restore.kind: self._restore,
            GiveUp.kind: lambda _: "",
            RunCommand.kind: lambda step: app_acts.run(heroku, stage.console, step),
            Notify.kind: lambda _: tell(stage, recorder, succeeded),
        }

    def __call__(self, step: Step) -> str:
        """Do a step and return what came of it in a few words. Raises StepFailed."""
        return self._by_kind[step.kind](step)

    def _scale_down(self, step: ScaleDown) -> str:
        types = dict.fromkeys(quantities(step.processes), 0)
        self._scale(step.app, types)
        begun = time.monotonic()
        while running := self._running(step.app, types):
            if time.monotonic() - begun > STOPS_WITHIN:
                raise StepFailed(f"still running: {', '.join(running)}")
            sleep(PAUSE)
        return "none runs"

    def _running(self, app: str, types: Collection[str]) -> list[str]:
        found = again(lambda: self._stage.questions.dynos(app).result())
        return [dyno.name for dyno in found if dyno.type in types]

    def _scale(self, app: str, wanted: Mapping[str, int]) -> str:
        # Short, and only its end tells how many there will be: an interruption waits for that.
        with signals.held():
            answer = self._stage.heroku.ask(cli.scale(app, wanted))
        if answer.ok or self._is_scaled(app, wanted):
            return " ".join(f"{kind}={number}" for kind, number in wanted.items())
        raise StepFailed(cli.failure(answer).message)

    def _is_scaled(self, app: str, wanted: Mapping[str, int]) -> bool:
        try:
            with self._stage.questions.formation(app) as question:
                now = {each.type: each.quantity for each in question.result()}
        except HerokuToolsError:
            return False
        return all(now.get(kind) == number for kind, number in wanted.items())

    def _back_up(self, step: BackUp) -> str:
        """Return the backup's name: Heroku says that it is complete, or the step has failed."""
        answer = self._follow(cli.capture_backup(step.app, step.attachment))
        name = pg_words.captured(answer.errors + answer.text)
        if not answer.ok or name is None:
            raise StepFailed(f"there is no backup: {cli.complaint(answer)}", untouched=True)
        said = cli.checked(self._stage.heroku.ask(cli.backup_info(step.app, name)))
        try:
            succeeded = pg_words.backup(said.text).succeeded
        except ValueError:
            succeeded = False
        if not succeeded:
            raise StepFailed(f"the backup {name} is not complete", untouched=True)
        return name

    def _copy_by_heroku(self, step: CopyByHeroku) -> str:
        self._work.mark_incomplete()
        source_app, _, source = step.source.partition("::")
        answer = self._follow(cli.pg_copy(source_app, source, step.app, step.attachment))
        if not answer.ok:
            raise StepFailed(f"Heroku's copy failed: {cli.complaint(answer)}")
        return "copied"

    def _restore(self, step: Restore) -> str:
        answer = self._follow(cli.restore_backup(step.app, step.backup, step.attachment))
        if not answer.ok:
            raise StepFailed(f"the backup was not restored: {cli.complaint(answer)}")
        self._work.mark_as(step.mark)
        return step.backup

    def _follow(self, argv: cli.Argv) -> Finished:
        show = self._stage.console.foreign
        return self._stage.heroku.follow(argv, on_out=show, on_err=show)


def quantities(processes: tuple[str, ...]) -> dict[str, int]:
    """Read `web=2`."""
    pairs = (each.partition("=") for each in processes)
    return {kind: int(number) for kind, _, number in pairs}
