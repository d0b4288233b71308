"""The example file is the witness of the keys, and the seed of files that nobody would write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import Settings, keys, load, mask_rules
from heroku_tools.settings.data_keys import MaskReader, Placed
from heroku_tools.settings.mask_rules import MaskRule
from heroku_tools.settings.maskers import MASKERS
from heroku_tools.settings.nodes import Items, Mapping, Node, read_nodes
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import Key, Named, Reader, Several, Shorthand, Table
from tests.settings.helpers import settings_of

EXAMPLE = Path(__file__).parents[2] / "app.conf.example.yaml"
PIECES = (
    ":", "- ", "\n", "  ", "\t", '"', "'", "[", "]", "{", "}", "&a ", "*a",
    "!env ", "!!str ", "<<: ", "? ", "|\n",
    "---\n", "#", ",", "%", "@", "\\", "\0", "é", "😀", "\x85",
    "label", "deploy:", "commands: ", "~", "\r", "\ufeff",
)  # fmt: skip


def all_keys(reader: Reader[Any]) -> Iterator[Key[Any]]:
    if isinstance(reader, Table):
        for key in reader.keys:
            yield key
            yield from all_keys(key.reader)
    elif isinstance(reader, Shorthand):
        yield from all_keys(reader.table)
    elif isinstance(reader, Several | Named | Placed):
        yield from all_keys(reader.item)
    elif isinstance(reader, MaskReader):
        yield from all_keys(reader.tables)
    elif isinstance(reader, MaskRule):
        for table in mask_rules.TABLES.values():
            yield from table.keys


def written_keys(node: Node) -> Iterator[str]:
    if isinstance(node, Mapping):
        for pair in node.pairs:
            yield pair.key
            yield from written_keys(pair.value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from written_keys(item)


def test_the_example_is_right() -> None:
    settings = load(EXAMPLE)
    assert [each.label for each in settings.environments] == ["live", "uat", "demo", "dev", "local"]
    assert settings.notices == ()


def test_the_example_has_every_key() -> None:
    root = read_nodes(EXAMPLE.read_text(encoding="utf-8"), Problems("example"))
    assert root is not None
    missing = {key.name for key in all_keys(keys.FILE)} - set(written_keys(root))
    assert missing <= {"first", *(each.alone for each in MASKERS.values())}  # written without it
    text = EXAMPLE.read_text(encoding="utf-8")
    assert {name for name in MASKERS if name not in text} == set()


@pytest.mark.parametrize("key", [*all_keys(keys.FILE)], ids=lambda key: key.name)
def test_every_key_is_described(key: Key[Any]) -> None:
    assert key.means.endswith(".")
    assert key.reader.takes
    assert key.example.startswith(f"{key.name}: ")


def mutated(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text) + 1)
        gone = dice.choice((0, 0, 1, 5, 40))
        lines = text.splitlines(keepends=True) or [""]
        piece = dice.choice((dice.choice(PIECES), dice.choice(lines), ""))
        text = text[:at] + piece + text[at + gone :]
    return text


@pytest.mark.parametrize("seed", range(20))
def test_any_file_is_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    dice = random.Random(seed)
    example = "\n".join(
        line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if "#" not in line[:5]
    )
    for _ in range(50):
        text = mutated(example, dice)
        try:
            assert isinstance(settings_of(tmp_path, text), Settings)
        except SettingsFailed as failure:
            told = failure.message.splitlines()
            assert all(line.startswith("app.conf.yaml:") for line in told), told


@pytest.mark.parametrize("seed", range(5))
def test_any_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.chdir(tmp_path)
    dice = random.Random(seed)
    for _ in range(100):
        with pytest.raises(SettingsFailed):
            settings_of(tmp_path, dice.randbytes(dice.randint(0, 60)))
