"""A fresh scene for each test: a clone and an app of its own in the shared sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.client import Sandbox
from tests.e2e.scene import Scene


@pytest.fixture
def bare_scene(sandbox: Sandbox, tmp_path: Path) -> Iterator[Scene]:
    """A clone with one commit; nothing is deployed yet."""
    app_name = f"stage-{uuid4().hex[:8]}"
    sandbox.create_app(app_name)
    scene = Scene(sandbox, app_name, tmp_path / "project").set_up()
    sandbox.set_config(app_name, {"SECRET_TOKEN": scene.secret})
    yield scene
    scene.kept_its_secrets(scene.remembered())
    sandbox.clear_faults(app_name)
    sandbox.delete_app(app_name)


@pytest.fixture
def scene(bare_scene: Scene) -> Scene:
    """The same, with the first commit live."""
    bare_scene.push()
    return bare_scene
