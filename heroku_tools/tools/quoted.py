"""Config vars as the heroku CLI writes them for a shell, read back to the last character (pure)."""

from __future__ import annotations

import re

_LINE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def config_vars(text: str, version: int) -> dict[str, str]:
    """Read what `heroku releases:info vN --shell` says below its second heading.

    No value has a line break of its own there. Raises ValueError for anything else.
    """
    _, heading, below = f"\n{text}".rpartition(f"\n=== v{version} Config vars\n")
    if not heading:
        raise ValueError("no heading")
    return dict(_variable(line) for line in below.split("\n") if line)


def _variable(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError("no config var")
    return found.group(1), value(found.group(2))


def value(written: str) -> str:
    """Undo the CLI's quotes: none, single ones, or double ones with backslashes and \\n within."""
    if written.startswith("'"):
        return written[1:-1]
    if written.startswith('"'):
        return _ESCAPED.sub(lambda found: found[1].replace("n", "\n"), written[1:-1])
    return written
