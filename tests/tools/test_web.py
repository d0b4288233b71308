"""A real web server on this machine is asked whether it answers."""

from __future__ import annotations

import time

import pytest

from heroku_tools.errors import LookFailed
from heroku_tools.tools import web
from heroku_tools.tools.web import Patience
from tests.e2e.receiver import Receiver

SHORT = Patience(within=1.2, one=0.4, pause=0.2)


@pytest.mark.parametrize(
    ("statuses", "status"), [([200], 200), ([302], 302), ([399], 399), ([404, 503, 204], 204)]
)
def test_it_is_asked_until_it_answers_well(statuses: list[int], status: int) -> None:
    with Receiver(*statuses) as receiver:
        assert web.ask(receiver.url, {}, SHORT) == status
    assert len(receiver.received) == len(statuses)


def test_a_bad_answer() -> None:
    with Receiver(400) as receiver, pytest.raises(LookFailed) as failure:
        web.ask(receiver.url, {}, SHORT)
    assert failure.value.message == f"{receiver.url} answers 400, and has for 1 s"
    assert len(receiver.received) > 2


def test_no_answer_at_all() -> None:
    begun = time.monotonic()
    with Receiver(0) as receiver, pytest.raises(LookFailed) as failure:
        web.ask(receiver.url, {}, SHORT)
    assert f"{receiver.url} does not answer: " in failure.value.message
    assert time.monotonic() - begun < 30


def test_nobody_there() -> None:
    with Receiver(200) as receiver:
        pass
    with pytest.raises(LookFailed, match=r"does not answer: .*refused"):
        web.ask(receiver.url, {}, SHORT)


def test_the_proxy_of_the_environment_is_asked() -> None:
    with Receiver(200) as receiver:
        assert web.ask("http://nowhere.invalid/", {"HTTP_PROXY": receiver.url}, SHORT) == 200
        with pytest.raises(LookFailed):
            web.ask("http://nowhere.invalid/", {"HTTP_PROXY": receiver.url, "NO_PROXY": "*"}, SHORT)


def test_a_proxy_that_is_none() -> None:
    with pytest.raises(LookFailed) as failure:
        web.ask("https://example.com/", {"HTTPS_PROXY": "socks5://a"}, SHORT)
    assert failure.value.message == (
        "https://example.com/ cannot be asked: HTTPS_PROXY is no HTTP proxy"
    )
