"""What was measured, what it comes to, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bench.measure import Result, Row, Sample, document, side_by_side, table

RESULT = Result("r", "ours", "theirs", 0.5, Sample((3.0, 1.0, 2.0)), Sample((4.0, 9.0, 4.0)))


@pytest.mark.parametrize(
    ("values", "middle", "shown"),
    [
        ((1.0,), 1.0, "1.000 (1.000-1.000)"),
        ((3.0, 1.0, 2.0), 2.0, "2.000 (1.000-3.000)"),
        ((4.0, 1.0, 2.0, 100.0), 3.0, "3.000 (1.000-100.000)"),
    ],
)
def test_sample(values: tuple[float, ...], middle: float, shown: str) -> None:
    assert Sample(values).middle == middle
    assert str(Sample(values)) == shown


@pytest.mark.parametrize(("at_most", "reached"), [(0.4, False), (0.5, True), (0.6, True)])
def test_ratio(at_most: float, reached: bool) -> None:
    assert RESULT.ratio == 0.5
    assert replace(RESULT, at_most=at_most).reached is reached


def test_they_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    ours, theirs = iter((9.0, 1.0, 2.0, 3.0)), iter((9.0, 4.0, 5.0, 6.0))

    def mine() -> float:
        order.append("o")
        return next(ours)

    def other() -> float:
        order.append("t")
        return next(theirs)

    result = side_by_side(Row("r", "ours", "theirs", 0.5, mine, other), 3)
    assert "".join(order) == "toottoot"
    assert (result.ours.values, result.theirs.values) == ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


def test_table() -> None:
    lines = table([RESULT, replace(RESULT, what="ours too", at_most=0.25, unit="MiB")]).splitlines()
    assert lines[0].split("  ")[0] == "what"
    cells = "ours 2.000 (1.000-3.000) s theirs 4.000 (4.000-9.000) s 0.500x <= 0.5x"
    assert " ".join(lines[2].split()) == cells
    assert lines[3].endswith("0.500x  <= 0.25x  NOT REACHED")
    assert "2.000 (1.000-3.000) MiB" in lines[3]
    assert table([replace(RESULT, at_most=1 / 15)]).rstrip().endswith("<= 0.0667x  NOT REACHED")
    assert lines[2].index("theirs") == lines[3].index("theirs")


def test_document() -> None:
    found = json.loads(json.dumps(document([RESULT], {"cores": 2})))
    assert found["machine"] == {"cores": 2}
    (row,) = found["rows"]
    assert (row["ours"], row["theirs"]) == ([3.0, 1.0, 2.0], [4.0, 9.0, 4.0])
    assert (row["name"], row["ratio"], row["to_reach"], row["unit"]) == ("r", 0.5, 0.5, "s")
