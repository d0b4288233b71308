"""Which journey a plan is of (pure)."""

from __future__ import annotations

from enum import Enum

from heroku_tools.engine.plan import Plan


class Journey(Enum):
    """The journeys that act, each as it is typed."""

    CODE = "deploy"
    CONFIG = "heroku-tools config"
    DATA = "heroku-tools data"


def journey(plan: Plan) -> Journey:
    """Return the journey that has made a plan."""
    # Imported late: most runs only want to know that nothing was left unfinished.
    from heroku_tools.engine.config_steps import changes_config
    from heroku_tools.engine.data_steps import copies_data

    if changes_config(plan):
        return Journey.CONFIG
    return Journey.DATA if copies_data(plan) else Journey.CODE
