"""The key `config_vars`: a mapping, the path of a file with one, or a list of both.

Values are secrets: no message shows one. The files may lie in another repository, and are read only
when a command asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import rules
from heroku_tools.settings.around import Argv
from heroku_tools.settings.files import shown
from heroku_tools.settings.model import ConfigVar, Layer, Origin, VarsFile
from heroku_tools.settings.nodes import Items, Mapping, Node, Nothing, Pair, Text, read_nodes
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.readers import Reader, Spot, Word
from heroku_tools.settings.sources import VARIABLE
from heroku_tools.settings.texts import bytes_of, text_of

TAGS = {each.value for each in Origin if each is not Origin.GIVEN}
TAKES = 'text (`""` for none), or `!env NAME`, `!file PATH`, `!command ...`, `!remote` or `!unset`'
QUOTE = "and a text that begins with `!` in quotes"
T = TypeVar("T")


class Unshown(Reader[T]):
    """Refuses without the text that was found: it may be a value in the wrong place."""

    def refuse(self, spot: Spot, problems: Problems, why: str | None = None) -> None:
        what = "has no value" if isinstance(spot.node, Nothing) else f"is {spot.node}"
        if isinstance(spot.node, Text):
            what = "is not one" if spot.node.value else "is empty"
        problems.add(spot.line, f"{spot.name} {why or what}; it takes {self.takes}")

    def is_tagged(self, spot: Spot, problems: Problems) -> bool:
        if spot.node.tag:
            problems.add(spot.line, f"{spot.name} has a tag; it takes {self.takes}, {QUOTE}")
        return spot.node.tag is not None


class UnshownWord(Unshown[str], Word):
    """A word of which only the faults are told."""


class UnshownArgv(Unshown[tuple[str, ...]], Argv):
    """A command whose words may hold a secret."""


NAME = UnshownWord(VARIABLE.takes, VARIABLE.faults)
PATH = UnshownWord("the path of a file", (rules.Fault(r"\x00", "has a NUL character"),))
ARGV = UnshownArgv()


class Layers(Unshown[tuple[Layer, ...]]):
    """What is in the file, in its order: later ones win."""

    takes = "a mapping, the path of a file with one, or a list of both"

    def read(self, spot: Spot, problems: Problems) -> tuple[Layer, ...] | None:
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Items):
            layer = self.layer(spot, problems)
            return None if layer is None else (layer,)
        entries = [Spot(f"an entry of {spot.name}", node.line, node) for node in spot.node.items]
        layers = [self.layer(each, problems) for each in entries]
        return tuple(layer for layer in layers if layer is not None)

    def layer(self, spot: Spot, problems: Problems) -> Layer | None:
        if self.is_tagged(spot, problems):
            return None
        if isinstance(spot.node, Mapping):
            return variables(spot.node, problems)
        if isinstance(spot.node, Text) and spot.node.value:
            path = PATH.read(spot, problems)
            where = f"{problems.file}:{spot.line}"
            return VarsFile(_beside(problems, path), where) if path else None
        self.refuse(spot, problems)
        return None


def variables(node: Mapping, problems: Problems) -> tuple[ConfigVar, ...]:
    """Read a flat mapping."""
    read = [_variable(pair, problems) for pair in node.pairs]
    return tuple(each for each in read if each is not None)


def _variable(pair: Pair, problems: Problems) -> ConfigVar | None:
    name = _named(pair.key)
    faults = [fault.has for fault in rules.CONFIG_VAR if re.search(fault.pattern, pair.key)]
    if faults:
        problems.add(
            pair.line,
            f"the config var {name} {faults[0]}; Heroku takes letters, digits and `_`",
        )
    node, where = pair.value, f"{problems.file}:{pair.line}"
    if node.tag in TAGS:
        return _from_elsewhere(pair, Origin(node.tag), where, problems)
    complaint = _complaint(node)
    if complaint:
        problems.add(pair.line, f"{name} {complaint}; it takes {TAKES}")
        return None
    assert isinstance(node, Text)
    return ConfigVar(pair.key, where, Origin.GIVEN, given=node.value)


def _named(key: str) -> str:
    """The key in messages; of `KEY=value`, as other files have it, the value is left out."""
    name, sign, _ = key.partition("=")
    return quoted(name + sign)


def _complaint(node: Node) -> str:
    """What is wrong with a value, which is not shown."""
    if node.tag:
        return f"has a tag that is not known ({QUOTE[4:]})"
    if isinstance(node, Nothing):
        return "has no value"
    if not isinstance(node, Text):
        return f"is {node}"
    return "has a NUL character" if "\0" in node.value else ""


def _from_elsewhere(pair: Pair, origin: Origin, where: str, problems: Problems) -> ConfigVar | None:
    bare = replace(pair.value, tag=None)
    spot = Spot(f"{quoted(origin.value)} of {_named(pair.key)}", pair.line, bare)
    base = ConfigVar(pair.key, where, origin)
    if origin in (Origin.REMOTE, Origin.UNSET):
        if isinstance(bare, Text) and not bare.value:
            return base
        problems.add(pair.line, f"{spot.name} takes nothing after it")
        return None
    if origin is Origin.ENV:
        name = NAME.read(spot, problems)
        return replace(base, name=name) if name else None
    if origin is Origin.FILE:
        path = PATH.read(spot, problems)
        return replace(base, path=_beside(problems, path)) if path else None
    argv = ARGV.read(spot, problems)
    if argv:
        return replace(base, argv=argv, path=_beside(problems, "."))
    if argv is not None:
        problems.add(pair.line, f"{spot.name} names no program")
    return None


def _beside(problems: Problems, path: str) -> Path:
    return (Path(problems.file).parent / path).absolute()


def read_layers(layers: Sequence[Layer], settings: Path) -> tuple[ConfigVar, ...]:
    """Read the files among the layers, and put the later above the earlier, by key.

    Raises SettingsFailed with the problems of all files at once.
    """
    found: dict[str, ConfigVar] = {}
    failed: list[SettingsFailed] = []
    for layer in layers:
        try:
            read = _file(layer, settings) if isinstance(layer, VarsFile) else layer
        except SettingsFailed as error:
            failed.append(error)
        else:
            found |= {each.key: each for each in read}
    if failed:
        raise SettingsFailed("\n".join(each.message for each in failed), hint=failed[0].hint)
    return tuple(found.values())


def _are_one(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # reading it says what is wrong
        return False


def _file(layer: VarsFile, settings: Path) -> tuple[ConfigVar, ...]:
    file = shown(layer.path)
    if _are_one(layer.path, settings):
        raise SettingsFailed(f"{layer.where}: {file} is the settings file itself")
    try:
        problems = Problems(file)
        text = text_of(bytes_of(layer.path, file), problems)
    except SettingsFailed as error:
        hint = f"{layer.where} names it; paths are relative to the file that names them."
        raise SettingsFailed(error.message, hint=hint) from None
    root = read_nodes(text, problems) if not problems.found else None
    if root is not None and (root.tag or not isinstance(root, Mapping)):
        problems.add(root.line, "this is no `KEY: value` mapping; a file names no other files")
    read = variables(root, problems) if isinstance(root, Mapping) else ()
    problems.stop_if_any()
    return read
