"""What the settings are going to say, before they are written (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

LIVE = ("live", "prod", "production")


@dataclass(frozen=True)
class Place:
    """An environment to be: `branch` is pushed to it, or it is promoted from another.

    `tag` and `after` are keys of its own; `vars` its config vars, by name.
    """

    label: str
    app: str
    branch: str = ""
    promote_from: str = ""
    tag: str = ""
    after: tuple[str, ...] = ()
    vars: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def protected(self) -> bool:
        """Whether it is the one that people use."""
        return self.label in LIVE


@dataclass(frozen=True)
class Proposed:
    """A command to be; `off` says why it is only written as a comment."""

    name: str
    run: str
    when: str = ""
    off: str = ""


@dataclass(frozen=True)
class Framework:
    """What the application is made with, and the commands that it is known to need."""

    name: str
    commands: tuple[Proposed, ...]


@dataclass(frozen=True)
class Draft:
    """All of it; `lost` is what could not be carried over, a sentence each."""

    places: tuple[Place, ...]
    framework: Framework | None = None
    lost: tuple[str, ...] = ()


def with_branches(places: Sequence[Place], branches: Sequence[str]) -> tuple[Place, ...]:
    """Give a branch to each that has none and is not promoted: one of its name, or the main one."""
    main = main_branch(branches)
    return tuple(
        each
        if each.branch or each.promote_from
        else replace(each, branch=_own(each.label, branches) or main)
        for each in places
    )


def main_branch(branches: Sequence[str]) -> str:
    """Return the branch that most is merged into."""
    known = (each for each in ("main", "master", "trunk") if each in branches)
    return next(known, branches[0] if branches else "main")


def _own(label: str, branches: Sequence[str]) -> str:
    names = ("develop", "dev", "development") if label == "dev" else (label,)
    return next((each for each in names if each in branches), "")


def unique(places: Sequence[Place]) -> tuple[Place, ...]:
    """Give each a label of its own: where two have the same, the app's name, or the rest of it."""
    labels = [each.label for each in places]
    taken: set[str] = set()
    found = []
    for each in places:
        label = each.label if labels.count(each.label) == 1 else each.app
        while label in taken:
            label += "-2"
        taken.add(label)
        found.append(replace(each, label=label))
    return tuple(found)
