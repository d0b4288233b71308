"""What several of the sandbox's tests start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.sandbox.line import Line


@pytest.fixture
def line(sandbox: Sandbox, app_name: str, tmp_path: Path) -> Iterator[Line]:
    line = Line(sandbox, app_name, tmp_path)
    for name in line.apps:
        sandbox.create_app(name)
    stages = ("staging", "production", "production")
    sandbox.create_pipeline(line.name, dict(zip(line.apps, stages, strict=True)))
    yield line
    for name in ("*", *line.apps):
        sandbox.clear_faults(name)
    for name in line.apps:
        sandbox.delete_app(name)
