"""A real Django application with a real PostgreSQL: each migration is applied once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.client import Sandbox
from sandbox.demo_project import CHAPTERS
from tests.e2e.scene import Scene
from tests.e2e.test_resume import kill_when

APPLIED = (
    'python manage.py shell -c "from django.db import connection as c; k = c.cursor(); '
    "k.execute('select name from django_migrations where app = %s order by id', ['guestbook']); "
    "print('applied', [name for name, in k.fetchall()])\""
)


@pytest.fixture
def guestbook(sandbox: Sandbox, tmp_path: Path) -> Iterator[Scene]:
    """The demo's project, its first chapter deployed, the others waiting on dev."""
    app = f"book-{uuid4().hex[:8]}"
    sandbox.create_app(app, database=True)
    scene = Scene(sandbox, app, tmp_path / "guestbook")
    scene.folder.mkdir()
    scene.git("init", "--quiet", "--initial-branch=dev")
    scene.git("config", "user.name", "Ann")
    scene.git("config", "user.email", "ann@example.com")
    for chapter in CHAPTERS:
        shutil.copytree(chapter, scene.folder, dirs_exist_ok=True)
        settings = scene.folder / "app.conf.yaml"
        settings.write_text(settings.read_text().replace("guestbook-dev", app))
        scene.commit(chapter.name, {"chapter.txt": chapter.name})
    yield scene
    sandbox.delete_app(app)


def test_killed_during_a_real_migration(guestbook: Scene) -> None:
    first = guestbook.deploy("dev", "--yes", "--branch", "HEAD~2")
    assert first.code == 0, first.text
    assert "Applying guestbook.0001_initial... OK" in first.err
    guestbook.sandbox.fault(guestbook.app, on="dyno", match="*migrate*", action="slow", seconds=2)
    migrate = "run python manage.py migrate --noinput"
    kill_when(guestbook, lambda: migrate in guestbook.asked())
    resumed = guestbook.deploy("dev", "--resume", "--yes")
    assert resumed.code == 0, resumed.text
    app = f"--app={guestbook.app}"
    said = guestbook.run("heroku", "run", "--exit-code", "--no-tty", app, "--", APPLIED)
    assert "applied ['0001_initial', '0002_entry_likes']" in said
    assert not guestbook.maintenance
