"""Whether a text of the file is one SQL expression, or one query, and nothing more (pure).

It is put between brackets within our own statements. What it means is for the server to say; that
it ends where we think it does is for us to know before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<comment>--|/\*)
    | (?P<escaped>[eE]'(?:[^'\\]|\\.|'')*')
    | (?P<string>(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*')
    | (?P<name>(?:[uU]&)?"(?:[^"]|"")*")
    | (?P<dollar>(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag))
    | (?P<word>[^\W\d][\w$]*)
    | (?P<number>\d[\w.]*)
    | (?P<open>[(\[])
    | (?P<close>[)\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
PAIRS = {"(": ")", "[": "]"}
# Where an expression would end, and another part of a statement begin.
CLAUSES = frozenset((
    "select", "from", "where", "group", "having", "order", "limit", "offset", "fetch", "union",
    "intersect", "except", "window", "into", "for", "returning", "as", "join", "on", "using",
    "with", "values", "table", "set",
))  # fmt: skip
TIMES = ("timestamp", "time", ")")  # `timestamp(3) with time zone`
QUERIES = ("select", "with", "values", "table")
QUOTE = "has a quote that is never closed"
ALONE = {
    ";": "has a `;`",
    "'": QUOTE,
    '"': QUOTE,
    "$": "has a `$` outside of a text",
    "\\": "has a `\\` outside of a text",
    "\0": "has a NUL character",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    depth: int


def why_no_expression(text: str) -> str | None:
    """Say why a text is not one expression; None: it is."""
    return _first(_faults(text), _faults_of_expression(text))


def why_no_query(text: str) -> str | None:
    """Say why a text is not one query; None: it is."""
    return _first(_faults(text), _faults_of_query(text))


def _first(*faults: Iterator[str]) -> str | None:
    return next((fault for some in faults for fault in some), None)


def _tokens(text: str) -> Iterator[_Token]:
    depth = 0
    for found in TOKEN.finditer(text):
        kind = found.lastgroup if found.lastgroup != "tag" else "dollar"
        depth -= kind == "close"
        yield _Token(kind or "", found.group(), depth)
        depth += kind == "open"


def _faults(text: str) -> Iterator[str]:
    opened: list[str] = []
    for token in _tokens(text):
        if token.kind == "comment":
            yield "has a comment"
        elif token.kind == "string" and "\\'" in token.text:
            yield "has a `\\` before a quote; write that text as E'...'"
        elif token.kind == "other" and token.text in ALONE:
            yield ALONE[token.text]
        elif token.kind == "open":
            opened.append(PAIRS[token.text])
        elif token.kind == "close" and (not opened or opened.pop() != token.text):
            yield f"has a `{token.text}` that closes nothing"
    if opened:
        yield f"lacks a `{opened[-1]}`"


def _faults_of_expression(text: str) -> Iterator[str]:
    before = ""
    for token in _tokens(text):
        said = token.text.lower()
        if token.depth == 0 and said == ",":
            yield "has a `,` outside of brackets"
        if token.depth == 0 and token.kind == "word" and said in CLAUSES:
            in_a_type = said == "with" and before in TIMES
            if not in_a_type and not (said == "from" and before == "distinct"):
                yield f"has `{token.text}` outside of brackets"
        before = before if token.kind == "space" else said
    if not before:
        yield "is empty"


def _faults_of_query(text: str) -> Iterator[str]:
    words = (token.text.lower() for token in _tokens(text) if token.kind not in ("space", "open"))
    if next(words, "") not in QUERIES:
        yield "does not begin with SELECT"
