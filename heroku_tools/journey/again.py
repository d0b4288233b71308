"""Asking again where one look fails: a moment without network must not end what is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from heroku_tools.errors import LookFailed
from heroku_tools.tools.waiting import sleep

T = TypeVar("T")

PAUSES = (1.0, 3.0, 10.0)  # seconds before each further look


def again(ask: Callable[[], T]) -> T:
    """Ask until there is an answer. Raises LookFailed where the last look failed too."""
    for pause in PAUSES:
        try:
            return ask()
        except LookFailed:
            sleep(pause)
    return ask()
