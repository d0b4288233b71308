"""After a plan stopped: the record is settled, and those who should know are told."""

from __future__ import annotations

from contextlib import suppress

from heroku_tools.deploy import hooks, news
from heroku_tools.deploy.aftermath import DeploymentStopped, Ground
from heroku_tools.deploy.stage import Stage
from heroku_tools.engine.errands import places
from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.notify import News, send
from heroku_tools.engine.record import PUT_BACK
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import signals


def settle(stage: Stage, recorder: Recorder, stopped: Stopped, ground: Ground) -> HerokuToolsError:
    """Settle it, and return what the run ends with."""
    if stopped.put_back:
        recorder.close(PUT_BACK)
    else:
        recorder.leave_open()
    why = DeploymentStopped(stopped, ground)
    _hook(stage, recorder, "failed", f"{stopped.step.title}: {stopped.reason}")
    _tell(stage, news.failed(recorder.record, why.message, put_back=stopped.put_back))
    signals.deafen()
    return why


def _tell(stage: Stage, what: News) -> None:
    if not stage.places:
        return
    stage.console.step(f"telling {places(len(stage.places))}")
    with suppress(KeyboardInterrupt), signals.heeded():
        for unheard in send(what, stage.places):
            stage.console.warn(unheard)


def _hook(stage: Stage, recorder: Recorder, outcome: str, reason: str) -> None:
    argv, console = stage.environment.hooks.failed, stage.console
    if not argv:
        return
    console.step("running the hook `failed`")
    why: str | None = "interrupted"
    with suppress(KeyboardInterrupt), signals.heeded():
        told = hooks.facts(recorder.record, outcome=outcome, reason=reason)
        why = hooks.run(argv, stage.git.top, told, console.foreign)
    if why:
        console.warn(f"the hook `failed` failed: {why}")
