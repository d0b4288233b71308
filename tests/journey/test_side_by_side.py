"""Several looks at once."""

from __future__ import annotations

import pytest

from heroku_tools.errors import LookFailed
from heroku_tools.journey.side_by_side import Looking, answer, side_by_side
from heroku_tools.team.look import Promised
from heroku_tools.tools.questions import Answered, Later


class After(Later[str]):
    """An answer that is there after having been looked for so many times."""

    def __init__(self, text: str, looks: int) -> None:
        self.text, self.looks, self.given_up = text, looks, False

    @property
    def ready(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def result(self) -> str:
        assert self.looks < 0, "it was waited for"
        return self.text

    def cancel(self) -> None:
        self.given_up = True


def look(*laters: Later[str]) -> Looking[str]:
    found = []
    for later in laters:
        with later:
            found.append((yield from answer(later)))
    return " ".join(found)


def test_nobody_waits_for_anybody() -> None:
    found: list[tuple[str, str]] = []
    looks = {
        "slow": look(After("a", 9), After("b", 9)),
        "quick": look(After("c", 2), Answered("d")),
        "at once": look(Answered("e")),
    }
    side_by_side(looks, lambda name, value: found.append((name, value)))
    assert found == [("at once", "e"), ("quick", "c d"), ("slow", "a b")]


def test_one_waits_for_another() -> None:
    promise: Promised[str] = Promised()

    def first() -> Looking[str]:
        promise.keep((yield from answer(After("x", 5))))
        promise.keep("not heard")
        return "first"

    found: dict[str, str] = {}
    side_by_side({"second": look(promise), "first": first()}, found.__setitem__)
    assert found == {"first": "first", "second": "x"}


def test_what_ends_one_ends_all() -> None:
    def fails() -> Looking[str]:
        yield After("", 3)
        raise LookFailed("no")

    hanging = After("", 10_000)
    with pytest.raises(LookFailed):
        side_by_side({"hanging": look(hanging), "fails": fails()}, lambda *_: None)
    assert hanging.given_up
