"""PostgreSQL add-ons: how they are attached, and what runs behind them."""

import json
from collections.abc import Iterator

import psycopg
import pytest

from heroku_tools.tools import heroku as cli
from sandbox.client import Sandbox, SandboxError
from tests.sandbox.helpers import ask, releases
from tests.support import heroku, run


def rows(url: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def other(sandbox: Sandbox, app_name: str) -> Iterator[str]:
    """A second app."""
    name = f"{app_name}-o"
    sandbox.create_app(name)
    yield name
    sandbox.delete_app(name)


@pytest.mark.parametrize("version", [16, 18])
def test_a_database_as_on_heroku(sandbox: Sandbox, app: str, version: int) -> None:
    url = sandbox.create_database(app, version=version)
    assert sandbox.app(app)["config_vars"]["DATABASE_URL"] == url
    asked = (
        "SELECT current_setting('server_version_num')::int / 10000, rolsuper, rolcreaterole,"
        " rolconnlimit,"
        " pg_has_role('pg_signal_backend', 'member'), pg_has_role('pg_monitor', 'member'),"
        " (SELECT nspowner = r.oid FROM pg_namespace WHERE nspname = 'public'),"
        " (SELECT datdba = r.oid FROM pg_database WHERE datname = current_database())"
        " FROM pg_roles r WHERE rolname = current_user"
    )
    assert rows(url, asked) == [(version, False, False, 20, True, True, True, True)]


def test_add_ons_and_attachments(sandbox: Sandbox, app: str, other: str) -> None:
    sandbox.create_database(app)
    colour = sandbox.create_database(app, plan="standard-0")
    assert sandbox.attach_database(other, of=app) == "DATABASE_URL"
    (first, second) = sandbox.app(app)["attachments"].items()
    assert (first[0], second[0][:18]) == ("DATABASE", "HEROKU_POSTGRESQL_")
    assert sandbox.database_url(app, second[0]) == colour
    included = {"Accept-Inclusion": "addon:plan,config_vars"}
    _, (shared,), _ = ask(sandbox, "GET", f"/apps/{other}/addon-attachments", **included)
    assert shared["addon"]["app"]["name"] == app
    assert shared["addon"]["plan"]["name"] == "heroku-postgresql:essential-0"
    assert (shared["app"]["name"], shared["config_vars"]) == (other, ["DATABASE_URL"])
    assert [one["name"] for one in ask(sandbox, "GET", f"/apps/{other}/addons")[1]] == [first[1]]
    word = {"addon_attachment": "DATABASE_URL", "app": app}
    _, (found,), _ = ask(sandbox, "POST", "/actions/addon-attachments/resolve", word)
    assert (found["name"], found["addon"]["name"]) == first
    sandbox.detach_database(app, second[0])
    assert releases(sandbox, app)[-1][1] == f"Detach {second[0]} (@ref:{second[1]})"
    sandbox.delete_app(app)
    assert "DATABASE_URL" not in sandbox.app(other)["config_vars"]


def test_a_follower_shows_the_same_rows_and_only_reads(sandbox: Sandbox, app: str) -> None:
    leader = sandbox.create_database(app)
    follower = sandbox.create_database(app, name="FOLLOWER", follows="DATABASE")
    rows(leader, "CREATE TABLE seen (n int)")
    rows(leader, "INSERT INTO seen VALUES (7)")
    sandbox.catch_up()
    assert rows(follower, "SELECT n FROM seen") == [(7,)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        rows(follower, "INSERT INTO seen VALUES (8)")


def test_a_server_that_ends_and_what_it_logs(sandbox: Sandbox, app: str) -> None:
    url = sandbox.create_database(app, version=18)
    sandbox.configure_postgres(18, log_statement="all")
    rows(url, "SELECT 'in the log'")
    assert "SELECT 'in the log'" in sandbox.postgres_log(18).read_text()
    sandbox.configure_postgres(18, log_statement="none")
    sandbox.stop_postgres(18, how="immediate")
    with pytest.raises(psycopg.OperationalError):
        rows(url, "SELECT 1")
    sandbox.start_postgres(18)
    assert rows(url, "SELECT 1") == [(1,)]


def test_what_there_is_not(sandbox: Sandbox, app: str) -> None:
    with pytest.raises(SandboxError, match="no PostgreSQL 9"):
        sandbox.create_database(app, version=9)
    with pytest.raises(SandboxError, match="find that add on attachment"):
        sandbox.database_url(app)


def test_the_formation_is_scaled_and_shown(sandbox: Sandbox, app: str) -> None:
    types = {"web": "gunicorn", "worker": "rq", "release": "true"}
    sandbox.add_release(app, description="Deploy 75c70c5f", process_types=types)
    sandbox.scale(app, {"worker": 2})
    env = sandbox.env()
    shown = heroku(env, "ps:scale", f"--app={app}").stdout
    assert shown.split() == ["release=0:Basic", "web=1:Basic", "worker=2:Basic"]
    listed = json.loads(heroku(env, "ps", "--json", f"--app={app}").stdout)
    assert [dyno["name"] for dyno in listed] == ["web.1", "worker.1", "worker.2"]
    scaled = run(env, *cli.scale(app, {"web": 0, "worker": 0}))
    assert "now running web at 0:Basic, worker at 0:Basic" in scaled.stderr
    assert ask(sandbox, "GET", f"/apps/{app}/dynos")[1] == []
    assert sandbox.app(app)["formation"] == {"release": 0, "web": 0, "worker": 0}
