"""The programs that heroku-tools calls, and how old they may be (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heroku_tools.start.doctor.finding import Finding, fine, note, to_do

Version = tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """A program, the oldest version that will do, and how one gets it."""

    name: str
    oldest: Version
    install: str
    needed_for: str = ""  # empty: for everything

    @property
    def argv(self) -> tuple[str, ...]:
        """How it is asked for its version."""
        return (self.name, "--version")


GIT = Program("git", (2, 29), "install a newer git (Debian: apt-get install git)")
HEROKU = Program("heroku", (9,), "npm install --global heroku")
POSTGRES = "install a PostgreSQL client (Debian: apt-get install postgresql-client)"
PSQL = Program("psql", (12,), POSTGRES, "`heroku pg:psql`")
PG_DUMP = Program("pg_dump", (16,), POSTGRES, "data")
PROGRAMS = (GIT, HEROKU, PSQL, PG_DUMP)
TRUTHFUL = (11, 9)  # before it the CLI said of a promotion that had failed in part: done


def version_in(said: str) -> Version | None:
    """Return the version that a program's `--version` tells."""
    match = re.search(r"\b(\d+(?:\.\d+)+|\d+)\b", said)
    return tuple(map(int, match.group(1).split("."))) if match else None


def judge(program: Program, said: str | None, *, promotes: bool, copies: bool) -> Finding:
    """Say what is to be said of a program; `said` is None where it is not there.

    `promotes` and `copies` say whether the settings have promote_from and data in them.
    """
    optional = program.needed_for and not copies
    if said is None:
        missing = f"{program.name} is not on the PATH"
        if optional:
            return note(f"{missing}; only {program.needed_for} needs it", program.install)
        return to_do(missing, program.install)
    version = version_in(said)
    name = f"{program.name} {_text(version)}" if version else program.name
    if version and version < program.oldest:
        old = f"{name} is older than {_text(program.oldest)}"
        return note(old, program.install) if optional else to_do(old, program.install)
    if program is HEROKU and promotes and version and version < TRUTHFUL:
        why = f"{name} says of a promotion that failed in part that it is done"
        return note(f"{why}; releases are looked at all the same", "heroku update")
    return fine(name)


def _text(version: Version) -> str:
    return ".".join(map(str, version))
