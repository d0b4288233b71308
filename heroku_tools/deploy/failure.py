"""After a plan stopped: the record is settled, and those who should know are told."""

from __future__ import annotations

from contextlib import suppress

from heroku_tools.deploy import hooks, news
from heroku_tools.deploy.aftermath import DeploymentStopped, Ground
from heroku_tools.deploy.go_back import RolledBack, go_back
from heroku_tools.deploy.retreat import Held
from heroku_tools.engine.errands import places
from heroku_tools.engine.execute import Stopped
from heroku_tools.engine.notify import News, send
from heroku_tools.engine.record import PUT_BACK, ROLLED_BACK
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import HerokuToolsError
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import signals


def settle(stage: Stage, recorder: Recorder, stopped: Stopped, ground: Ground) -> HerokuToolsError:
    """Settle it, and return what the run ends with."""
    back = go_back(stage, recorder, stopped)
    rolled_back = isinstance(back, RolledBack)
    if rolled_back or stopped.put_back:
        recorder.close(ROLLED_BACK if rolled_back else PUT_BACK)
    else:
        recorder.leave_open()
    why = back if isinstance(back, RolledBack) else _stopped(stopped, ground, back)
    outcome = "rolled back" if rolled_back else "failed"
    _hook(stage, recorder, outcome, f"{stopped.step.title}: {stopped.reason}")
    told = news.rolled_back if rolled_back else news.failed
    _tell(stage, told(recorder.record, why.message))
    signals.deafen()
    return why


def _stopped(stopped: Stopped, ground: Ground, held: Held | None) -> DeploymentStopped:
    also = (f"Not rolled back: {held.because}.",) if held else ()
    return DeploymentStopped(stopped, ground, *also)


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
