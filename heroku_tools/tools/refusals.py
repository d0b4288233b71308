"""How Heroku's refusals are told: the same words and exit codes whichever door heard them."""

from __future__ import annotations

from heroku_tools.errors import HerokuToolsError, LookFailed, ProgramMissing, UsageFailed

QUESTION_TIME = 90.0  # seconds; the CLI itself gives up on a silent Heroku after 60
LOG_IN = "Log in with `heroku login`, or set HEROKU_API_KEY to a valid key."


class UnknownApp(UsageFailed):
    """Heroku has no app of that name that this login may see."""


def unknown_app() -> UnknownApp:
    """Heroku knows no app of that name."""
    return UnknownApp("Heroku knows no such app, or not for this login")


def bad_login(said: str) -> ProgramMissing:
    """Heroku does not take the key."""
    return ProgramMissing(f"heroku: it refuses the login: {said}", hint=LOG_IN)


def nobody() -> ProgramMissing:
    """There is no key."""
    return ProgramMissing("heroku: nobody is logged in", hint=LOG_IN)


def no_access(said: str) -> ProgramMissing:
    """Heroku takes the key, but not for this app."""
    return ProgramMissing(f"heroku refuses: {said}", hint="Ask the app's owner for access.")


def no_answer(seconds: float, who: str = "heroku") -> LookFailed:
    """Nobody said anything."""
    return LookFailed(f"{who} did not answer within {seconds:.0f} s", hint="Try again.")


class DoorShut(HerokuToolsError):
    """This door to Heroku does not open; another one may."""


class Unreachable(DoorShut, LookFailed):
    """The Platform API is not to be reached, or what answers is not Heroku."""


class NoKey(DoorShut, ProgramMissing):
    """There is no key to ask the Platform API with."""

    def __init__(self) -> None:
        super().__init__(nobody().message, hint=LOG_IN)


class Rejected(LookFailed):
    """Heroku was asked for a change, and says no: it has changed nothing."""
