"""Doing what goes on around a deployment: a failure of these is a warning, as a rule."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from typing import Any

from heroku_tools.deploy import hooks, news
from heroku_tools.deploy.surround import BEFORE, filled
from heroku_tools.engine.errands import AskUrl, Notify, RunHook, Tag
from heroku_tools.engine.execute import Act, StepFailed
from heroku_tools.engine.plan import Step
from heroku_tools.engine.record import release_of
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import HerokuToolsError, LookFailed
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.tell import tell
from heroku_tools.tools import tags, web


class Errands:
    """The acts of errands, looked up by the kind of step; others go on to `acts`."""

    def __init__(self, stage: Stage, recorder: Recorder, acts: Act) -> None:
        self._stage = stage
        self._recorder = recorder
        self._acts = acts
        self._by_kind: dict[str, Callable[[Any], str]] = {
            RunHook.kind: self._hook,
            AskUrl.kind: self._url,
            Tag.kind: self._tag,
            Notify.kind: lambda _: tell(stage, recorder, news.succeeded),
        }

    def __call__(self, step: Step) -> str:
        """Do a step and return what came of it in a few words. Raises StepFailed."""
        return self._by_kind.get(step.kind, self._acts)(step)

    def _hook(self, step: RunHook) -> str:
        first = step.moment == BEFORE
        told = hooks.facts(self._recorder.record, outcome="" if first else "succeeded")
        console = self._stage.console
        why = hooks.run(tuple(shlex.split(step.run)), self._stage.git.top, told, console.foreign)
        if why and first:
            raise StepFailed(why, untouched=True, hint="Mend the hook, or what it has found.")
        return self._warned(f"the hook `{step.moment}` failed: {why}") if why else "exit code 0"

    def _url(self, step: AskUrl) -> str:
        try:
            return f"it answers {web.ask(step.url, os.environ)}"
        except LookFailed as error:
            hint = f"See what the app says: heroku logs --num=200 --app={step.app}"
            raise StepFailed(error.message, settled=True, hint=hint) from error

    def _tag(self, step: Tag) -> str:
        record = self._recorder.record
        version = release_of(record)
        name = filled(step.name, {"version": version, "date": record.at[:10]})
        released = f"Released as {version} on {record.plan.app}.\n"
        try:
            return tags.tag(self._stage.git, name, step.commit, f"{record.note}\n{released}")
        except HerokuToolsError as error:
            return self._warned(f"{step.commit[:8]} is not tagged as {name}: {error.message}")

    def _warned(self, what: str) -> str:
        self._stage.console.warn(what)
        return "failed, which is a warning"
