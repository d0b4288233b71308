"""Releases: pages, current, rollback, retry, and the output of release phases."""

import json
from pathlib import Path

import pytest

from sandbox.client import Sandbox, SandboxError
from tests.sandbox.helpers import RELEASED, WEB, ask, asked, current, releases
from tests.support import Repository, heroku


def deploy(sandbox: Sandbox, app: str, folder: Path, *versions: dict[str, str]) -> Repository:
    """Push one commit after the other."""
    repository = Repository.make(folder, sandbox.env())
    for files in versions:
        repository.commit(files)
        assert repository.push(app).returncode == 0
    return repository


def test_pages_of_releases_and_the_current_one(sandbox: Sandbox, app: str) -> None:
    sandbox.add_releases(app, 30)
    sandbox.add_release(app, description="Deploy 75c70c5f", status="failed", slug_commit="7" * 40)
    shown = json.loads(heroku(sandbox.env(), "releases", "--json", f"--app={app}").stdout)
    assert [one["version"] for one in shown] == list(range(33, 18, -1))
    assert [one["version"] for one in shown if one["current"]] == [32]
    assert (shown[0]["status"], shown[0]["description"]) == ("failed", "Deploy 75c70c5f")
    _, slug, _ = ask(sandbox, "GET", f"/apps/{app}/slugs/{shown[0]['slug']['id']}")
    assert slug["commit"] == "7" * 40


def test_next_range_leads_through_all_releases(sandbox: Sandbox, app: str) -> None:
    sandbox.add_releases(app, 5)
    wanted, seen, statuses = "version ..; order=desc,max=3", [], []
    while wanted:
        status, page, headers = ask(sandbox, "GET", f"/apps/{app}/releases", Range=wanted)
        seen += [one["version"] for one in page]
        statuses.append(status)
        wanted = headers.get("Next-Range", "")
    assert (seen, statuses) == ([7, 6, 5, 4, 3, 2, 1], [206, 206, 200])
    assert ask(sandbox, "GET", f"/apps/{app}/releases", Range="bytes=0-1")[0] == 416


def test_rollback_brings_back_slug_and_config_vars(
    sandbox: Sandbox, app: str, tmp_path: Path
) -> None:
    repository = deploy(sandbox, app, tmp_path, WEB)
    first = repository.head
    ask(sandbox, "PATCH", f"/apps/{app}/config-vars", {"FOO": "1"})
    repository.commit({"new.txt": "new"})
    assert repository.push(app).returncode == 0
    assert heroku(sandbox.env(), "rollback", "v3", f"--app={app}").returncode == 0
    latest = sandbox.app(app)["releases"][-1]
    assert (latest["description"], latest["commit"]) == ("Rollback to v3", first)
    assert latest["current"]
    assert sandbox.app(app)["config_vars"] == {}
    shown = heroku(sandbox.env(), "releases:info", "v4", "--json", f"--app={app}")
    assert json.loads(shown.stdout)["description"] == "Set FOO config vars"


@pytest.mark.parametrize("version", [1, 4])
def test_no_rollback_to_a_release_without_a_slug_or_that_failed(
    sandbox: Sandbox, app: str, version: int
) -> None:
    sandbox.add_release(app, description="Deploy 11111111", slug_commit="1" * 40)
    sandbox.add_release(app, description="Deploy 22222222", slug_commit="2" * 40, status="failed")
    _, found, _ = ask(sandbox, "GET", f"/apps/{app}/releases/{version}")
    assert found["eligible_for_rollback"] is False
    status, _, _ = ask(sandbox, "POST", f"/apps/{app}/releases", {"release": found["id"]})
    assert status == 422


def test_seeded_releases_that_are_old_or_ineligible_and_one_that_expires(
    sandbox: Sandbox, app: str
) -> None:
    for digit in "345678":  # v3 ... v8
        sandbox.add_release(
            app,
            description=f"Deploy {digit * 8}",
            slug_commit=digit * 40,
            status="expired" if digit == "3" else "succeeded",
            eligible=digit != "5",
            days_ago=(8 - int(digit)) * 10,
        )
    sandbox.change_release(app, 4, status="expired")
    sandbox.change_release(app, 6, eligible=False)
    _, found, _ = ask(sandbox, "GET", f"/apps/{app}/releases")
    assert [one["version"] for one in found if one["eligible_for_rollback"]] == [7, 8]
    assert [one["version"] for one in found if one["status"] == "expired"] == [3, 4]
    assert found[2]["created_at"] < found[3]["created_at"] < found[7]["created_at"]
    refused = heroku(sandbox.env(), "rollback", "v4", f"--app={app}")
    assert (refused.returncode, "not eligible" in refused.stderr) == (2, True)
    assert heroku(sandbox.env(), "rollback", f"--app={app}").returncode == 0
    assert releases(sandbox, app)[-1][1] == "Rollback to v7"
    with pytest.raises(SandboxError, match="current release"):
        sandbox.change_release(app, current(sandbox, app), status="expired")


def test_nothing_is_eligible(sandbox: Sandbox, app: str) -> None:
    nothing = heroku(sandbox.env(), "rollback", f"--app={app}")
    assert (nothing.returncode, "No eligible release" in nothing.stderr) == (2, True)


def test_config_vars_of_a_past_release(sandbox: Sandbox, app: str) -> None:
    for value in ("1", "2", None):
        ask(sandbox, "PATCH", f"/apps/{app}/config-vars", {"FOO": value})
    path = f"/apps/{app}/releases"
    past = [ask(sandbox, "GET", f"{path}/{n}/config-vars")[1] for n in range(2, 6)]
    assert past == [{}, {"FOO": "1"}, {"FOO": "2"}, {}]
    assert ask(sandbox, "GET", f"{path}/9/config-vars")[0] == 404


def test_the_release_phase_and_its_output(sandbox: Sandbox, app: str, tmp_path: Path) -> None:
    deploy(sandbox, app, tmp_path, RELEASED)
    shown = heroku(sandbox.env(), "releases:output", "v3", f"--app={app}").stdout
    assert shown.startswith("migrating as release.")
    assert asked(sandbox, app, "release-phase") == [
        f"release-phase {app} v3 echo migrating as $DYNO"
    ]


def test_a_failed_release_phase_and_its_retry(sandbox: Sandbox, app: str, tmp_path: Path) -> None:
    repository = deploy(sandbox, app, tmp_path, WEB)
    repository.commit({"Procfile": "release: echo no way; exit 3\n"})
    pushed = repository.push(app)
    assert pushed.returncode == 0  # as on Heroku: the push is accepted, the release failed
    assert "remote: no way" in pushed.stderr
    assert "Waiting for release.... failed." in pushed.stderr
    assert (releases(sandbox, app)[-1][2], current(sandbox, app)) == ("failed", 3)
    assert "Everything up-to-date" in repository.push(app).stderr
    sandbox.fault(app, on="release-phase", action="slow", seconds=0.5)
    retried = heroku(sandbox.env(), "releases:retry", f"--app={app}")
    assert retried.returncode == 0
    assert "no way" in retried.stdout
    words = f"Retry of v4: Deploy {repository.head[:8]}"
    assert releases(sandbox, app)[-1] == (5, words, "failed")
    assert [entry.status for entry in sandbox.journal(app) if entry.kind == "release-phase"] == [
        3,
        3,
    ]


def test_a_release_is_pending_while_its_phase_runs(
    sandbox: Sandbox, app: str, tmp_path: Path
) -> None:
    deploy(sandbox, app, tmp_path, RELEASED)
    sandbox.fault(app, on="release-phase", action="hang")
    ask(sandbox, "PATCH", f"/apps/{app}/config-vars", {"FOO": "1"})
    assert releases(sandbox, app)[-1] == (4, "Set FOO config vars", "pending")
    assert current(sandbox, app) == 3
    sandbox.clear_faults(app)
    assert sandbox.wait_for(lambda: current(sandbox, app) == 4)
