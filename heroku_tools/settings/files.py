"""Where app.conf.yaml is, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from heroku_tools.errors import SettingsFailed

NAME = "app.conf.yaml"
VARIABLE = "HEROKU_TOOLS_CONFIG"
HINT = f"start from app.conf.example.yaml, saved as {NAME}, or name your file by `-c FILE`"


def find(start: Path, explicit: str | None, environ: Mapping[str, str]) -> Path:
    """The settings file: the one named, else the nearest from `start` up to the git root.

    Raises SettingsFailed where there is none.
    """
    named = explicit if explicit is not None else environ.get(VARIABLE) or None
    if named is not None:
        by = "--config-file" if explicit is not None else VARIABLE
        return _named(start / named, named, by)
    folders = _folders(start.absolute())
    for folder in folders:
        if _exists(folder / NAME):
            return folder / NAME
    further = f" or above it up to the git root {folders[-1]}" if len(folders) > 1 else ""
    raise SettingsFailed(f"no {NAME} in {folders[0]}{further}", hint=HINT)


def shown(path: Path) -> str:
    """The path as a person would type it here."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _named(path: Path, name: str, by: str) -> Path:
    if _exists(path):
        return path
    raise SettingsFailed(f"no settings file {name}, which {by} names", hint=HINT)


def _folders(start: Path) -> list[Path]:
    """From `start` to the first folder with a .git entry; only `start` outside git."""
    folders = [start, *start.parents]
    depth = next((at for at, each in enumerate(folders) if _exists(each / ".git")), 0)
    return folders[: depth + 1]


def _exists(path: Path) -> bool:
    """True also for what is there but cannot be looked at: reading it then says why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True
