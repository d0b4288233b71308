"""A database without an app: only data flows there, and every other command says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from heroku_tools.cli import heroku_tools
from heroku_tools.errors import Exit

SETTINGS = """\
environments:
- {label: dev, app_name: my-app, branch: main}
- {label: local, database_url: !env DATABASE_URL}
"""


@pytest.mark.parametrize(
    "typed", ["deploy local", "rollback local", "config local", "config --compare dev local",
              "status local"],
)  # fmt: skip
def test_commands_for_apps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.conf.yaml").write_text(SETTINGS)
    done = CliRunner().invoke(heroku_tools, typed.split())
    assert done.exit_code == Exit.USAGE
    told = " ".join(done.output.split())
    assert "app.conf.yaml:3: `local` is a database without an app" in told
    assert "Only data flows there: heroku-tools data local" in told
