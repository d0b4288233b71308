"""One family of errors; each knows its exit code, and may say what to type next."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes: the contract with Makefiles and CI (README, "Exit codes")."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    ATTENTION = 4
    PROGRAM = 5
    SOMETHING_TO_DO = 10
    INTERRUPTED = 130


class HerokuToolsError(Exception):
    """A failure that is told to the person in one message, never as a traceback.

    `message` says what is wrong; `hint` says what to type or change next.
    """

    exit_code: Exit = Exit.FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class LookFailed(HerokuToolsError):
    """A question could not be answered (network, an odd answer); nothing was touched."""

    exit_code = Exit.FAILED


class UsageFailed(HerokuToolsError):
    """The command line, the repository or the app named is not right; nothing was touched."""

    exit_code = Exit.USAGE


class SettingsFailed(UsageFailed):
    """app.conf.yaml is not right; the message holds every problem, one `file:line: …` each."""


class Refused(HerokuToolsError):
    """Declined, wrong PIN, nobody to ask, a guard, or the app changed meanwhile."""

    exit_code = Exit.REFUSED


class ProgramMissing(HerokuToolsError):
    """A program or a login is missing or bad."""

    exit_code = Exit.PROGRAM
