"""Everything that is wrong with one file, collected line by line and told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from heroku_tools.errors import SettingsFailed

LONGEST = 60
MOST = 100


@dataclass
class Problems:
    """Collects (line, sentence); the same thing seen twice, through an alias, is told once."""

    file: str
    found: dict[tuple[int, str], None] = field(default_factory=dict)

    def add(self, line: int, sentence: str) -> None:
        self.found[line, sentence] = None

    def stop_if_any(self) -> None:
        """Raise SettingsFailed with every problem, `file:line: sentence` each, sorted by line."""
        if self.found:
            ordered = sorted(self.found, key=lambda problem: problem[0])
            told = [f"{self.file}:{line}: {sentence}" for line, sentence in ordered[:MOST]]
            more = [f"{self.file}: and {len(ordered) - MOST} more"] if ordered[MOST:] else []
            raise SettingsFailed("\n".join(told + more))


def quoted(text: str) -> str:
    """`text` between backticks, on one line, printable and not too long."""
    printable = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    short = printable if len(printable) <= LONGEST else printable[: LONGEST - 1] + "…"
    return f"`{short}`"
