"""README's examples: how they are found, and when what is printed counts as the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.as_printed import Example, alike, difference, examples, on_screen

README = Path(__file__).parents[1] / "README.rst"
TEXT = """\
Shown::

    $ deploy dev
    dev: a  b

    Go? [y/N] y
    done

and none::

    make demo

.. code-block:: yaml

    $ not: this

two in a block::

    $ one
    1
    ...

    $ two
    error: no
"""
FOUND = [
    Example("deploy dev", ("dev: a  b", "", "Go? [y/N] y", "done")),
    Example("one", ("1", "...")),
    Example("two", ("error: no",)),
]


def test_found_in_their_order() -> None:
    found = list(examples(TEXT))
    assert found == FOUND
    assert [each.answer for each in found] == ["y", None, None]
    assert [each.fails for each in found] == [False, False, True]


def test_no_example_of_readme_is_overlooked() -> None:
    prompts = [line for line in README.read_text().splitlines() if line.strip().startswith("$ ")]
    assert [f"    $ {each.command}" for each in examples(README.read_text())] == prompts
    assert len(prompts) >= 8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("live  b5f7ba60  v4", "live  00000000  v4"),
        ("! DEBUG  #5de015fa -> #37c4ca43", "! DEBUG  #00000000 -> #12345678"),
        ("Mon 23 Nov 07:17, 2 hours ago", "Sun 01 Feb 23:59, just now"),
        ("1 minute ago", "3 days ago"),
        ("done: on, 0.8 s", "done: on, 12 s"),
        ("6 steps in 59 s.", "6 steps in 1 min 03 s."),
        ("Type 482913 to confirm", "Type 000000 to confirm"),
        ("@ DATABASE_URL  postgresql-round-12345", "@ DATABASE_URL  postgresql-cubic-99999"),
        ("to '/app/x'", "to '/tmp/dynos/0b5b1e8d-6d18-41da-98c5-4e8d4c1b1894/x'"),
        ("16.4 kB  0 bytes", "8.2 kB  8.2 kB"),
        ("ok  git 2.39.5", "ok  git 2.50"),
        ("by ann on tower, Mon 23 Nov 08:00", "by ann on vm-2, Mon 23 Nov 08:00"),
        ("a    b", "a  b"),
        ("written  2026-11-29 02:34:45.841595+00", "written  2027-01-01 00:00:00+00"),
        ("\x1b[1mbold\x1b[0m", "bold"),
    ],
)  # fmt: skip
def test_what_changes_from_run_to_run_is_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("live  b5f7ba60  v4", "live  b5f7ba60  v5"),
        ("Commits (2)", "Commits (3)"),
        ("  indented", "indented"),
        ("a b", "a  b"),
        ("1 file", "2 files"),
        ("dev: 1 ahead", "dev: 2 ahead"),
        ("user_1@example.com", "user_2@example.com"),
        ("a\n\nb", "a\nb"),
    ],
)
def test_what_is_said_is_not(one: str, other: str) -> None:
    assert alike(one) != alike(other)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("a\r\nb\r\n", "a\nb\n"),
        ("10 %\r20 %\rdone\r\n", "done\n"),
        ("head\r\n1 ...\r\n2 ...\r\n\x1b[2A\r\x1b[J1 ok\r\n2 ok\r\n", "head\n1 ok\n2 ok\n"),
    ],
)
def test_what_stays_on_the_screen(raw: str, seen: str) -> None:
    assert on_screen(raw) == seen


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (("a", "b"), "a\r\nb\r\n", True),
        (("a", "...", "d"), "a\nb\nc\nd\n", True),
        (("a", "  ...", "b"), "a\nb\n", True),
        (("a", "...", "d"), "a\nb\nc\n", False),
        (("...", "c"), "a\nb\nd\n", False),
        (("a",), "a\nb\n", False),
        (("a.c",), "abc\n", False),
        ((), "", True),
        ((), "a\n", False),
    ],
)
def test_difference(shown: tuple[str, ...], printed: str, same: bool) -> None:
    told = difference(Example("try", shown), printed)
    assert not told if same else told.startswith("$ try\n--- README")
