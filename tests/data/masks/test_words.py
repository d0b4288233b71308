"""The words, and the maskers as they are described."""

from __future__ import annotations

import pytest

from heroku_tools.data.masks import by_row, by_value
from heroku_tools.data.masks.types import TYPES
from heroku_tools.data.masks.words import COUNT, fitting, load
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.masking import Rule


@pytest.mark.parametrize("name", ["first_names", "last_names", "cities", "streets"])
def test_lists(name: str) -> None:
    words = getattr(load(), name)
    assert len(words) == COUNT == len(set(words)) and words == getattr(load(), name)
    assert all(word.isascii() and word[0].isupper() and len(word) < 64 for word in words)


def test_shorter_ones() -> None:
    assert fitting(("Ann", "Bartholomew", "Eve"), 5)[:3] == ("Ann", "Eve", "Ann")
    assert set(fitting(("Ann", "Bartholomew"), 2)) == {"An"}
    assert len(fitting(load().last_names, 5)) == COUNT


def test_each_masker_that_is_described_is_made() -> None:
    said = {"keep", "null", "fixed", "sql", "when", "json"}
    assert set(by_value.MASKS) == {name for name, each in MASKERS.items() if each.by_value}
    assert set(MASKERS) == said | set(by_value.MASKS) | set(by_row.MASKS)
    assert set(TYPES) == set(MASKERS) - said | {"json"}


def test_options_are_fields_of_the_rule() -> None:
    fields = set(Rule.__dataclass_fields__)
    for masker in MASKERS.values():
        assert {option.field for option in masker.options} <= fields
        assert masker.alone is None or masker.option(masker.alone)
        assert all(
            option.least <= (option.default or 0) for option in masker.options if option.default
        )
