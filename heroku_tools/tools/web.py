"""Asking a web address whether it answers, by the proxies and certificates of the environment."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heroku_tools.errors import LookFailed
from heroku_tools.tools import reach, wire
from heroku_tools.tools.reach import Reach
from heroku_tools.tools.refusals import Unreachable

BAD = 400  # the first status that is no good answer


@dataclass(frozen=True)
class Patience:
    """Limits in seconds: for all tries together, for one of them, and between two."""

    within: float = 30.0
    one: float = 10.0
    pause: float = 1.0


def ask(url: str, env: Mapping[str, str], patience: Patience | None = None) -> int:
    """Ask again and again until the answer is good, and return its status.

    A redirection is a good answer, and is not followed. Raises LookFailed, with what came last.
    """
    patience = patience or Patience()
    pool, begun = _pool(url, env), time.monotonic()
    while True:
        left = begun + patience.within - time.monotonic()
        said = _try(pool, url, max(min(patience.one, left), 0.1))
        if isinstance(said, int) and said < BAD:
            return said
        if time.monotonic() + patience.pause >= begun + patience.within:
            raise LookFailed(f"{url} {_in_words(said)}, and has for {patience.within:.0f} s")
        time.sleep(patience.pause)


def _pool(url: str, env: Mapping[str, str]) -> Any:
    try:
        way = Reach(url, reach.proxy(env, url), reach.trust(env))
        return wire.pool(way)
    except reach.NoWay as error:
        raise LookFailed(f"{url} cannot be asked: {error}") from None
    except Unreachable:
        raise LookFailed(f"{url} cannot be asked: SSL_CERT_FILE is unreadable") from None


def _try(pool: Any, url: str, seconds: float) -> int | str:
    """Ask once: the status, or why there is none."""
    from urllib3 import Timeout
    from urllib3.exceptions import HTTPError

    try:
        answer = pool.request(
            "GET",
            url,
            headers={"User-Agent": wire.HEADERS["User-Agent"]},
            redirect=False,
            retries=False,
            timeout=Timeout(total=seconds),
            preload_content=False,
        )
    except HTTPError as error:
        return wire.words(error)
    answer.close()
    return int(answer.status)


def _in_words(said: int | str) -> str:
    return f"answers {said}" if isinstance(said, int) else f"does not answer: {said}"
