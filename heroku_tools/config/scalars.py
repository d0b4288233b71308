"""Values as YAML that is read back as exactly that text, by us and by any other reader (pure)."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

_SAFE = re.compile(r"[A-Za-z0-9_./$][A-Za-z0-9_./$@%+=:-]*(?<!:)")
_LINE = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff#][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*"
)
_ODD = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TEXT = "tag:yaml.org,2002:str"


def inline(value: str) -> str:
    """Return it on one line: plain where any reader takes it for this text, else in quotes."""
    if _SAFE.fullmatch(value) and _resolved(value) == _TEXT:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _ODD.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def block(value: str, indent: int, newline: str) -> str | None:
    """Return it as lines below `|`, indented by so many columns; None where that would not do."""
    body = value.removesuffix("\n")
    lines = body.split("\n")
    if len(lines) < 2 or not all(_LINE.fullmatch(line) for line in lines):
        return None
    header = "|" if value.endswith("\n") else "|-"
    return newline.join([header, *(" " * indent + line for line in lines)])


def _resolved(value: str) -> str:
    loader: Any = yaml.SafeLoader("")
    return str(loader.resolve(yaml.ScalarNode, value, (True, False)))
