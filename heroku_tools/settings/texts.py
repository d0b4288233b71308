"""The text of a file: read, not too large, UTF-8, and without invisible characters."""

from __future__ import annotations

from pathlib import Path

from yaml.reader import Reader as YamlReader

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings.files import HINT
from heroku_tools.settings.problems import Problems

LARGEST = 1_000_000


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
