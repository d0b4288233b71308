"""Which commands the changeset needs, and why (pure)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from heroku_tools.deploy.changeset import Changeset, Hits
from heroku_tools.settings import Command


class Answer(str, Enum):
    """Whether a command is needed; unknown acts as yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Decision:
    """What the changeset says of a command, and the `flag` typed about it, if any."""

    command: Command
    answer: Answer
    because: str
    flag: str | None = None
    contradicts: bool = False

    @property
    def runs(self) -> bool:
        """Whether the command will run."""
        return (self.answer is not Answer.NO) != self.contradicts


@dataclass(frozen=True)
class Override:
    """What an option says of a command: run it or not, and how it was typed."""

    run: bool
    flag: str


def decide(
    commands: Sequence[Command],
    changeset: Changeset,
    *,
    overrides: Mapping[str, Override],
    release_phase: str | None,
    up_to_date: bool,
) -> tuple[Decision, ...]:
    """Decide on each command, in the order they would run. `overrides` by command name."""
    decisions = []
    for command in commands:
        answer, because = _need(command, changeset, release_phase, up_to_date=up_to_date)
        override = overrides.get(command.name)
        decisions.append(_overruled(Decision(command, answer, because), override))
    return tuple(decisions)


def doubts(decisions: Sequence[Decision], *, up_to_date: bool) -> tuple[str, ...]:
    """Return a question for each flag that contradicts what the changeset says.

    A command that is merely run by request, or on an app that is up to date, contradicts nothing.
    """
    if up_to_date:
        return ()
    return tuple(
        _question(each) for each in decisions if each.contradicts and _judged(each.command)
    )


def release_phase_of(procfile: str | None) -> str | None:
    """Return the command of a Procfile's `release:` line."""
    match = re.search(r"^release[ \t]*:[ \t]*(\S.*?)\s*$", procfile or "", re.MULTILINE)
    return match.group(1) if match else None


def covered(command: Command, release_phase: str | None) -> bool:
    """Say whether the release phase already runs a command: the same words, apart from options.

    One that only looks (`--check`, `--plan`) does not run it.
    """
    released = [words for words in _simple_commands(release_phase or "") if not LOOKING & {*words}]
    wanted = [_plain(words) for words in _simple_commands(command.run)]
    done = [_plain(words) for words in released]
    return bool(wanted) and all(words in done for words in wanted)


DJANGO = ("manage.py", "django-admin")
LOOKING = {"--check", "--plan"}


def _simple_commands(line: str) -> list[tuple[str, ...]]:
    """Take a shell line apart at `;`, `&&` and their like; one with an open quote means nothing."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        return []
    parts = groupby(words, key=lambda word: set(word) <= set(";&|()"))
    return [tuple(part) for is_separator, part in parts if not is_separator]


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without options; the ways to call Django's management commands are one."""
    plain = tuple(word for word in words if not word.startswith("-"))
    for number, word in enumerate(plain):
        if word.rpartition("/")[2] in DJANGO:
            return (DJANGO[0], *plain[number + 1 :])
    return plain


def _need(
    command: Command, changeset: Changeset, release_phase: str | None, *, up_to_date: bool
) -> tuple[Answer, str]:
    if not _judged(command):
        return Answer.NO, f"only runs with --run {command.name}"
    if up_to_date:
        return Answer.NO, "the app is up to date"
    if covered(command, release_phase):
        return Answer.NO, f"the release phase does it: {release_phase}"
    if command.when.always:
        return Answer.YES, "it always runs"
    if not changeset.known:
        return Answer.UNKNOWN, "the live commit is unknown"
    if changeset.first:
        return Answer.YES, "this is the first deployment"
    return _by_files(command.when.patterns, changeset.hits(command.when.patterns))


def _by_files(patterns: Sequence[str], hits: Hits) -> tuple[Answer, str]:
    if not hits.count:
        return Answer.NO, f"no file under {' or '.join(patterns)} changed"
    where, first = " or ".join(hits.patterns), hits.files[0]
    if hits.count == 1:
        return Answer.YES, f"1 file under {where}: {first}"
    return Answer.YES, f"{hits.count} files under {where}, first: {first}"


def _overruled(decision: Decision, override: Override | None) -> Decision:
    if override is None:
        return decision
    contradicts = override.run != (decision.answer is not Answer.NO)
    return Decision(decision.command, decision.answer, decision.because, override.flag, contradicts)


def _question(decision: Decision) -> str:
    act = "Run" if decision.runs else "Leave out"
    return f"{decision.flag}: {decision.because}. {act} {decision.command.name} all the same?"


def _judged(command: Command) -> bool:
    return command.when.always or bool(command.when.patterns)
