"""What app.conf.yaml says, as frozen values; knows nothing of YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from heroku_tools.errors import SettingsFailed, UsageFailed

if TYPE_CHECKING:
    from heroku_tools.settings.masking import DataFrom, DataPolicy


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


class OnFailure(str, Enum):
    """What becomes of the app when a command fails after the code went up."""

    HOLD = "hold"
    ROLLBACK = "rollback"


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
    on_failure: OnFailure = OnFailure.HOLD
    tag: str = ""  # a pattern; empty: no tag


@dataclass(frozen=True)
class Hooks:
    """Local commands, as argv, that run around a deployment; empty: none."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A secret: `given` in the file, or in the variable `env`; `where` is its `file:line`."""

    where: str
    env: str | None = None
    given: str | None = field(default=None, repr=False)

    def value(self, environ: Mapping[str, str]) -> str:
        """Raise SettingsFailed where the variable is not there, or is empty."""
        if self.env is None:
            return self.given or ""
        found = environ.get(self.env)
        if not found:
            raise SettingsFailed(
                f"{self.where}: the environment variable `{self.env}` is not set",
                hint=f"Set it, for example in the shell: export {self.env}=...",
            )
        return found


class Origin(str, Enum):
    """Where the value of a config var comes from."""

    GIVEN = "given"
    ENV = "!env"
    FILE = "!file"
    COMMAND = "!command"
    REMOTE = "!remote"
    UNSET = "!unset"


@dataclass(frozen=True)
class ConfigVar:
    """A config var as the file has it; `where` is its `file:line`.

    `given` is the value itself; for `!env` the `name` of the variable, for `!file` the `path`, for
    `!command` its `argv` and in `path` the folder it runs in. `!remote` says that it must exist,
    `!unset` that it must not.
    """

    key: str
    where: str
    origin: Origin
    given: str | None = field(default=None, repr=False)
    name: str = ""
    path: Path | None = None
    argv: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class VarsFile:
    """A file of config vars, not read yet; `where` is the `file:line` that names it."""

    path: Path
    where: str


Layer = VarsFile | tuple[ConfigVar, ...]


@dataclass(frozen=True)
class Environment:
    """One labelled entry of the file; `where` is the `file:line` of its app_name.

    With `promote_from` (a label) it gets that environment's slug, and `branch` may be empty. With
    `database_url` it is a database without an app: `app_name` and `branch` are empty.
    """

    label: str
    app_name: str
    branch: str
    protected: bool
    deploy: DeployPolicy
    where: str
    promote_from: str | None = None
    url: str | None = None
    hooks: Hooks = Hooks()
    notify: tuple[Source, ...] = ()
    config_vars: tuple[Layer, ...] | None = None  # later ones win; None: the file says nothing
    own_config_vars: int = 0  # how many of these layers are the environment's own: the last ones
    data_from: DataFrom | None = None
    database_url: Source | None = None


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
    data: DataPolicy | None = None

    def environment(self, label: str) -> Environment:
        """Raise UsageFailed, naming the nearest label, where the file has no such environment."""
        for environment in self.environments:
            if environment.label == label:
                return environment
        raise _unknown("environment", label, [each.label for each in self.environments])

    @property
    def apps(self) -> tuple[Environment, ...]:
        """The environments that are apps."""
        return tuple(each for each in self.environments if each.database_url is None)

    def app(self, label: str) -> Environment:
        """Raise UsageFailed also where the environment is a database without an app."""
        environment = self.environment(label)
        if environment.database_url is not None:
            raise UsageFailed(
                f"{environment.where}: `{label}` is a database without an app",
                hint=f"Only data flows there: heroku-tools data {label}",
            )
        return environment

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
