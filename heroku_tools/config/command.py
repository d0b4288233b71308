"""`config ENVIRONMENT`, from what was typed to what is said at the end."""

from __future__ import annotations

from heroku_tools.config.options import Options, check
from heroku_tools.errors import Exit
from heroku_tools.journey.patience import patiently
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import travel


def config(options: Options) -> Exit:
    """Bring config vars across, and return what the run ends with. Raises HerokuToolsError."""
    check(options)
    return travel(options, lambda stage: _journey(stage, options))


def _journey(stage: Stage, options: Options) -> Exit:
    """Choose what was asked for; each is imported while the CLI looks for the key, if it must."""
    if options.pull:
        from heroku_tools.config.bring_down import bring_down

        return bring_down(stage, options)
    if options.resume or options.abandon:
        from heroku_tools.config.takeup import abandon, resume

        return resume(stage, options) if options.resume else abandon(stage)
    from heroku_tools.config.bring_across import bring_across

    return patiently(stage, options.wait, lambda: bring_across(stage, options))
