"""The key to the Platform API: the environment's, or that of whoever is logged in.

It is kept in memory for the run only; it is in no argv, no text and no repr.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from heroku_tools.tools import heroku as cli
from heroku_tools.tools import reach
from heroku_tools.tools.background import InBackground
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.process import Finished
from heroku_tools.tools.refusals import QUESTION_TIME, NoKey

Key = Callable[[], str]


@contextmanager
def found(heroku: Heroku, env: Mapping[str, str]) -> Iterator[Key]:
    """Look for a key; where the environment has none the CLI is asked once, in the background.

    What is yielded waits for the key and returns it. Raises NoKey then.
    """
    given = env.get("HEROKU_API_KEY")
    if given:
        yield lambda: _checked(given)
        return
    with heroku.start(cli.token()) as running:
        asked = InBackground(lambda: key_in(running.wait()), within=QUESTION_TIME)
        yield asked.result


def key_in(answer: Finished) -> str:
    """Read what `heroku auth:token` says; what it prints is not always a good key."""
    lines = answer.text.split()
    if not answer.ok or not lines:
        raise NoKey
    return _checked(lines[-1])


def _checked(key: str) -> str:
    if not reach.usable(key):
        raise NoKey
    return key
