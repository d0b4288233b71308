"""Faults on demand, as the real CLI meets them."""

import time
from pathlib import Path

from sandbox.client import Sandbox
from tests.sandbox.helpers import WEB, ask, asked, current
from tests.support import Repository, heroku


def test_a_request_that_fails(sandbox: Sandbox, app: str) -> None:
    sandbox.fault(app, f"PATCH /apps/{app}", action="fail", status=503)
    failed = heroku(sandbox.env(), "maintenance:on", f"--app={app}")
    assert failed.returncode != 0
    assert sandbox.app(app)["maintenance"] is False
    assert [e.status for e in sandbox.journal(app) if e.acts] == [503]


def test_a_lost_connection_is_asked_again_by_the_cli(sandbox: Sandbox, app: str) -> None:
    sandbox.fault(app, f"PATCH /apps/{app}/config-vars", action="drop-after")
    assert heroku(sandbox.env(), "config:set", f"--app={app}", "FOO=1").returncode == 0
    patch = f'PATCH /apps/{app}/config-vars {{"FOO": "1"}}'
    acts = [(e.what, e.status) for e in sandbox.journal(app) if e.acts]
    assert acts == [(patch, None), (patch, 200)]
    assert current(sandbox, app) == 3


def test_drop_before_does_nothing_and_hang_holds_the_line(sandbox: Sandbox, app: str) -> None:
    path = f"/apps/{app}/config-vars"
    sandbox.fault(app, f"PATCH {path}", action="drop-before")
    sandbox.fault(app, f"PATCH {path}", action="hang", nth=2, seconds=0.3)
    sandbox.fault(app, f"PATCH {path}", action="slow", nth=3, seconds=0.3)
    began, answers = time.monotonic(), []
    for _ in range(3):
        try:
            answers.append(ask(sandbox, "PATCH", path, {"FOO": "1"})[0])
        except ConnectionError:
            answers.append(0)
            assert current(sandbox, app) == 2
    assert answers == [0, 0, 200]
    assert time.monotonic() - began > 0.6


def test_git_meets_them_too(sandbox: Sandbox, app: str, tmp_path: Path) -> None:
    repository = Repository.make(tmp_path, sandbox.env(), WEB)
    sandbox.fault(app, f"git-receive-pack {app}", action="fail")
    assert repository.push(app).returncode == 128
    assert current(sandbox, app) == 2
    sandbox.fault(app, f"push {app}", action="drop-after")
    assert repository.push(app).returncode != 0
    assert current(sandbox, app) == 3  # it was pushed, only nobody heard


def test_faults_are_the_apps_own(sandbox: Sandbox, app: str) -> None:
    sandbox.fault(f"not-{app}", action="fail")
    sandbox.fault(app, action="fail")
    sandbox.clear_faults(app)
    assert ask(sandbox, "GET", f"/apps/{app}")[0] == 200
    assert asked(sandbox, app, "api") == [f"GET /apps/{app}"]


def test_done_although_the_answer_says_that_it_failed(
    sandbox: Sandbox, app: str, tmp_path: Path
) -> None:
    path = f"/apps/{app}/config-vars"
    sandbox.fault(app, f"PATCH {path}", action="fail-after", status=502)
    assert ask(sandbox, "PATCH", path, {"FOO": "1"})[0] == 502
    assert sandbox.app(app)["config_vars"] == {"FOO": "1"}
    sandbox.fault(app, f"push {app}", action="fail-after")
    assert Repository.make(tmp_path, sandbox.env(), WEB).push(app).returncode != 0
    assert current(sandbox, app) == 4
