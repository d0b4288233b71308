"""The text that `--pull` edits: which file and where in it, read before and written whole."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from heroku_tools.config.marked import CannotSplice, Collection, Scalar, at
from heroku_tools.errors import Refused, SettingsFailed, UsageFailed
from heroku_tools.settings import Environment, Settings, VarsFile, shown

OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Target:
    """A mapping of config vars: `path` within the `text` of a file; `exists` says it is there."""

    file: Path
    path: tuple[str | int, ...]
    text: str = field(repr=False)
    exists: bool = True

    @property
    def keys(self) -> frozenset[str]:
        """The keys that stand there."""
        node = at(self.text, self.path)
        pairs = node.pairs if isinstance(node, Collection) else ()
        return frozenset(key.value for key, _ in pairs if isinstance(key, Scalar))


def target_of(settings: Settings, environment: Environment) -> Target:
    """Find the last of the environment's own layers: the one that wins.

    Raises UsageFailed where it has none, SettingsFailed where it cannot be read.
    """
    if not environment.own_config_vars:
        raise UsageFailed(
            f"{environment.label} has no config_vars of its own that could be written to",
            hint=f"Name a file for it: `config_vars: vars/{environment.label}.yaml`",
        )
    layer = environment.config_vars[-1] if environment.config_vars else ()
    if isinstance(layer, VarsFile):
        return _read(layer.path, ())
    number = settings.environments.index(environment)
    path: tuple[str | int, ...] = ("environments", number, "config_vars")
    whole = _read(settings.path, path)
    try:
        listed = at(whole.text, path)
    except CannotSplice as error:
        raise uneditable(error, whole) from error
    is_list = isinstance(listed, Collection) and listed.pairs and listed.pairs[0][0] is None
    return Target(
        whole.file, (*path, environment.own_config_vars - 1) if is_list else path, whole.text
    )


def _read(file: Path, path: tuple[str | int, ...]) -> Target:
    try:
        return Target(file, path, file.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Target(file, path, "", exists=False)
    except (OSError, UnicodeDecodeError):
        raise SettingsFailed(f"{shown(file)}: cannot be read") from None


def write(target: Target, text: str) -> None:
    """Put the text in the place of the file's, at once and whole.

    Raises Refused where the file is not what it was, SettingsFailed where it cannot be written.
    """
    file = target.file.resolve()  # a link stays one
    if _read(file, target.path).text != target.text:
        raise Refused(f"{shown(target.file)} has changed meanwhile; nothing was written")
    try:
        mode = file.stat().st_mode & 0o777 if target.exists else OWNER_ONLY
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        _replace(file, handle, Path(name), mode, text.encode("utf-8"))
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise SettingsFailed(f"{shown(target.file)}: cannot be written: {why}") from None


def _replace(file: Path, handle: int, aside: Path, mode: int, data: bytes) -> None:
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.chmod(mode)
        aside.replace(file)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def uneditable(error: CannotSplice, target: Target) -> SettingsFailed:
    """Say why a file cannot be edited."""
    return SettingsFailed(f"{shown(target.file)}:{error.line}: {error.why}; nothing was written")
