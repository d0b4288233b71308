"""Telling others by `apprise` URLs, which are secrets: a place is named by where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from heroku_tools.errors import LookFailed

if TYPE_CHECKING:
    from heroku_tools.tools.background import InBackground

PATIENCE = 10.0  # seconds for all places together


class Tone(str, Enum):
    """What kind of news it is, in apprise's words."""

    GOOD = "success"
    BAD = "failure"
    MIXED = "warning"


@dataclass(frozen=True)
class Place:
    """Where news go: an apprise URL, and the `file:line` by which a person knows it."""

    where: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class News:
    """What is told."""

    tone: Tone
    title: str
    body: str


def send(news: News, places: Sequence[Place], *, within: float = PATIENCE) -> tuple[str, ...]:
    """Send to all places side by side; return a sentence for each where it did not arrive."""
    from heroku_tools.tools.background import InBackground

    _keep_quiet()
    sent = [InBackground(partial(_send, news, place.url), within=within) for place in places]
    said = [_complaint(place, each) for place, each in zip(places, sent, strict=True)]
    return tuple(filter(None, said))


def _keep_quiet() -> None:
    """Loggers and warnings of apprise and what it uses would print URLs."""
    import logging
    import warnings

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def _send(news: News, url: str) -> str:
    """Send to one place; return why it did not arrive, empty where it did."""
    from apprise import Apprise, NotifyFormat, NotifyType  # 150 ms
    from apprise.conversion import convert_between

    # Not through Apprise.notify: its own threads would keep our process from ending as long as a
    # place hangs.
    place = Apprise.instantiate(url)
    if place is None:
        return "this is no URL that apprise understands"
    body = convert_between(  # type: ignore[no-untyped-call]
        NotifyFormat.TEXT, place.notify_format, content=news.body
    )
    tone = NotifyType(news.tone.value)
    arrived = place.notify(
        body=body, title=news.title, notify_type=tone, body_format=place.notify_format
    )
    return "" if arrived else "it was not taken there"


def _complaint(place: Place, sent: InBackground[str]) -> str:
    try:
        why = sent.result()
    except LookFailed:
        why = "no answer in time"
    except Exception as error:  # noqa: BLE001 - a hundred services; their words may hold the URL
        why = type(error).__name__
    return f"{place.where}: nobody was told there: {why}" if why else ""
