"""A glance at a target's database, beside other looks: what it says of itself. It changes nothing.

Nobody waits long for a database that does not answer.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from heroku_tools.data.aside import state
from heroku_tools.data.database import marking, sessions
from heroku_tools.data.known import Known, known, unread
from heroku_tools.data.reach import Asking, Reached, choose
from heroku_tools.errors import HerokuToolsError, ProgramMissing
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.settings import Environment
from heroku_tools.tools import postgres
from heroku_tools.tools.background import InBackground
from heroku_tools.tools.questions import Questions

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

APPLICATION = "heroku-tools look"
PATIENCE = 5  # seconds for a connection
WITHIN = 15.0  # seconds for all of it, where the connection stalls later


def glance(questions: Questions, environment: Environment) -> Looking[Known]:
    """Find out what an environment's database holds. Raises ProgramMissing; all else is `why`."""
    try:
        with ExitStack() as under_way:
            asking = Asking(questions, environment, under_way)
            found = choose(environment, (yield from asking.databases()), None)
            reading = InBackground(lambda: _read(found), within=WITHIN, who="the database")
            return (yield from answer(reading))
    except ProgramMissing:
        raise
    except HerokuToolsError as error:
        return unread(error.message)


def _read(reached: Reached) -> Known:
    with postgres.connect(
        reached.url, application=APPLICATION, source=True, patience=PATIENCE
    ) as connection:
        return read(connection)


def read(connection: Connection) -> Known:
    """Ask a database what it holds, and whether that is being worked on. Raises LookFailed."""
    found = known(marking.read(connection), state.read(connection))
    if not found.run:
        return found
    ours = sessions.of_run(found.run)
    working = any(each.application == ours for each in sessions.others(connection))
    return replace(found, under_way=working)
