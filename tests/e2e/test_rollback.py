"""Going back: to what ran before, across migrations and config vars, and where nothing is left."""

from __future__ import annotations

import subprocess

import pytest

from tests.e2e.scene import Result, Scene
from tests.e2e.test_terminal import Terminal

SECRET, OTHER = "s3cret-of-today", "s3cret-of-then"
UNKNOWN = "0123abcd" * 5
MIGRATION = {"blog/migrations/0002_tags.py": "x"}


def rollback(scene: Scene, *words: str) -> Result:
    """Run the installed `heroku-tools rollback` without a terminal; no value is ever told."""
    result = scene.command("heroku-tools", "rollback", *words)
    assert SECRET not in result.text
    assert OTHER not in result.text
    return result


def acts(result: Result) -> list[str]:
    return [line for line in result.asked if line.startswith(("rollback", "maintenance", "push"))]


@pytest.fixture
def two(scene: Scene) -> Scene:
    """v3 holds `first`, v4, which runs, holds `fix`."""
    scene.commit("fix")
    scene.push()
    return scene


def test_back_to_what_ran_before(two: Scene) -> None:
    result = rollback(two, "dev", "--yes")
    assert result.code == 0, result.text
    assert acts(result) == ["rollback"]
    assert two.current == "Rollback to v3"
    assert "No release was named: going back to v3, which ran before." in result.err
    assert "Commits that would be undone (1)" in result.out
    assert "fix  (Ann, " in result.out
    assert "as v5; 2 steps" in result.out.splitlines()[-1]


def test_what_is_told_of_it(two: Scene) -> None:
    two.git("init", "--quiet", "--bare", str(two.folder.parent / "origin.git"))
    two.git("remote", "add", "origin", str(two.folder.parent / "origin.git"))
    result = rollback(two, "dev", "--yes", "--message", "It was too warm")
    assert result.code == 0, result.text
    assert two.git("ls-remote", "origin", "refs/heroku-tools/*") == ""
    journal = (two.folder / ".git/heroku-tools/dev.jsonl").read_text()
    assert "It was too warm" in journal
    history = two.command("heroku-tools", "history", "dev")
    assert history.code == 0
    assert f"  back to v3 ({two.git('rev-parse', '--short=8', 'HEAD~')}), 2 steps  " in history.out


def test_config_releases_between_are_passed_over(two: Scene) -> None:
    two.sandbox.add_releases(two.app, 3)
    two.sandbox.add_release(
        two.app, description="Deploy 0123abcd", status="failed", slug_commit=UNKNOWN
    )
    result = rollback(two, "dev", "--yes")
    assert result.code == 0, result.text
    assert "the newest release, v8 (Deploy 0123abcd), has failed" in result.err
    assert two.current == "Rollback to v3"


def test_after_200_config_releases(two: Scene) -> None:
    two.sandbox.add_releases(two.app, 200)
    result = rollback(two, "dev", "--yes")
    assert result.code == 0, result.text
    assert two.current == "Rollback to v3"


def test_a_version_that_is_named(two: Scene) -> None:
    two.commit("more")
    two.push()
    result = rollback(two, "dev", "v3", "--yes", "--maintenance")
    assert result.code == 0, result.text
    assert acts(result) == ["maintenance on", "rollback", "maintenance off"]
    assert two.current == "Rollback to v3"
    assert "Commits that would be undone (2)" in result.out


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("v99", "there is no release v99"),
        ("v2", "v2 (Enable Logplex) holds no slug"),
        ("4", "is what runs now"),
        ("v5", "v5 (Deploy 0123abcd) has failed"),
        ("v6", "v6 (Deploy 0123abce) has expired"),
        ("v7", "v7 (Deploy 0123abcf) is not eligible"),
        ("latest", "`latest` is no release"),
    ],
)
def test_a_version_that_cannot_be(two: Scene, version: str, why: str) -> None:
    two.sandbox.add_release(two.app, description="Deploy 0123abcd", status="failed")
    two.sandbox.add_release(two.app, description="Deploy 0123abce", status="expired")
    two.sandbox.add_release(two.app, description="Deploy 0123abcf", eligible=False)
    two.heroku("rollback", "v4")
    version = "8" if version == "4" else version
    result = rollback(two, "dev", version, "--yes")
    assert (result.code, acts(result)) == (2, [])
    assert why in result.err
    if version != "latest":
        assert "These can be gone back to: v4, v3" in result.err


def test_across_a_migration(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.push()
    refused = rollback(scene, "dev", "--yes")
    assert (refused.code, acts(refused)) == (3, [])
    assert "1 file under /migrations/: blog/migrations/0002_tags.py" in refused.err
    assert "heroku-tools rollback dev v3 --despite-migrations" in refused.err
    result = rollback(scene, "dev", "v3", "--yes", "--despite-migrations")
    assert (result.code, acts(result)) == (0, ["rollback"])
    assert scene.current == "Rollback to v3"


def test_an_unknown_commit_may_hold_a_migration(scene: Scene) -> None:
    unknown = "0123abcd" + "0" * 32
    scene.sandbox.add_release(scene.app, description="Deploy 0123abcd", slug_commit=unknown)
    refused = rollback(scene, "dev", "--yes")
    assert (refused.code, acts(refused)) == (3, [])
    assert "0123abcd is nowhere to be found" in refused.err
    result = rollback(scene, "dev", "--yes", "--despite-migrations")
    assert (result.code, acts(result)) == (0, ["rollback"])


@pytest.fixture
def configured(scene: Scene) -> Scene:
    """v3: without TOKEN; v4: with it, and KEPT; v5: the fix; v6, which runs: TOKEN has changed."""
    scene.heroku("config:set", f"TOKEN={OTHER}", "KEPT=same")
    scene.commit("fix")
    scene.push()
    scene.heroku("config:set", f"TOKEN={SECRET}", f"NEW={SECRET}")
    return scene


def test_config_vars_are_agreed_to_apart(configured: Scene) -> None:
    refused = rollback(configured, "dev", "v4", "--yes")
    assert (refused.code, acts(refused)) == (3, [])
    assert "v4 brings its config vars back too: NEW, TOKEN" in refused.err
    assert "heroku-tools rollback dev v4 --yes --with-config" in refused.err
    result = rollback(configured, "dev", "v4", "--yes", "--with-config")
    assert (result.code, acts(result)) == (0, ["rollback"])
    assert configured.state()["config_vars"].items() >= {"TOKEN": OTHER, "KEPT": "same"}.items()
    assert "NEW" not in configured.state()["config_vars"]


def test_config_vars_are_told_by_name_and_fingerprint(configured: Scene) -> None:
    result = rollback(configured, "dev", "v4", "--dry-run", "--json")
    assert (result.code, acts(result)) == (0, [])
    new, token = result.json["config_vars"]
    assert (new["name"], new["then"], token["name"]) == ("NEW", None, "TOKEN")
    assert new["now"] == token["now"] != token["then"]
    assert [one["version"] for one in map(release_of, result.json["eligible"])] == [5, 4, 3]


def release_of(listed: dict[str, object]) -> dict[str, object]:
    assert listed["commit"]
    return listed


def test_the_cli_tells_the_config_vars_of_then_too(configured: Scene) -> None:
    configured.extra["HEROKU_TOOLS_DOOR"] = "cli"
    refused = rollback(configured, "dev", "v4", "--yes")
    assert (refused.code, acts(refused)) == (3, [])
    assert "v4 brings its config vars back too: NEW, TOKEN" in refused.err


def test_nothing_to_go_back_to(scene: Scene) -> None:
    result = rollback(scene, "dev", "--yes")
    assert (result.code, acts(result)) == (3, [])
    assert "no earlier release that can be gone back to" in result.err
    assert rollback(scene, "dev", "--dry-run").code == 3


def test_nothing_is_deployed(bare_scene: Scene) -> None:
    result = rollback(bare_scene, "dev", "--yes")
    assert (result.code, acts(result)) == (3, [])


def test_a_dry_run_and_a_check(two: Scene) -> None:
    result = rollback(two, "dev", "--dry-run", "--json")
    assert (result.code, acts(result)) == (0, [])
    assert result.steps == ["rollback", "await-release"]
    assert [commit["subject"] for commit in result.json["undone"]] == ["fix"]
    assert rollback(two, "dev", "--check").code == 10
    assert two.current.startswith("Deploy ")


def test_what_is_there_already(two: Scene) -> None:
    assert rollback(two, "dev", "v3", "--yes").code == 0
    result = rollback(two, "dev", "v3", "--yes")
    assert (result.code, acts(result)) == (0, [])
    assert "holds all of v3 already" in result.out
    back = rollback(two, "dev", "--dry-run")
    assert "v4 is what it went back from" in back.err


def test_live_is_protected(two: Scene) -> None:
    two.git("branch", "master")
    assert rollback(two, "live", "--yes").code == 3
    terminal = Terminal(two, "rollback", "live", program="heroku-tools")
    terminal.read_until(r"Go back to which release\? \[v3\] ")
    terminal.type("")
    found = terminal.read_until(r"Roll live \(.*\) back to v3 .*Type (\d{6}) to confirm: ")
    terminal.type(found.group(1))
    code, _ = terminal.end()
    assert code == 0
    assert two.current == "Rollback to v3"


def test_config_vars_are_asked_about_at_a_terminal(configured: Scene) -> None:
    terminal = Terminal(configured, "rollback", "dev", program="heroku-tools")
    terminal.read_until(r"Go back to which release\? \[v4\] ")
    terminal.type("v5")
    terminal.read_until(r"v5 brings its config vars back too: NEW, TOKEN.*\[y/N\] ")
    terminal.type("n")
    code, said = terminal.end()
    assert code == 3
    assert SECRET not in said
    assert configured.current.startswith("Set ")


def test_killed_and_resumed(two: Scene) -> None:
    two.sandbox.fault(two.app, match="POST /apps/*/releases", action="slow", seconds=5)
    two.sandbox.clear_journal(two.app)
    with subprocess.Popen(
        ["heroku-tools", "rollback", "dev", "--yes"],
        cwd=two.folder,
        env=two.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert two.sandbox.wait_for(lambda: "rollback" in two.asked(), seconds=60)
        while_it_runs = two.deploy("dev", "--resume", "--yes")
        process.kill()
    assert while_it_runs.code == 3
    assert "dev is being rolled back right now" in while_it_runs.err
    refused = rollback(two, "dev", "--yes")
    assert refused.code == 3
    assert "dev has an unfinished rollback, begun by " in refused.err
    assert ", to go back to v3 (" in refused.err
    assert "deploy dev --resume" in refused.err
    resumed = two.deploy("dev", "--resume", "--yes")
    assert resumed.code == 0, resumed.text
    assert [one["description"] for one in two.state()["releases"][4:]] == ["Rollback to v3"]
    assert "holds all of v3 already" in rollback(two, "dev", "v3", "--yes").out


def test_one_that_heroku_refuses(two: Scene) -> None:
    two.sandbox.fault(two.app, match="POST /apps/*/releases*", action="fail", status=422)
    refused = rollback(two, "dev", "v3", "--yes")
    assert refused.code == 1, refused.text
    assert "Another release may do: heroku-tools rollback dev lists them" in refused.err
    assert "git commit" not in refused.err


def test_changed_between_show_and_act(two: Scene) -> None:
    terminal = Terminal(two, "rollback", "dev", "v3", program="heroku-tools")
    terminal.read_until(r"Roll dev \(.*\) back to v3 .*\[y/N\] ")
    two.sandbox.add_releases(two.app, 1)
    terminal.type("y")
    code, said = terminal.end()
    assert code == 3
    assert "has changed since the plan was made" in said
    assert "heroku-tools rollback dev v3" in said
