"""The sandbox's decisions, as tables of plain values."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sandbox.api.ranges import BadRange, Range, cut
from sandbox.faults import Armed, Fault
from sandbox.journal import Entry, Journal
from sandbox.procfile import parse
from sandbox.relay import whole_lines
from sandbox.state import with_changes


@pytest.mark.parametrize(
    ("header", "shown", "status", "following"),
    [
        (None, [1, 2, 3, 4, 5], 200, None),
        ("version ..; order=desc,max=1", [5], 206, "version ..5[; order=desc,max=1"),
        ("version ..; max=2, order=desc", [5, 4], 206, "version ..4[; order=desc,max=2"),
        ("version ..4[; order=desc,max=2", [3, 2], 206, "version ..2[; order=desc,max=2"),
        ("version ..2[; order=desc,max=2", [1], 200, None),
        ("version ..; max=3;", [1, 2, 3], 206, "version ]3..; max=3"),
        ("version ]3..; max=3", [4, 5], 200, None),
        ("version 2..4", [2, 3, 4], 200, None),
        ("version 9..", [], 200, None),
    ],
)
def test_a_range_cuts_a_list_into_pages(
    header: str | None, shown: list[int], status: int, following: str | None
) -> None:
    wanted = Range.parse(header, fields=("version", "id"))
    items, page = cut([1, 2, 3, 4, 5], wanted, lambda item: item)
    assert (items, page.status, page.headers.get("Next-Range")) == (shown, status, following)


@pytest.mark.parametrize("header", ["nonsense", "name ..", "bytes=0-5"])
def test_a_range_that_heroku_would_not_understand(header: str) -> None:
    with pytest.raises(BadRange):
        Range.parse(header, fields=("version", "id"))


@pytest.mark.parametrize(
    ("changes", "wanted", "words"),
    [
        ({"FOO": "1"}, {"FOO": "1"}, None),
        ({"BAR": None}, {"FOO": "1"}, None),
        ({"FOO": "2"}, {"FOO": "2"}, "Set FOO config vars"),
        ({"A": "1", "B": ""}, {"FOO": "1", "A": "1", "B": ""}, "Set A, B config vars"),
        ({"FOO": None}, {}, "Remove FOO config vars"),
        ({"A": "1", "FOO": None}, {"A": "1"}, "Set A and Remove FOO config vars"),
    ],
)
def test_a_change_of_config_vars_and_its_words(
    changes: dict[str, str | None], wanted: dict[str, str], words: str | None
) -> None:
    assert with_changes({"FOO": "1"}, changes) == (wanted, words)


def test_a_procfile() -> None:
    text = "web: gunicorn a:b\n# no type\n\nrelease : python manage.py migrate\nnonsense\n"
    assert parse(text) == {"web": "gunicorn a:b", "release": "python manage.py migrate"}


def test_a_fault_strikes_the_nth_occasion_and_as_often_as_told() -> None:
    armed = Armed("app", Fault(action="fail", match="GET /apps/*", nth=2, times=2))
    lines = ["GET /apps/a", "POST /apps/a", "GET /apps/a", "GET /apps/b", "GET /apps/a"]
    assert [armed.meets(("app",), "request", (line,)) for line in lines] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert not armed.meets(("another",), "request", ("GET /apps/a",))


def test_a_fault_of_any_app_and_of_one_of_several() -> None:
    for owner, apps, strikes in (
        ("*", (), True),
        ("*", ("up", "down"), True),
        ("down", ("up", "down"), True),
        ("down", ("up",), False),
        ("down", (), False),
    ):
        armed = Armed(owner, Fault(action="fail"))
        assert armed.meets(apps, "request", ("GET /pipelines",)) is strikes


@pytest.mark.parametrize("wrong", [{"action": "explode"}, {"action": "drop-after", "on": "dyno"}])
def test_a_fault_that_cannot_be(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no fault"):
        Fault(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "acts"),
    [
        (Entry("api", "a", "GET /apps/a"), False),
        (Entry("api", "a", "POST /actions/addon-attachments/resolve {}"), False),
        (Entry("api", "a", "POST /filters/apps {}"), False),
        (Entry("api", "a", "POST /pipeline-promotions {}"), True),
        (Entry("api", "a", 'PATCH /apps/a {"maintenance": true}'), True),
        (Entry("git", "a", "git-receive-pack a"), False),
        (Entry("git", "a", "push a refs/heads/main 0123 forced=false"), True),
        (Entry("dyno", "a", "run a true"), True),
    ],
)
def test_what_acts(entry: Entry, *, acts: bool) -> None:
    assert entry.acts is acts


def test_the_journal_keeps_the_order_of_asking() -> None:
    journal = Journal()
    first, second = journal.open("api", "a", "one"), journal.open("api", "b", "two")
    journal.close(second, 200)
    journal.close(first, 404)
    assert [(entry.what, entry.status) for entry in journal.entries()] == [
        ("one", 404),
        ("two", 200),
    ]
    journal.open("api", "c", "three", also=("a", "b"))
    assert [entry.what for entry in journal.entries("a")] == ["one", "three"]
    journal.clear("a")
    assert [entry.app for entry in journal.entries()] == ["b"]


def test_lines_are_not_cut_but_a_prompt_is_not_held_back() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"one\ntw", b"o\n", b"prompt> "):
            yield chunk
        await asyncio.sleep(0.3)
        yield b"\xef\xbf\xbf"
        yield b" heroku-command-exit-status: 0\n"

    async def collect() -> list[bytes]:
        return [chunk async for chunk in whole_lines(chunks())]

    assert asyncio.run(collect()) == [
        b"one\n",
        b"two\n",
        b"prompt> ",
        b"\xef\xbf\xbf heroku-command-exit-status: 0\n",
    ]
