"""Writing new files, each tried out before, none written over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from heroku_tools import settings as app_conf
from heroku_tools.errors import HerokuToolsError, Refused, SettingsFailed
from heroku_tools.settings import shown

OWNER_ONLY, ALL_MAY_READ = 0o600, 0o644


def try_out(texts: Mapping[Path, str], target: Path) -> None:
    """Read the texts as the settings they are to be. Raises SettingsFailed with all problems."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            place = Path(folder) / path.relative_to(target.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        try:
            found = app_conf.load(Path(folder) / target.name)
            for environment in found.environments:
                app_conf.config_vars_of(found, environment)
        except SettingsFailed as error:
            said = error.message.replace(f"{Path(folder).resolve()}/", "")
            raise SettingsFailed(
                said.replace(f"{folder}/", ""), hint="Nothing was written."
            ) from None


def write(texts: Mapping[Path, str]) -> None:
    """Write all files, or none. Raises Refused where one is there."""
    written: list[Path] = []
    try:
        for number, (path, text) in enumerate(texts.items()):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text, OWNER_ONLY if number else ALL_MAY_READ)
            written.append(path)
    except BaseException as error:
        for each in written:
            with suppress(OSError):
                each.unlink()
        raise _in_our_words(error, path) from error


def _write(path: Path, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _in_our_words(error: BaseException, path: Path) -> BaseException:
    if isinstance(error, FileExistsError):
        return Refused(f"{shown(path)} is there already, and is never overwritten")
    if isinstance(error, OSError):
        why = (error.strerror or "unknown reason").lower()
        return HerokuToolsError(f"{shown(path)} cannot be written: {why}")
    return error
