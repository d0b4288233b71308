"""git over HTTPS: what a push to Heroku makes, and what it refuses."""

import os
import subprocess
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.sandbox.helpers import WEB, ask, asked, current, releases
from tests.support import Repository, remote, run


@pytest.fixture
def repository(sandbox: Sandbox, tmp_path: Path) -> Repository:
    return Repository.make(tmp_path / "project", sandbox.env(), WEB)


def test_a_push_is_a_build_a_slug_and_a_release(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    pushed = repository.push(app)
    assert pushed.returncode == 0
    for line in (
        "remote: -----> Building on the Heroku-24 stack",
        "remote: -----> Launching...",
        "remote:        Released v3",
        f"remote:        https://{app}.herokuapp.com/ deployed to Heroku",
    ):
        assert line in pushed.stderr
    head = repository.head
    assert releases(sandbox, app)[-1] == (3, f"Deploy {head[:8]}", "succeeded")
    assert asked(sandbox, app, "git", "build") == [
        f"git-receive-pack {app}",
        f"push {app} refs/heads/main {head} forced=false",
        f"build {app} {head}",
    ]
    _, (build,), _ = ask(sandbox, "GET", f"/apps/{app}/builds")
    _, slug, _ = ask(sandbox, "GET", f"/apps/{app}/slugs/{build['slug']['id']}")
    assert (build["status"], slug["commit"]) == ("succeeded", head)
    assert slug["process_types"] == {"web": "sleep 1000"}


def test_master_deploys_too_another_branch_does_not_and_the_same_again_is_nothing(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    other = repository.push(app, "HEAD:refs/heads/feature")
    assert other.returncode == 0
    assert "skipping build" in other.stderr
    assert current(sandbox, app) == 2
    assert repository.push(app, "HEAD:refs/heads/master").returncode == 0
    assert current(sandbox, app) == 3
    again = repository.push(app, "HEAD:refs/heads/master")
    assert (again.returncode, current(sandbox, app)) == (0, 3)
    assert "Everything up-to-date" in again.stderr
    heads = run(sandbox.env(), "git", "ls-remote", remote(app)).stdout.split()
    assert heads[1::2] == ["refs/heads/feature", "refs/heads/master"]


def test_only_force_goes_back(sandbox: Sandbox, app: str, repository: Repository) -> None:
    first = repository.head
    repository.commit({"more.txt": "more"})
    assert repository.push(app).returncode == 0
    refused = repository.push(app, f"{first}:refs/heads/main")
    assert refused.returncode == 1
    assert "(non-fast-forward)" in refused.stderr
    assert repository.push(app, f"{first}:refs/heads/main", "--force").returncode == 0
    assert releases(sandbox, app)[-1][1] == f"Deploy {first[:8]}"
    pushes = [what for what in asked(sandbox, app, "git") if what.startswith("push ")]
    assert pushes[-1] == f"push {app} refs/heads/main {first} forced=true"


def test_a_failing_build_rejects_the_push(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    repository.commit({"requirements.txt": "./no-such-package\n"})
    failed = repository.push(app)
    assert failed.returncode == 1
    assert "remote:  !     Push rejected" in failed.stderr
    assert "(pre-receive hook declined)" in failed.stderr
    assert current(sandbox, app) == 2
    repository.commit({"requirements.txt": ""})
    sandbox.fault(app, on="build", action="fail")
    assert repository.push(app).returncode == 1
    assert repository.push(app).returncode == 0
    _, builds, _ = ask(sandbox, "GET", f"/apps/{app}/builds")
    assert [build["status"] for build in builds] == ["failed", "failed", "succeeded"]


@pytest.mark.parametrize("leaves", ["the client is killed", "the connection is lost"])
def test_the_build_goes_on_when_the_client_is_gone(
    sandbox: Sandbox, app: str, repository: Repository, leaves: str
) -> None:
    lost = leaves == "the connection is lost"
    sandbox.fault(app, on="build", action="drop" if lost else "slow", seconds=1)
    argv = ("git", "push", remote(app), "HEAD:refs/heads/main")
    client = subprocess.Popen(
        argv, cwd=repository.folder, env=repository.env, stderr=subprocess.DEVNULL
    )
    assert sandbox.wait_for(lambda: asked(sandbox, app, "build"))
    if not lost:
        client.kill()
    assert client.wait() != 0
    assert sandbox.wait_for(lambda: current(sandbox, app) == 3)
    assert "Everything up-to-date" in repository.push(app).stderr


def test_pushes_of_one_app_are_built_one_after_the_other(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    def begun() -> int:
        """How many pushes have been told what is there."""
        return sum(one.kind == "git" and one.status == 200 for one in sandbox.journal(app))

    def push() -> subprocess.Popen[str]:
        argv = ("git", "push", remote(app), "HEAD:refs/heads/main")
        where = repository.folder
        return subprocess.Popen(
            argv, cwd=where, env=repository.env, stderr=subprocess.PIPE, text=True
        )

    sandbox.fault(app, on="build", action="hang", seconds=60)
    with push() as first:
        assert sandbox.wait_for(lambda: asked(sandbox, app, "build"))
        repository.commit({"more.txt": "more"})
        with push() as late:
            assert sandbox.wait_for(lambda: begun() == 2)
            sandbox.clear_faults(app)
            _, said = late.communicate(timeout=60)
        first.communicate(timeout=60)
    assert (first.returncode, late.returncode) == (0, 1)
    assert "has moved meanwhile" in said
    assert repository.push(app).returncode == 0


def test_only_the_key_and_a_known_app_open_the_door(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    stranger = {**repository.env, "HEROKU_API_KEY": "bad"}
    bad = run(stranger, "git", "push", remote(app), "HEAD:main", cwd=repository.folder)
    assert bad.returncode == 128
    assert repository.push(f"no-{app}").returncode == 128
    assert asked(sandbox, app, "git") == []


def test_the_clis_own_credential_helper_opens_it_too(
    sandbox: Sandbox, app: str, repository: Repository
) -> None:
    only_the_address = {**repository.env, "GIT_CONFIG_COUNT": "1"}
    looked = run(only_the_address, "git", "ls-remote", remote(app))
    assert looked.returncode == 0, looked.stderr


def test_a_large_push_arrives_whole(sandbox: Sandbox, app: str, repository: Repository) -> None:
    noise = os.urandom(3_000_000)
    (repository.folder / "large.bin").write_bytes(noise)
    repository.commit({})
    pushed = repository.push(app)
    assert pushed.returncode == 0, pushed.stderr
    clone = repository.folder.with_name("clone")
    assert run(repository.env, "git", "clone", "-q", remote(app), str(clone)).returncode == 0
    assert (clone / "large.bin").read_bytes() == noise
