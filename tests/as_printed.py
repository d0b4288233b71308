"""What README shows: its console examples, and what they print compared with it (pure).

What changes from run to run is replaced on both sides. `...` alone in a line stands for any lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from textwrap import dedent

import pyte

PROMPT, ANY = "$ ", "..."
LITERAL = re.compile(r"::\n\n((?:(?: {4}.*)?\n)+)")
QUESTION = re.compile(r"(?:\[y/N\]|Type (\S+) to confirm:) ")
ROWS, WIDE = 50, 500  # so wide that no line of ours is wrapped by the terminal
VARIES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\x1b\[[\d;?]*[A-Za-z]", ""),
        (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d [A-Z][a-z]{2} \d\d:\d\d\b", "DATE"),
        (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d.]*\+\d\d\b", "DATE"),
        (r"\bjust now\b|\b\d+ (minute|hour|day)s? ago\b", "AGO"),
        (r"/\S+/dynos/[0-9a-f-]{36}/", "/app/"),
        (r"\b[0-9a-f]{8}\b", "ID"),
        (r"\b\d+ min \d\d s\b|\b\d+(\.\d)? s\b", "DURATION"),
        (r"\b\d+(\.\d+)? (bytes|kB|MB)(?!\w)", "SIZE"),
        (r"\b\d{6}\b", "PIN"),
        (r"\bpostgresql-[a-z]+-\d{5}\b", "ADD-ON"),
        (r"\b(git|heroku|psql) \d[\d.]*", r"\1 VERSION"),
        (r" on \S+, (?=DATE)", " on MACHINE, "),
        (r"(?<=\S) {2,}", "  "),
    )
)


@dataclass(frozen=True)
class Example:
    """A command, and the lines that are shown below it."""

    command: str
    lines: tuple[str, ...]

    @property
    def answer(self) -> str | None:
        """What is typed at its question, if it asks one."""
        for line in self.lines:
            if found := QUESTION.search(line):
                return line[found.end() :]
        return None

    @property
    def fails(self) -> bool:
        return any(line.startswith("error: ") for line in self.lines)


def examples(text: str) -> Iterator[Example]:
    """Find them in reStructuredText, in their order."""
    for block in LITERAL.findall(text):
        lines = dedent(block).rstrip().splitlines()
        if not lines[0].startswith(PROMPT):
            continue
        starts = [number for number, line in enumerate(lines) if line.startswith(PROMPT)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            shown = "\n".join(lines[start + 1 : end]).rstrip().splitlines()
            yield Example(lines[start].removeprefix(PROMPT), tuple(shown))


def on_screen(raw: str) -> str:
    """Return what stays to be read of what went to a terminal: some lines are drawn anew."""
    screen = pyte.HistoryScreen(WIDE, ROWS, history=10_000, ratio=1)
    pyte.Stream(screen).feed(re.sub("(?<!\r)\n", "\r\n", raw))
    above = ["".join(line[column].data for column in range(WIDE)) for line in screen.history.top]
    lines = "\n".join(line.rstrip() for line in [*above, *screen.display])
    return lines.rstrip() + "\n"


def alike(text: str) -> list[str]:
    """Return the lines with what changes from run to run replaced."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def difference(shown: Example, printed: str) -> str:
    """Say how what was printed differs from what is shown; nothing where it does not."""
    expected, found = alike("\n".join(shown.lines)), alike(on_screen(printed))
    patterns = ["(.*\n)*?" if line.strip() == ANY else re.escape(f"{line}\n") for line in expected]
    if re.fullmatch("".join(patterns), "".join(f"{line}\n" for line in found)):
        return ""
    compared = unified_diff(expected, found, "README", "printed", lineterm="")
    return "\n".join([f"$ {shown.command}", *compared])
