"""The environment that a promotion comes from: held still while its slug is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from heroku_tools.deploy.live import running
from heroku_tools.deploy.look import find_promoted, newest_releases
from heroku_tools.deploy.looked import Wanted
from heroku_tools.deploy.options import Options
from heroku_tools.engine.record import Record
from heroku_tools.engine.turn import Turn
from heroku_tools.errors import Refused, UsageFailed
from heroku_tools.journey.stage import Stage, turn_of
from heroku_tools.journey.travel import naming


def wanted_from(stage: Stage, label: str, options: Options) -> Wanted:
    """Find what runs upstream. Raises UsageFailed for options that ask for something else."""
    if options.branch is not None or options.force:
        raise UsageFailed(
            f"{stage.environment.label} is promoted from {label}, and takes no --branch or --force",
            hint=f"Deploy that to {label} first.",
        )
    upstream = stage.settings.environment(label)
    return naming(upstream, lambda: find_promoted(stage.git, stage.questions, upstream))


@contextmanager
def held_still(stage: Stage, wanted: Wanted, record: Record) -> Iterator[None]:
    """Hold upstream's turn too, and make sure that it still runs what was shown.

    Raises Refused where somebody deploys there, or has.
    """
    if wanted.upstream is None:
        yield
        return
    with _turn(stage, wanted.upstream.label).take(record):
        release = running(newest_releases(stage.questions, wanted.upstream.app)).release
        if release is None or release.version != wanted.upstream.version:
            raise Refused(
                f"{wanted.upstream.label} ({wanted.upstream.app}) has changed since the plan was "
                "made; nothing was touched",
                hint=f"Look again: {stage.options.the_same}",
            )
        yield


def let_go(stage: Stage, record: Record) -> None:
    """Let go of upstream's turn, where a promotion that was killed still holds it."""
    if stage.environment.promote_from:
        _turn(stage, stage.environment.promote_from).let_go_of(record)


def _turn(stage: Stage, label: str) -> Turn:
    return turn_of(stage.git, stage.settings.environment(label), lambda _: None)
