"""Short cuts from YAML text to Settings, or to the problems in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import Settings, load

ENVIRONMENT = "environments:\n- {label: dev, app_name: my-app, branch: main}\n"


def settings_of(folder: Path, text: str | bytes) -> Settings:
    """`folder` must be the current directory, so that messages say app.conf.yaml:LINE."""
    path = folder / "app.conf.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


def problems_of(folder: Path, text: str | bytes) -> list[str]:
    """The lines of the message, `LINE: what is wrong`."""
    with pytest.raises(SettingsFailed) as failure:
        settings_of(folder, text)
    return [each.removeprefix("app.conf.yaml:") for each in failure.value.message.split("\n")]
