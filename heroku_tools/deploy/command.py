"""`deploy ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from heroku_tools.deploy.options import Options
from heroku_tools.errors import Exit, UsageFailed
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import travel


def deploy(options: Options) -> Exit:
    """Deploy, and return what the run ends with. Raises HerokuToolsError as the exit codes say."""
    _check(options)
    if options.resume or options.abandon:
        from heroku_tools.deploy.takeup import abandon, resume

        return travel(options, resume if options.resume else abandon)
    return travel(options, lambda stage: _when_it_is_free(stage, options))


def _check(options: Options) -> None:
    """What was begun is finished as it was begun."""
    if options.resume and options.abandon:
        raise UsageFailed("--resume and --abandon contradict each other", hint="Take one of them.")
    taken_up = "--resume" if options.resume else "--abandon" if options.abandon else None
    given = {
        "--wait": options.wait is not None,
        "--note": options.note,
        "--message": options.message is not None,
    }
    new = next((name for name, is_given in given.items() if is_given), None)
    if taken_up and new:
        why = "" if new == "--wait" else "; one that was begun keeps its note"
        raise UsageFailed(
            f"{new} is for a new deployment{why}", hint=f"Type: {options.again} {taken_up}"
        )


def _when_it_is_free(stage: Stage, options: Options) -> Exit:
    # Imported while the CLI looks for the key of whoever is logged in.
    from heroku_tools.deploy.bring_up import bring_up

    return patiently(stage, options.wait, lambda: bring_up(stage, options))
