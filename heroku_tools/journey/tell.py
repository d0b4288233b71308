"""Telling the team that all went well: at most once, however often a journey is taken up."""

from __future__ import annotations

from collections.abc import Callable

from heroku_tools.engine.notify import News, send
from heroku_tools.engine.record import Record
from heroku_tools.engine.recorder import Recorder
from heroku_tools.journey.stage import Stage

MAYBE_TOLD = (
    "sending the news was interrupted: some may not have got them, and they are not sent again"
)


def tell(stage: Stage, recorder: Recorder, news: Callable[[Record], News]) -> str:
    """Tell it, and return what came of it in a few words.

    What was sent cannot be taken back, and is little to be missed. Whoever interrupts this ends the
    telling, not the journey, of which all else is done.
    """
    if recorder.record.told:
        stage.console.warn(MAYBE_TOLD)
        return "not told again"
    try:
        recorder.telling()
        unheard = send(news(recorder.record), stage.places)
    except KeyboardInterrupt:
        stage.console.warn(MAYBE_TOLD)
        return "interrupted, which is a warning"
    for each in unheard:
        stage.console.warn(each)
    return f"{len(stage.places) - len(unheard)} of {len(stage.places)}"
