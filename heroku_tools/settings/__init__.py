"""app.conf.yaml: finding it, checking all of it at once, and the frozen values it becomes."""

from pathlib import Path

from heroku_tools.settings.files import find, shown
from heroku_tools.settings.model import (
    Command,
    ConfigVar,
    Confirm,
    DeployPolicy,
    Environment,
    Hooks,
    Lock,
    Maintenance,
    OnFailure,
    Origin,
    Rerun,
    Settings,
    Source,
    When,
)

__all__ = [
    "Command",
    "ConfigVar",
    "Confirm",
    "DeployPolicy",
    "Environment",
    "Hooks",
    "Lock",
    "Maintenance",
    "OnFailure",
    "Origin",
    "Rerun",
    "Settings",
    "Source",
    "When",
    "find",
    "load",
    "shown",
]


def load(path: Path) -> Settings:
    """The checked settings of one file.

    Raises SettingsFailed with every problem at once, one `file:line: …` each.
    """
    # Imported here because `--help` needs the types above, but neither YAML nor the readers.
    from heroku_tools.settings.loading import load as load_now

    return load_now(path)
