"""The straight road and its forks: what is live, what is wanted, and how it gets there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.scene import DOOR, MIGRATE, STATIC, Scene

LOOKED = "look, look again"


def test_code_only(scene: Scene) -> None:
    scene.commit("fix")
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (LOOKED, "push fix", "releases")
    assert "no file under /migrations/ changed" in result.out
    assert "runs" in result.out.splitlines()[-1]
    assert "as v4" in result.out


@pytest.mark.parametrize(
    "path", ["blog/migrations/0002_tags.py", "migrations/0001.py"], ids=["nested", "root"]
)
def test_a_migration(scene: Scene, path: str) -> None:
    scene.commit("tags", {path: "x"})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push tags",
        "releases",
        f"run {MIGRATE}",
        "maintenance off",
    )
    assert f"1 file under /migrations/: {path}" in result.out
    assert "    migrate: ended" in result.err.splitlines()
    assert not scene.maintenance


def test_static_files_moved_away(scene: Scene) -> None:
    scene.commit("style", {"web/static/site.css": "body {}"})
    scene.push()
    scene.git("mv", "web/static/site.css", "web/site.css")
    scene.commit("moved", {"README": "moved"})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (LOOKED, "push moved", "releases", f"run {STATIC}")
    assert "1 file under /static/: web/static/site.css" in result.out


def test_a_migration_and_static_files(scene: Scene) -> None:
    scene.commit("both", {"a/migrations/0002.py": "", "a/static/a.css": ""})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push both",
        "releases",
        f"run {MIGRATE}",
        f"run {STATIC}",
        "maintenance off",
    )


def test_neither_but_migrate_is_asked_for(scene: Scene) -> None:
    scene.commit("fix")
    result = scene.deploy("dev", "--yes", "-m", "--run", "warm")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push fix",
        "releases",
        f"run {MIGRATE}",
        "run sh manage.sh warm",
        "maintenance off",
    )
    assert "decided by --migrate; otherwise no: no file under /migrations/ changed" in result.out


def test_no_migrate_against_a_migration(scene: Scene) -> None:
    scene.commit("tags", {"blog/migrations/0002_tags.py": "x"})
    result = scene.deploy("dev", "--yes", "--no-migrate")
    assert result.code == 0
    assert result.asked == (LOOKED, "push tags", "releases")
    assert "decided by --no-migrate; otherwise yes: 1 file under /migrations/" in result.out


def test_the_first_deployment_runs_everything(bare_scene: Scene) -> None:
    result = bare_scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push first",
        "releases",
        f"run {MIGRATE}",
        f"run {STATIC}",
        "maintenance off",
    )
    assert "this is the first deployment" in result.out


def test_up_to_date(scene: Scene) -> None:
    result = scene.deploy("dev")
    assert (result.code, result.asked) == (0, ("look",))
    assert len(result.out.splitlines()) == 1
    assert "dev is up to date" in result.out


def test_up_to_date_with_migrate_runs_only_that(scene: Scene) -> None:
    result = scene.deploy("dev", "--yes", "--migrate")
    assert result.code == 0
    assert result.asked == (LOOKED, "maintenance on", f"run {MIGRATE}", "maintenance off")


def test_a_new_fix_after_a_rollback(scene: Scene) -> None:
    scene.commit("bad", {"bad/migrations/0001.py": ""})
    scene.push()
    scene.heroku("rollback", "v3")
    scene.commit("fix", {"bad/migrations/0001.py": None, "bad/migrations/0002.py": ""})
    result = scene.deploy("dev", "--yes", "--json")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "push fix",
        "releases",
        f"run {MIGRATE}",
        "maintenance off",
    )
    # What lies between is counted from what runs, not from what was pushed last.
    subjects = [commit["subject"] for commit in result.json["changeset"]["commits"]]
    assert subjects == ["fix", "bad"]


def test_the_rolled_back_commit_again(scene: Scene) -> None:
    scene.commit("bad", {"bad/migrations/0001.py": ""})
    scene.push()
    scene.heroku("rollback", "v3")
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "/releases/4",
        "rollback",
        "releases",
        f"run {MIGRATE}",
        "maintenance off",
    )
    assert "release v4 again" in result.out
    assert scene.current == "Rollback to v4"


def test_after_200_config_releases(scene: Scene) -> None:
    scene.sandbox.add_releases(scene.app, 200)
    scene.commit("fix")
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    # The slug tells the live commit, the builds where git is; or else all releases do.
    info = ("/addons", "/collaborators", "/dynos", "/pipeline-couplings")
    more = {
        "api": "/builds /releases /releases /slug",
        "cli": " ".join(sorted([*info, *info, *["/releases"] * 3])),
    }
    assert list(result.asked) == [more[DOOR], "push fix", "releases"]
    assert "first" not in result.out.splitlines()[1]
    assert scene.current.startswith("Deploy ")


def test_after_a_failed_release(scene: Scene) -> None:
    gate = 'test ! -e closed || test -n "$READY"'
    scene.commit("release phase", {"Procfile": f"web: sleep 9\nrelease: {gate}\n"})
    scene.push()
    scene.commit("closed", {"closed": "", "a/migrations/0002.py": ""})
    scene.push()
    assert scene.state()["releases"][-1]["status"] == "failed"
    scene.sandbox.set_config(scene.app, {"READY": "yes"})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert "release the failed v5 again" in result.out
    assert result.asked == (
        LOOKED,
        "maintenance on",
        "/formation /releases",
        "retry",
        f"release-phase A v6 {gate}",
        "releases",
        f"run {MIGRATE}",
        "maintenance off",
    )
    assert scene.current.startswith("Retry of v5: Deploy ")


def test_an_unknown_live_commit(scene: Scene) -> None:
    scene.sandbox.add_release(
        scene.app, description="Deploy 0123abcd", slug_commit="0123abcd" + "0" * 32
    )
    scene.commit("fix")
    result = scene.deploy("dev", "--yes")
    assert "the live commit is unknown" in result.err
    assert "unknown, so yes" in result.out
    assert result.code == 0
    assert result.asked == (
        "look, fetch, look again",
        "maintenance on",
        "push fix",
        "releases",
        f"run {MIGRATE}",
        f"run {STATIC}",
        "maintenance off",
    )


def test_a_live_commit_that_only_the_app_has_is_fetched(scene: Scene, tmp_path: Path) -> None:
    colleague = Scene(scene.sandbox, scene.app, tmp_path / "colleague")
    scene.run("git", "clone", "--quiet", str(scene.folder), str(colleague.folder))
    colleague.git("config", "user.name", "Bob")
    colleague.git("config", "user.email", "bob@example.com")
    colleague.commit("secret work", {"x/migrations/1.py": ""})
    colleague.push()
    scene.commit("fix")
    refused = scene.deploy("dev", "--yes")
    assert refused.code == 3
    assert "has 1 commit that the wanted one has not" in refused.err
    forced = scene.deploy("dev", "--yes", "--force")
    assert forced.code == 0
    assert forced.asked == (
        LOOKED,
        "maintenance on",
        "push fix forced",
        "releases",
        f"run {MIGRATE}",  # the migration that goes away counts as well
        "maintenance off",
    )


def test_an_ad_hoc_branch(scene: Scene) -> None:
    scene.git("checkout", "--quiet", "-b", "feature/x")
    scene.commit("experiment")
    scene.git("checkout", "--quiet", "dev")
    result = scene.deploy("uat", "--yes", "--branch", "feature/x")
    assert result.code == 0
    assert result.asked == (LOOKED, "push experiment", "releases")
    assert "uat gets `feature/x` instead of `master`" in result.err


def test_only_the_branch_of_origin_is_there(scene: Scene, tmp_path: Path) -> None:
    scene.commit("fix")
    scene.git("checkout", "--quiet", "-b", "elsewhere")
    clone = Scene(scene.sandbox, scene.app, tmp_path / "clone", names=scene.names)
    scene.run("git", "clone", "--quiet", str(scene.folder), str(clone.folder))
    assert clone.git("branch", "--list", "dev") == ""
    result = clone.deploy("dev", "--yes")
    assert (result.code, result.asked) == (0, (LOOKED, "push fix", "releases"))


def test_a_shallow_clone(scene: Scene, tmp_path: Path) -> None:
    clone = Scene(scene.sandbox, scene.app, tmp_path / "clone")
    source = f"file://{scene.folder}"
    scene.run("git", "clone", "--quiet", "--depth=1", source, str(clone.folder))
    result = clone.deploy("dev", "--yes")
    assert (result.code, result.asked) == (2, ())
    assert "git fetch --unshallow" in result.err


def test_force_is_needed(scene: Scene) -> None:
    scene.commit("old way")
    scene.push()
    scene.git("reset", "--quiet", "--hard", "HEAD~1")
    scene.commit("new way")
    refused = scene.deploy("dev", "--yes")
    assert (refused.code, refused.asked) == (3, ("look",))
    assert "deploy dev --force" in refused.err
    forced = scene.deploy("dev", "--yes", "--force")
    assert forced.code == 0
    assert forced.asked == (LOOKED, "push new way forced", "releases")
    assert "forced" in forced.out


def test_live_is_ahead(scene: Scene) -> None:
    scene.commit("a colleague's")
    scene.push()
    scene.git("reset", "--quiet", "--hard", "HEAD~1")
    result = scene.deploy("dev", "--yes")
    assert (result.code, result.asked) == (3, ("look",))
    assert "git pull" in result.err
    assert "--force" not in result.err


def test_maintenance_that_was_on_stays_on(scene: Scene) -> None:
    scene.heroku("maintenance:on")
    scene.commit("tags", {"blog/migrations/0002_tags.py": "x"})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    assert result.asked == (LOOKED, "push tags", "releases", f"run {MIGRATE}")
    assert scene.maintenance


def test_the_release_phase_migrates_already(scene: Scene) -> None:
    procfile = "web: sleep 9\nrelease: sh manage.sh migrate\n"
    scene.commit("tags", {"a/migrations/0002.py": "", "Procfile": procfile})
    result = scene.deploy("dev", "--yes")
    assert result.code == 0
    phase = "release-phase A v4 sh manage.sh migrate"
    assert result.asked == (LOOKED, "push tags", phase, "releases")
    assert "the release phase does it: sh manage.sh migrate" in result.out
    assert "migrate: ended" in result.err


def test_words_survive_on_their_way_to_the_dyno(bare_scene: Scene) -> None:
    settings = bare_scene.folder / "app.conf.yaml"
    awkward = r"""printf '%s|' "a  b" 'it'"'"'s' "$HOME" '$HOME' `echo x`; exit 0"""
    text = settings.read_text().replace("sh manage.sh warm", f"|\n            {awkward}")
    bare_scene.commit("awkward", {"app.conf.yaml": text})
    bare_scene.push()
    result = bare_scene.deploy("dev", "--yes", "--run", "warm")
    assert result.code == 0
    assert "a  b|it's|" in result.err
    assert "|$HOME|x|" in result.err
