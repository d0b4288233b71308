"""What was asked for on the command line, as values (pure)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

from heroku_tools.deploy.decide import Override
from heroku_tools.errors import UsageFailed
from heroku_tools.journey.options import Common
from heroku_tools.settings import Settings


@dataclass(frozen=True)
class Releasing(Common):
    """The options of every command that releases code; None where one was not typed."""

    maintenance: bool | None = None
    note: bool = False
    message: str | None = None

    @property
    def again(self) -> str:
        """How this environment's deployment is typed once more."""
        return shlex.join(["deploy", self.environment, *self.file])


@dataclass(frozen=True)
class Options(Releasing):
    """The options of `deploy`."""

    branch: str | None = None
    force: bool = False
    migrate: bool | None = None
    collectstatic: bool | None = None
    run: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    resume: bool = False
    abandon: bool = False

    @property
    def the_same(self) -> str:
        """How the same commit is asked for once more."""
        return self.again + (f" --branch {shlex.quote(self.branch)}" if self.branch else "")


@dataclass(frozen=True)
class RollbackOptions(Releasing):
    """The options of `rollback`; `version` as it was typed."""

    version: str | None = None
    with_config: bool = False
    despite_migrations: bool = False

    def naming(self, version: str) -> RollbackOptions:
        """The same, with the version named."""
        return replace(self, version=version)

    @property
    def the_same(self) -> str:
        """How the same rollback is asked for once more."""
        version = [self.version] if self.version else []
        words = ["heroku-tools", "rollback", self.environment, *version, *self.file]
        words += ["--despite-migrations"] if self.despite_migrations else []
        return shlex.join(words)


def overrides(options: Options, settings: Settings) -> dict[str, Override]:
    """Return what the options say of each command, by its name.

    Raises UsageFailed for a command the settings do not have, or for one both run and skipped.
    """
    said = [(name, Override(True, f"--run {name}")) for name in options.run]
    said += [(name, Override(False, f"--skip {name}")) for name in options.skip]
    for name, flag in (("migrate", options.migrate), ("collectstatic", options.collectstatic)):
        if flag is not None:
            said.append((name, Override(flag, f"--{name}" if flag else f"--no-{name}")))
    found: dict[str, Override] = {}
    for name, override in said:
        settings.command(name)
        if name in found and found[name].run != override.run:
            raise UsageFailed(f"{found[name].flag} and {override.flag} contradict each other")
        found[name] = override
    return found
