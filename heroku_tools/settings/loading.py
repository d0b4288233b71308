"""One settings file, from its bytes to Settings or to all of its problems."""

from __future__ import annotations

from pathlib import Path

from yaml.reader import Reader as YamlReader

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import keys
from heroku_tools.settings.build import build, check
from heroku_tools.settings.files import HINT, shown
from heroku_tools.settings.model import Settings
from heroku_tools.settings.nodes import read_nodes
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import Found, Spot

LARGEST = 1_000_000
EMPTY = "the file is empty; write at least `environments`, as in app.conf.example.yaml"


def load(path: Path) -> Settings:
    """Raises SettingsFailed with every problem at once, one `file:line: …` each."""
    file = shown(path)
    problems = Problems(file)
    text = text_of(bytes_of(path, file), problems)
    problems.stop_if_any()
    found = _found(text, problems)
    return build(found, path, file)


def bytes_of(path: Path, file: str) -> bytes:
    """Read a file, called `file` in messages. Raises SettingsFailed."""
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST + 1)
    except FileNotFoundError:
        raise SettingsFailed(f"{file}: there is no such file", hint=HINT) from None
    except IsADirectoryError:
        raise SettingsFailed(f"{file}: this is a directory; name the file in it") from None
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise SettingsFailed(f"{file}: cannot be read: {why}") from None
    if len(data) > LARGEST:
        raise SettingsFailed(f"{file}: larger than {LARGEST:,} bytes; this is not a settings file")
    return data


def text_of(data: bytes, problems: Problems) -> str:
    """Decode it; what cannot be is a problem."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, "this is not UTF-8; save the file in that encoding")
        return ""
    odd = YamlReader.NON_PRINTABLE.search(text)
    if odd:
        name = f"U+{ord(odd.group()):04X}"
        line = text.count("\n", 0, odd.start()) + 1
        problems.add(line, f"there is an invisible character ({name}) here; remove it")
    return text


def _found(text: str, problems: Problems) -> Found:
    root = read_nodes(text, problems)
    if root is None and not problems.found:
        problems.add(1, EMPTY)
    found = keys.FILE.read(Spot("the file", root.line, root), problems) if root else None
    if found:
        check(found, problems)
    problems.stop_if_any()
    assert found, "a table that cannot be read is a problem"
    return found
