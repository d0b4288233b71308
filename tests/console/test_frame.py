"""What is drawn of a running step: never too wide, never too high."""

from __future__ import annotations

import pytest

from heroku_tools.console.frame import cells, clock, cut, folded, frame

LONG = "x" * 300
WIDTHS = pytest.mark.parametrize("columns", [1, 20, 60, 100, 160])


@WIDTHS
@pytest.mark.parametrize("rows", [1, 2, 5, 24, 80])
def test_a_frame_fits(columns: int, rows: int) -> None:
    drawn = frame("push " + LONG, "12 s", [LONG, "漢字" * 99] * 20, columns=columns, rows=rows)
    assert len(drawn) <= max(rows - 1, 1)
    assert [each for each in drawn if cells(each) >= max(columns, 2)] == []


def test_the_last_lines_are_shown() -> None:
    lines = [str(number) for number in range(100)]
    drawn = frame("push", "3 s", lines, columns=60, rows=6)
    assert drawn == ["push ... 3 s", "    96", "    97", "    98", "    99"]
    assert frame("", "3 s", [], columns=60, rows=6) == ["    3 s"]


@pytest.mark.parametrize(
    ("title", "columns", "before"),
    [
        ("push", 60, "push … "),
        (LONG, 60, "x" * 34 + "… "),
        (LONG, 160, "x" * 134 + "… "),
        ("push", 31, "push … "),
        ("push", 30, "push… "),
        ("push", 29, None),
        (LONG, 48, "x" * 22 + "… "),
        (LONG, 47, None),
    ],
)
def test_folded(title: str, columns: int, before: str | None) -> None:
    assert folded(title, "done: exit code 0, 12 s", columns=columns, dots="…") == before


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "ab..."),
        ("abcdef", 2, ".."),
        ("漢字漢字", 8, "漢字漢字"),
        ("漢字漢字", 7, "漢字..."),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_clock() -> None:
    assert [clock(seconds) for seconds in (0.9, 59.9, 60, 3_725)] == [
        "0 s", "59 s", "1 min 00 s", "62 min 05 s",
    ]  # fmt: skip
