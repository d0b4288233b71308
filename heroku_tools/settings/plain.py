"""What PyYAML (libyaml or pure Python) complains about, as one plain sentence with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class _Saying:
    """`at_start`: the line that helps is where the thing began, not where it went wrong."""

    complaint: str
    sentence: str
    at_start: bool = False


DEEPEST = 50  # levels
TOO_DEEP = f"nested more than {DEEPEST} levels deep; nothing in this file needs that"

SAYINGS = (
    _Saying("nesting depth", TOO_DEEP),  # libyaml has a limit of its own
    _Saying(
        "quoted scalar.*(end of stream|document)",
        "a quote opens here and is never closed; close it",
        at_start=True,
    ),
    _Saying(
        "flow sequence",
        "a `[` opens here and its list does not end well; separate by `,` and close with `]`",
        at_start=True,
    ),
    _Saying(
        "flow mapping",
        "a `{` opens here and its mapping does not end well; separate by `,` and close with `}`",
        at_start=True,
    ),
    _Saying(
        "mapping values are not allowed",
        "this `:` belongs to no key; "
        "put a value that holds `: ` in quotes, and check the indentation",
    ),
    _Saying(
        "cannot start any token",
        "a value cannot begin with this character; put the value in quotes",
    ),
    _Saying(
        "escape|hexa?decimal",
        "this is no escape that double quotes know; "
        "write `\\\\` for a backslash, or use single quotes",
    ),
    _Saying(
        "document start",
        "a second document begins here; keep one document in the file",
    ),
    _Saying(
        "simple key",
        "this line is no `key: value`; add the `:`, or quotes around a long text",
        at_start=True,
    ),
    _Saying(
        "tag|YAML document|directive",
        "this tag or directive cannot be read; remove it, or write a tag as `!name`",
    ),
    _Saying(
        "alias|anchor",
        "this is no name for an alias or an anchor; "
        "put a value that begins with `*` or `&` in quotes",
    ),
    _Saying(
        "block scalar",
        "this is no beginning of a text block; write `|` or `>` alone, and the text indented below",
    ),
    _Saying(
        "node content",
        "a value is missing here; write one, or put it in quotes",
    ),
    _Saying(
        "block mapping|block collection|block sequence",
        "this line does not fit the lines above; check its indentation and quotes",
    ),
)
OTHERWISE = _Saying("", "this is not YAML; check quotes, brackets and indentation around here")
TAB = "a tab in the indentation; indent with spaces"


def in_plain_words(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """(line, sentence)."""
    complaint = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    saying = next((each for each in SAYINGS if re.search(each.complaint, complaint)), OTHERWISE)
    wrong = _line(error, "problem_mark", "context_mark")
    if _is_tabbed(text, wrong):
        return wrong, TAB
    return _line(
        error, "context_mark", "problem_mark"
    ) if saying.at_start else wrong, saying.sentence


def _line(error: yaml.YAMLError, *marks: str) -> int:
    found = (getattr(error, mark, None) for mark in marks)
    return next((mark.line + 1 for mark in found if mark is not None), 1)


def _is_tabbed(text: str, line: int) -> bool:
    lines = text.split("\n")
    return line <= len(lines) and re.match(r" *\t", lines[line - 1]) is not None
