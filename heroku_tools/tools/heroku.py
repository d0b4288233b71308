"""The heroku CLI: its words, its acts, its refusals. Builders return argv, one place runs it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from heroku_tools.errors import HerokuToolsError, LookFailed
from heroku_tools.tools import process, refusals
from heroku_tools.tools.process import Finished, OnLine, Running
from heroku_tools.tools.refusals import QUESTION_TIME
from heroku_tools.tools.traffic import Traffic

INSTALL = "Install the heroku CLI (npm install --global heroku) and try again."

# What `heroku run --exit-code` adds to the output when that did not end with a newline.
EXIT_MARKER = "\uffff heroku-command-exit-status:"

Argv = tuple[str, ...]


def releases(app: str, count: int) -> Argv:
    """Ask for the newest `count` releases."""
    return ("heroku", "releases", "--json", f"--num={count}", f"--app={app}")


def info(app: str) -> Argv:
    """Ask for the app: maintenance, web address."""
    return ("heroku", "apps:info", "--json", f"--app={app}")


def dynos(app: str) -> Argv:
    """Ask for the dynos there are now."""
    return ("heroku", "ps", "--json", f"--app={app}")


def config(app: str) -> Argv:
    """Ask for the config vars."""
    return ("heroku", "config", "--json", f"--app={app}")


def config_set(app: str, values: Mapping[str, str]) -> Argv:
    """Set config vars; the values are in argv, and the CLI prints them."""
    return ("heroku", "config:set", f"--app={app}", "--", *(f"{k}={v}" for k, v in values.items()))


def config_unset(app: str, names: Sequence[str]) -> Argv:
    """Unset config vars."""
    return ("heroku", "config:unset", f"--app={app}", "--", *names)


def release_config(app: str, version: int) -> Argv:
    """Ask for the config vars of a release, in the only form in which they can be read back."""
    return ("heroku", "releases:info", f"v{version}", "--shell", f"--app={app}")


def addons(app: str) -> Argv:
    """Ask for the add-ons and their attachments."""
    return ("heroku", "addons", "--json", f"--app={app}")


def formation(app: str) -> Argv:
    """Ask how many dynos of which process types there are to be."""
    return ("heroku", "ps:scale", f"--app={app}")


def scale(app: str, quantities: Mapping[str, int]) -> Argv:
    """Let there be so many dynos of each process type; at least one must be named."""
    wanted = (f"{kind}={quantity}" for kind, quantity in quantities.items())
    return ("heroku", "ps:scale", *wanted, f"--app={app}")


def capture_backup(app: str, attachment: str) -> Argv:
    """Take a backup of a database, and wait for its end; it goes on where the CLI is ended."""
    return ("heroku", "pg:backups:capture", attachment, f"--app={app}")


def backup_info(app: str, backup: str) -> Argv:
    """Ask what became of a backup ("b001")."""
    return ("heroku", "pg:backups:info", backup, f"--app={app}")


def restore_backup(app: str, backup: str, attachment: str) -> Argv:
    """Empty a database and fill it from a backup."""
    return ("heroku", "pg:backups:restore", backup, attachment, f"--app={app}", f"--confirm={app}")


def pg_copy(
    source_app: str, source: str, target_app: str, target: str, *, confirm: str | None = None
) -> Argv:
    """Empty a database and fill it with another, on Heroku's side; both named by attachments.

    The CLI wants the target's name confirmed, without what Heroku's own names begin with; before
    11.9.0 it wanted the app's: `confirm`.
    """
    confirm = confirm or target.removesuffix("_URL").removeprefix("HEROKU_POSTGRESQL_")
    where = (f"--app={target_app}", f"--confirm={confirm}")
    return ("heroku", "pg:copy", f"{source_app}::{source}", target, *where)


def pg_info(app: str, attachment: str) -> Argv:
    """Ask for a database: plan, size, limits, version, whom it follows."""
    return ("heroku", "pg:info", attachment, f"--app={app}")


def token() -> Argv:
    """Ask for the key of whoever is logged in; a bad one is printed too, with exit code 0."""
    return ("heroku", "auth:token")


def maintenance(app: str, *, on: bool) -> Argv:
    """Turn maintenance mode on or off."""
    return ("heroku", f"maintenance:{'on' if on else 'off'}", f"--app={app}")


def promote(upstream: str, app: str) -> Argv:
    """Promote an app's current slug to another app of its pipeline."""
    return ("heroku", "pipelines:promote", f"--app={upstream}", f"--to={app}")


def rollback(app: str, version: int) -> Argv:
    """Release an older release's slug and config vars again; the version is always named."""
    return ("heroku", "releases:rollback", f"v{version}", f"--app={app}")


def retry(app: str) -> Argv:
    """Release the newest release's slug again."""
    return ("heroku", "releases:retry", f"--app={app}")


def run(app: str, command: str) -> Argv:
    """Run a command in a one-off dyno, with its own exit code.

    The CLI orders and joins several words after `--` in its own way, and a bare `exit 7` would end
    the shell before it tells the exit code: hence one word, and a shell within.
    """
    word = f"sh -c {shlex.quote(command)}"
    return ("heroku", "run", "--exit-code", "--no-tty", f"--app={app}", "--", word)


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment the CLI runs in: quiet, plain, and with nothing that prints headers.

    HEROKU_DEBUG makes it print whole requests; HEROKU_APP would be a second opinion on the app.
    """
    unwanted = {"HEROKU_APP", "HEROKU_DEBUG", "HEROKU_DEBUG_HEADERS", "DEBUG", "FORCE_COLOR"}
    kept = {name: value for name, value in inherited.items() if name not in unwanted}
    quiet = {"NO_COLOR": "1", "HEROKU_NOTIFICATIONS": "0", "HEROKU_SKIP_NEW_VERSION_CHECK": "1"}
    return kept | quiet


class Heroku:
    """The CLI as this machine has it. Each call is one start of it: about a second."""

    def __init__(self, inherited: Mapping[str, str]) -> None:
        """Raise ProgramMissing where there is no heroku on the PATH."""
        process.require("heroku", hint=INSTALL)
        self.traffic = Traffic()
        self._env = environment(inherited)

    def start(self, argv: Argv) -> Running:
        """Start a question."""
        self.traffic.starts += 1
        return process.question(argv, env=self._env, timeout=QUESTION_TIME)

    def ask(self, argv: Argv) -> Finished:
        """Do a short act to its end."""
        self.traffic.starts += 1
        return process.ask(argv, env=self._env, timeout=QUESTION_TIME)

    def follow(self, argv: Argv, *, on_out: OnLine, on_err: OnLine) -> Finished:
        """Do a long act, its output handed on line by line."""
        self.traffic.starts += 1
        return process.ask(argv, env=self._env, on_out=on_out, on_err=on_err)


def checked(answer: Finished) -> Finished:
    """Return an answer that succeeded.

    Raises ProgramMissing for a bad login, UsageFailed for an unknown app, else LookFailed.
    """
    if answer.ok:
        return answer
    raise failure(answer)


def failure(answer: Finished) -> HerokuToolsError:
    """Say why the CLI failed, as an error with the right exit code and what to type next."""
    said = complaint(answer)
    if answer.timed_out:
        return refusals.no_answer(QUESTION_TIME)
    if any(words in " ".join(_lines(answer)) for words in BAD_LOGIN):
        return refusals.nobody() if "setRawMode" in said else refusals.bad_login(said)
    if "find that app" in said:
        return refusals.unknown_app()
    if "do not have access" in said:
        return refusals.no_access(said)
    return LookFailed(f"`{' '.join(answer.argv[:2])}` failed: {said}")


BAD_LOGIN = ("Invalid credentials", "not logged in", "setRawMode", "heroku login", "Unauthorized")
NO_RELEASE_PHASE = "must have a release-phase command"
API_SAID_NO = 2  # exit code of the CLI for an answer of the API that is an error


def complaint(answer: Finished) -> str:
    """Return what the CLI complained of, as one line without its marks."""
    said = " ".join(line for line in _lines(answer) if not line.startswith("Warning:"))
    start = said.find("Error: ")
    return said[start + 7 :] if start >= 0 else said or f"exit code {answer.code}"


def _lines(answer: Finished) -> list[str]:
    """The lines of standard error without the CLI's marks; it breaks them at 80 columns."""
    lines = (line.strip(" ›▸\t") for line in answer.errors.splitlines())
    return [line for line in lines if line and not line.startswith(STACK)]


STACK = ("at ", "node:internal", "Node.js v")  # where a fault of the CLI itself comes from
