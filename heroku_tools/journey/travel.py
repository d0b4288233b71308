"""How every journey begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar

from heroku_tools.console import Console
from heroku_tools.engine.turn import Frozen, Unfinished
from heroku_tools.errors import Exit, HerokuToolsError, UsageFailed
from heroku_tools.journey.options import Common
from heroku_tools.journey.stage import Stage, set_up
from heroku_tools.journey.unfinished import refusal
from heroku_tools.settings import Environment
from heroku_tools.tools.process import Running as Listing
from heroku_tools.tools.refusals import UnknownApp

T = TypeVar("T")


def travel(options: Common, journey: Callable[[Stage], Exit]) -> Exit:
    """Make a journey, and return what it ends with; `--json` gets its document however it ends.

    Raises HerokuToolsError as the exit codes say.
    """
    console = Console(as_json=options.as_json, verbose=options.verbose)
    report: dict[str, Any] = {}
    try:
        with set_up(options, console, report) as stage:
            code = journey(stage)
        report["exit_code"] = int(code)
        return code
    except HerokuToolsError as error:
        report["error"] = {"message": error.message, "hint": error.hint}
        report["exit_code"] = int(error.exit_code)
        raise
    except KeyboardInterrupt:
        report["error"] = {"message": "interrupted; nothing was touched", "hint": None}
        report["exit_code"] = int(Exit.INTERRUPTED)
        raise
    finally:
        console.close()
        if options.as_json:
            console.document(report)


def look_first(stage: Stage, ask: Callable[[], T]) -> T:
    """Look at the app; somebody else's unfinished deployment comes first."""
    at = stage.environment.app_name or stage.environment.label
    stage.console.progress(f"Looking at {at} ...")
    with stage.turn.start_look() or nullcontext() as listing:
        looked = naming(stage.environment, ask)
        unfinished = _unfinished(stage, listing)
    if unfinished:
        raise refusal(unfinished, stage.again)
    return looked


def _unfinished(stage: Stage, listing: Listing | None) -> Unfinished | None:
    """Frozen by hand is no reason not to look."""
    try:
        return stage.turn.unfinished(listing)
    except Frozen as error:
        if not stage.options.looks_only:
            raise
        stage.console.warn(error.message.replace("\n ", ""))
        return None


def naming(environment: Environment, ask: Callable[[], T]) -> T:
    """Ask about an environment's app. Raises UsageFailed where Heroku does not know it."""
    try:
        return ask()
    except UnknownApp as error:
        message = f"{environment.where}: {environment.app_name}: {error.message}"
        raise UsageFailed(message, hint="List yours with: heroku apps --all") from error


def verdict(options: Common, *, nothing_to_do: bool) -> Exit:
    """What a run ends with that only looks, or finds nothing to do."""
    something = options.check and not nothing_to_do
    return Exit.SOMETHING_TO_DO if something else Exit.DONE
