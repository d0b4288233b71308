"""What was asked for on the command line, as values (pure)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from heroku_tools.errors import UsageFailed
from heroku_tools.journey.options import Common

MOST_JOBS = 16  # two connections each, and Heroku's small plans have 20


@dataclass(frozen=True)
class Options(Common):
    """The options of `data ENVIRONMENT`; the attachments are names as `DATABASE`."""

    propose: bool = False
    preview: str | None = None
    no_backup: bool = False
    source_attachment: str | None = None
    target_attachment: str | None = None
    jobs: int | None = None
    resume: bool = False
    abandon: bool = False

    @property
    def again(self) -> str:
        """How the environment's data is asked for once more."""
        return shlex.join(["heroku-tools", "data", self.environment, *self.file])

    @property
    def the_same(self) -> str:
        """How the same copy is asked for once more."""
        ends = (
            ("--source-attachment", self.source_attachment),
            ("--target-attachment", self.target_attachment),
            ("--jobs", str(self.jobs) if self.jobs else None),
        )
        words = [word for flag, value in ends if value for word in (flag, shlex.quote(value))]
        return " ".join([self.again, *(["--no-backup"] if self.no_backup else []), *words])

    @property
    def needs_app(self) -> bool:
        """Whether it is for apps only: data comes to a database without one too."""
        return False

    @property
    def looks_only(self) -> bool:
        """Whether nothing is to be done, only shown."""
        return bool(self.dry_run or self.check or self.propose or self.preview)


def check(options: Options) -> None:
    """Raise UsageFailed for options that contradict each other, or would be ignored."""
    taken_up = options.resume or options.abandon
    only_look = options.propose + bool(options.preview)
    contradictions = (
        (
            options.resume + options.abandon + only_look > 1,
            "--resume, --abandon, --propose and --preview contradict each other",
        ),
        (
            only_look and (options.check or options.dry_run),
            "--propose and --preview only look, and take no --check or --dry-run",
        ),
        (taken_up and options.wait is not None, "--wait is for a new copy"),
        (
            options.abandon and bool(options.jobs or options.no_backup),
            "--jobs and --no-backup are for a copy, not for --abandon",
        ),
        (
            options.jobs is not None and not 1 <= options.jobs <= MOST_JOBS,
            f"--jobs takes a number from 1 to {MOST_JOBS}",
        ),
    )
    for contradicts, why in contradictions:
        if contradicts:
            raise UsageFailed(why, hint="Leave one of them out.")
