"""Apps, maintenance, config vars: the CLI's words, and what the API answers."""

import json

from sandbox.client import Sandbox
from tests.sandbox.helpers import ask, asked, releases
from tests.support import heroku


def test_an_app_as_the_cli_shows_it(sandbox: Sandbox, app: str) -> None:
    env = sandbox.env()
    assert heroku(env, "maintenance:on", f"--app={app}").returncode == 0
    assert sandbox.app(app)["maintenance"] is True
    assert asked(sandbox, app, "api") == [f'PATCH /apps/{app} {{"maintenance": true}}']
    info = json.loads(heroku(env, "apps:info", "--json", f"--app={app}").stdout)
    assert info["app"]["name"] == app
    assert info["app"]["maintenance"] is True
    assert info["app"]["git_url"] == f"https://git.heroku.com/{app}.git"
    assert app in heroku(env, "apps").stdout


def test_the_cli_makes_and_destroys_an_app(sandbox: Sandbox, app_name: str) -> None:
    env = sandbox.env()
    assert heroku(env, "apps:create", app_name, "--no-remote").returncode == 0
    assert releases(sandbox, app_name) == [
        (1, "Initial release", "succeeded"),
        (2, "Enable Logplex", "succeeded"),
    ]
    destroyed = heroku(env, "apps:destroy", f"--app={app_name}", f"--confirm={app_name}")
    assert destroyed.returncode == 0
    assert ask(sandbox, "GET", f"/apps/{app_name}")[0] == 404


def test_an_unknown_app_and_a_bad_key(sandbox: Sandbox, app: str, app_name: str) -> None:
    unknown = heroku(sandbox.env(), "maintenance", f"--app=no-{app_name}")
    assert unknown.returncode == 2
    assert "Couldn't find that app." in unknown.stderr
    bad = heroku({**sandbox.env(), "HEROKU_API_KEY": "bad"}, "maintenance", f"--app={app}")
    assert bad.returncode == 1
    assert "The token provided to HEROKU_API_KEY is invalid" in bad.stderr


def test_answers_that_are_no(sandbox: Sandbox, app: str) -> None:
    status, answer, _ = ask(sandbox, "GET", f"/apps/{app}", Authorization="Bearer nobody")
    assert (status, answer["id"]) == (401, "unauthorized")
    status, answer, _ = ask(sandbox, "GET", f"/apps/{app}/releases/99")
    assert (status, answer["id"], answer["resource"]) == (404, "not_found", "release")
    status, answer, _ = ask(sandbox, "GET", "/nowhere")
    assert (status, answer["id"]) == (404, "not_found")
    status, answer, _ = ask(sandbox, "PATCH", f"/apps/{app}/config-vars", {"HEROKU_X": "1"})
    assert (status, answer["id"]) == (422, "invalid_params")


def test_every_change_of_config_vars_is_one_release(sandbox: Sandbox, app: str) -> None:
    env = sandbox.env()
    done = heroku(env, "config:set", f"--app={app}", "FOO=1", "BAR=a b 'c'\n$d")
    assert "done, v3" in done.stderr
    assert heroku(env, "config:unset", f"--app={app}", "FOO").returncode == 0
    assert json.loads(heroku(env, "config", "--json", f"--app={app}").stdout) == {
        "BAR": "a b 'c'\n$d"
    }
    ask(sandbox, "PATCH", f"/apps/{app}/config-vars", {"FOO": None, "BAR": "a b 'c'\n$d"})
    assert releases(sandbox, app)[2:] == [
        (3, "Set FOO, BAR config vars", "succeeded"),
        (4, "Remove FOO config vars", "succeeded"),
    ]
