"""What was asked for on the command line, as values (pure)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from heroku_tools.errors import UsageFailed
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


def check(options: Options) -> None:
    """Raise UsageFailed for options that contradict each other, or would be ignored."""
    taken_up = options.resume or options.abandon
    contradictions = (
        (
            options.resume + options.abandon + options.pull > 1,
            "--resume, --abandon and --pull contradict each other",
        ),
        (taken_up and options.wait is not None, "--wait is for a new change"),
        (
            taken_up and bool(options.prune or options.only),
            "--prune and --only are for a new change: what was begun keeps its own",
        ),
        (options.pull and options.prune, "--prune is for the other way, not for --pull"),
        (options.with_values and not options.pull, "--with-values is for --pull"),
    )
    for contradicts, why in contradictions:
        if contradicts:
            raise UsageFailed(why, hint="Leave one of them out.")
