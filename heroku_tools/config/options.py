"""What was asked for on the command line, as values (pure)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from heroku_tools.journey.options import Common


@dataclass(frozen=True)
class Options(Common):
    """The options of `config ENVIRONMENT`."""

    show_values: bool = False
    prune: bool = False
    only: tuple[str, ...] = ()
    pull: bool = False
    with_values: bool = False
    resume: bool = False
    abandon: bool = False

    @property
    def again(self) -> str:
        """How the environment's config vars are asked for once more."""
        return shlex.join(["heroku-tools", "config", self.environment, *self.file])

    @property
    def the_same(self) -> str:
        """How the same change is asked for once more."""
        only = [word for key in self.only for word in ("--only", key)]
        return " ".join([self.again, *(["--prune"] if self.prune else []), *only])
