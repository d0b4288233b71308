"""Which door questions take: the Platform API, or the heroku CLI. Chosen once per run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.heroku_questions import CliQuestions
from heroku_tools.tools.questions import Questions

Tell = Callable[[str], None]


@contextmanager
def opened(heroku: Heroku, env: Mapping[str, str], *, tell: Tell) -> Iterator[Questions]:  # noqa: ARG001
    """Open a door for the run."""
    yield CliQuestions(heroku)
