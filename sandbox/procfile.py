"""The Procfile: process types and their commands."""

import re
from pathlib import Path

LINE = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*:\s*(\S.*?)\s*$")


def parse(text: str) -> dict[str, str]:
    """The process types of a Procfile; lines that are none are passed over, as on Heroku."""
    found = (LINE.match(line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match}


def read(folder: Path) -> dict[str, str]:
    procfile = folder / "Procfile"
    return parse(procfile.read_text(errors="replace")) if procfile.is_file() else {}
