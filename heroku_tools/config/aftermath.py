"""After a change of config vars stopped: what is where, and what to type (pure)."""

from __future__ import annotations

from heroku_tools.engine.config_steps import ChangeConfig
from heroku_tools.engine.execute import Stopped
from heroku_tools.errors import HerokuToolsError


class ChangeStopped(HerokuToolsError):
    """A change of config vars ended before its last step."""

    def __init__(self, stopped: Stopped, app: str, again: str) -> None:
        lines = [f"{stopped.step.title}: {stopped.reason}", _state(stopped, app)]
        hints = [*([stopped.hint] if stopped.hint else []), *_next(stopped, again)]
        super().__init__("\n  ".join(lines), hint="\n        ".join(hints) or None)
        self.exit_code = stopped.exit_code


def _state(stopped: Stopped, app: str) -> str:
    if stopped.put_back:
        return f"{app} has the config vars that it had before; nothing needs to be done."
    if isinstance(stopped.step, ChangeConfig) and not stopped.settled:
        return f"It is not known whether {app} has the new config vars."
    if isinstance(stopped.step, ChangeConfig):
        return f"{app} has some of the new config vars."
    return f"{app} has the new config vars; whether its dynos run with them was not seen."


def _next(stopped: Stopped, again: str) -> tuple[str, ...]:
    if stopped.put_back:
        return ()
    return (
        f"look at it again, and finish it: {again} --resume",
        f"or leave the config vars as they are: {again} --abandon",
    )
