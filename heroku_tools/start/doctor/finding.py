"""What the doctor finds: each with what to do about it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any


class Level(str, Enum):
    """Whether anything needs doing."""

    FINE = "fine"
    NOTE = "note"
    TO_DO = "to do"


@dataclass(frozen=True)
class Finding:
    """One finding; `advice` is what to do, empty where there is nothing.

    `once`: it is told in the first section that has it only.
    """

    level: Level
    said: str
    advice: str = ""
    once: bool = False


@dataclass(frozen=True)
class Section:
    """The findings about one thing: this machine, the file, an environment."""

    title: str
    findings: tuple[Finding, ...]


def fine(said: str) -> Finding:
    """It is as it should be."""
    return Finding(Level.FINE, said)


def note(said: str, advice: str = "") -> Finding:
    """It is worth knowing."""
    return Finding(Level.NOTE, said, advice)


def to_do(said: str, advice: str) -> Finding:
    """It needs doing."""
    return Finding(Level.TO_DO, said, advice)


def without_repetitions(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Leave out what is to be told once, and was told in an earlier section."""
    told: set[str] = set()
    left = []
    for section in sections:
        news = tuple(each for each in section.findings if not (each.once and each.said in told))
        told.update(each.said for each in section.findings if each.once)
        left.append(replace(section, findings=news))
    return tuple(left)


def to_dos(sections: Iterable[Section]) -> int:
    """Count what needs doing."""
    return sum(each.level is Level.TO_DO for section in sections for each in section.findings)


def document(sections: Iterable[Section]) -> dict[str, Any]:
    """Return the findings as plain data."""
    found = [
        {"about": section.title, "level": each.level.value, "said": each.said,
         "advice": each.advice or None}
        for section in sections
        for each in section.findings
    ]  # fmt: skip
    return {"findings": found}
