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
    VarsFile,
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
    "VarsFile",
    "When",
    "config_vars_of",
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


def config_vars_of(settings: Settings, environment: Environment) -> tuple[ConfigVar, ...] | None:
    """Read what the file says of an environment's config vars, by key; None where it says nothing.

    Raises SettingsFailed with every problem of the files that it names.
    """
    from heroku_tools.settings.config_vars import read_layers

    if environment.config_vars is None:
        return None
    return read_layers(environment.config_vars, settings.path)
