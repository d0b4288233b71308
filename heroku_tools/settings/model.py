"""What app.conf.yaml says, as frozen values; knows nothing of YAML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path

from heroku_tools.errors import UsageFailed


class Maintenance(str, Enum):
    """When a deployment puts the app into maintenance mode; auto: when a command needs it."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Confirm(str, Enum):
    """What a deployment asks for before it acts."""

    PIN = "pin"
    YES_NO = "yes-no"
    NONE = "none"


class Lock(str, Enum):
    """Where a deployment takes its turn: at origin, or nowhere but in this clone."""

    ORIGIN = "origin"
    NONE = "none"


class Rerun(str, Enum):
    """Whether a command may run a second time without a question."""

    SAFE = "safe"
    ASK = "ask"


@dataclass(frozen=True)
class DeployPolicy:
    """How one environment is deployed; `confirm` is resolved (always pin where protected)."""

    maintenance: Maintenance = Maintenance.AUTO
    confirm: Confirm = Confirm.YES_NO
    remote_branch: str = "main"
    lock: Lock = Lock.ORIGIN


@dataclass(frozen=True)
class Environment:
    """One labelled entry of the file; `where` is the `file:line` of its app_name."""

    label: str
    app_name: str
    branch: str
    protected: bool
    deploy: DeployPolicy
    where: str


@dataclass(frozen=True)
class When:
    """When a command runs by itself; neither always nor patterns: only by `--run NAME`."""

    always: bool = False
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A configured command such as migrate; `run` is shell text for a one-off dyno."""

    name: str
    run: str
    when: When
    needs_maintenance: bool
    rerun: Rerun


@dataclass(frozen=True)
class Settings:
    """The whole file; `notices` are sentences to tell the person before anything else."""

    path: Path
    environments: tuple[Environment, ...]
    commands: tuple[Command, ...]
    notices: tuple[str, ...] = ()

    def environment(self, label: str) -> Environment:
        """Raise UsageFailed, naming the nearest label, where the file has no such environment."""
        for environment in self.environments:
            if environment.label == label:
                return environment
        raise _unknown("environment", label, [each.label for each in self.environments])

    def command(self, name: str) -> Command:
        """Raise UsageFailed, naming the nearest command, where the file has no such command."""
        for command in self.commands:
            if command.name == name:
                return command
        raise _unknown("command", name, [each.name for each in self.commands])


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that the person most likely meant, or None."""
    by_lower = {each.lower(): each for each in words}
    found = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None


def _unknown(kind: str, word: str, words: list[str]) -> UsageFailed:
    meant = nearest(word, words)
    question = f"; did you mean `{meant}`?" if meant else ""
    known = f"{kind}s: {', '.join(words)}" if words else f"the settings have no {kind}s"
    return UsageFailed(f"unknown {kind} `{word}`{question}", hint=known)
