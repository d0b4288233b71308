"""app.conf.yaml: finding it, checking all of it at once, and the frozen values it becomes."""

from heroku_tools.settings.files import find, shown
from heroku_tools.settings.loading import load
from heroku_tools.settings.model import (
    Command,
    Confirm,
    DeployPolicy,
    Environment,
    Maintenance,
    Rerun,
    Settings,
    When,
)

__all__ = [
    "Command",
    "Confirm",
    "DeployPolicy",
    "Environment",
    "Maintenance",
    "Rerun",
    "Settings",
    "When",
    "find",
    "load",
    "shown",
]
