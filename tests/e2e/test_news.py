"""What goes on around a deployment: hooks, the question whether it answers, notes, tags, news."""

from __future__ import annotations

import json
import time

import pytest

from tests.e2e.receiver import Receiver
from tests.e2e.scene import Result, Scene
from tests.e2e.test_resume import another_clone
from tests.e2e.test_terminal import Terminal

TELL = """\
#!/bin/sh
facts="$HEROKU_TOOLS_ENVIRONMENT $HEROKU_TOOLS_RELEASE $HEROKU_TOOLS_OUTCOME $HEROKU_TOOLS_REASON"
echo "$1 $facts" >> told
pwd >> told
exit $2
"""
HOOKS = """\
hooks:
    before: ./bin/tell before 0
    after: [./bin/tell, after, "3"]
    failed: ./bin/tell failed 4
"""


def with_settings(scene: Scene, text: str) -> Scene:
    """Say more in the settings, and have something to deploy."""
    settings = (scene.folder / "app.conf.yaml").read_text() + text
    scene.commit("settings", {"app.conf.yaml": settings, "bin/tell": TELL})
    (scene.folder / "bin/tell").chmod(0o755)
    (scene.folder / ".git/info/exclude").write_text("told\n")
    return scene


def told(scene: Scene) -> list[str]:
    file = scene.folder / "told"
    return file.read_text().splitlines()[::2] if file.exists() else []


def test_hooks_run_around_it_and_a_late_failure_is_a_warning(scene: Scene) -> None:
    with_settings(scene, HOOKS)
    dry = scene.deploy("dev", "--dry-run")
    assert "run the hook `before` here: ./bin/tell before 0" in dry.out
    assert "run the hook `after` here: ./bin/tell after 3" in dry.out
    assert "run the hook `failed` here: ./bin/tell failed 4" in dry.out
    assert told(scene) == []
    done = scene.deploy("dev", "--yes")
    assert done.code == 0, done.text
    assert "warning: the hook `after` failed: it ended with exit code 3" in done.err
    assert told(scene) == ["before dev   ", "after dev v4 succeeded "]
    assert (scene.folder / "told").read_text().splitlines()[1] == str(scene.folder)


@pytest.mark.parametrize("hook", ["./bin/tell before 9", "./bin/nothing-there"])
def test_a_before_that_fails_stops_it_and_nothing_was_touched(scene: Scene, hook: str) -> None:
    with_settings(scene, HOOKS.replace("./bin/tell before 0", hook))
    stopped = scene.deploy("dev", "--yes", "--maintenance")
    assert stopped.code == 1, stopped.text
    assert "runs v3 as before, maintenance is off; nothing needs to be done" in stopped.err
    assert told(scene)[-1].startswith("failed dev  failed run the hook `before` here")
    assert [act for act in stopped.asked if "maintenance" in act or "push" in act] == []
    again = scene.deploy("dev", "--dry-run")
    assert "unfinished" not in again.text


def test_a_build_that_fails_after_the_hook_is_put_back(scene: Scene) -> None:
    with_settings(scene, HOOKS)
    scene.sandbox.fault(scene.app, on="build", action="fail")
    failed = scene.deploy("dev", "--yes", "--maintenance")
    assert failed.code == 1, failed.text
    assert "warning: the hook `failed` failed: it ended with exit code 4" in failed.err
    assert not scene.maintenance


def test_the_url_must_answer(scene: Scene) -> None:
    with Receiver(503, 200) as receiver:
        with_url(scene, receiver.url)
        assert f"ask {receiver.url}, which must answer" in scene.deploy("dev", "--dry-run").out
        assert receiver.received == []
        done = scene.deploy("dev", "--yes", "--maintenance")
    assert (done.code, len(receiver.received)) == (0, 2), done.text
    assert "done: it answers 200" in done.err


def test_a_url_that_does_not_answer_needs_attention(scene: Scene) -> None:
    with Receiver(404) as receiver:
        with_url(scene, receiver.url)
        failed = scene.deploy("dev", "--yes", "--maintenance")
    assert failed.code == 4, failed.text
    assert f"{receiver.url} answers 404, and has for 30 s" in failed.err
    assert "runs " in failed.err
    assert "Maintenance is off." in failed.err
    with Receiver(200, port=receiver.port):
        resumed = scene.deploy("dev", "--resume", "--yes")
    assert (resumed.code, scene.maintenance) == (0, False), resumed.text


def with_url(scene: Scene, url: str) -> None:
    text = (scene.folder / "app.conf.yaml").read_text()
    text = text.replace("branch: dev\n", f"branch: dev\n      url: {url}\n")
    scene.commit("settings", {"app.conf.yaml": text})


def with_news(scene: Scene, *urls: str) -> None:
    names = [f"NEWS_{number}" for number, _ in enumerate(urls)]
    text = (scene.folder / "app.conf.yaml").read_text()
    text += "notify:\n" + "".join(f"    - !env {name}\n" for name in names)
    scene.commit("settings", {"app.conf.yaml": text, "a/migrations/1": "x"})
    scene.extra |= dict(zip(names, urls, strict=True))


def place(receiver: Receiver) -> str:
    return f"json://127.0.0.1:{receiver.port}/hunter2/?rto=60"


def news(receiver: Receiver) -> list[dict[str, str]]:
    return [json.loads(text) for text in receiver.received]


def test_the_team_is_told_that_it_succeeded(scene: Scene) -> None:
    with Receiver(200) as good, Receiver(0) as hanging, Receiver(500) as refusing:
        with_news(scene, place(good), place(hanging), place(refusing), "no-service://hunter2")
        dry = scene.deploy("dev", "--dry-run")
        assert "tell 4 places of `notify` that it succeeded" in dry.out
        assert good.received == []
        begun = time.monotonic()
        done = scene.deploy("dev", "--yes")
        took = time.monotonic() - begun
    assert done.code == 0, done.text
    (told,) = news(good)
    assert (told["title"], told["type"]) == ("dev: deployed, v4", "success")
    assert (
        f"{scene.app} runs {scene.git('rev-parse', '--short=8', 'HEAD')} as v4" in told["message"]
    )
    assert "1 commit, " in told["message"]
    assert "settings  (Ann)" in told["message"]
    assert "a/migrations/1" in told["message"]
    assert "app.conf.yaml:19: nobody was told there: no answer in time" in done.err
    assert "app.conf.yaml:20: nobody was told there: it was not taken there" in done.err
    assert "app.conf.yaml:21: nobody was told there: this is no URL" in done.err
    assert took < 30
    no_secret(scene, dry, done)


def test_the_team_is_told_that_it_failed_and_then_that_it_is_finished(scene: Scene) -> None:
    with Receiver(200) as receiver:
        with_news(scene, place(receiver))
        scene.sandbox.fault(scene.app, on="dyno", match="*migrate*", action="fail", code=7)
        failed = scene.deploy("dev", "--yes")
        resumed = scene.deploy("dev", "--resume", "--yes")
    assert (failed.code, resumed.code) == (4, 0), failed.text + resumed.text
    first, last = news(receiver)
    assert (first["title"], first["type"]) == ("dev: the deployment failed", "failure")
    assert "migrate ended with exit code 7" in first["message"]
    assert "Maintenance is on" in first["message"]
    assert (last["title"], last["type"]) == ("dev: deployed, v4", "success")
    assert "settings  (Ann)" in last["message"]
    no_secret(scene, failed, resumed)


def test_a_variable_that_is_not_set_is_told_first(scene: Scene) -> None:
    with_news(scene, "json://127.0.0.1:9/hunter2")
    del scene.extra["NEWS_0"]
    refused = scene.deploy("dev", "--yes")
    assert (refused.code, refused.asked) == (2, ())
    assert "app.conf.yaml:18: the environment variable `NEWS_0` is not set" in refused.err
    scene.extra["NEWS_0"] = "hunter2"
    refused = scene.deploy("dev", "--yes")
    assert refused.code == 2
    assert "hunter2" not in refused.text


@pytest.fixture
def tagging(scene: Scene) -> Scene:
    """A scene with an origin, where deployments are tagged."""
    origin = scene.folder.parent / "origin.git"
    scene.git("init", "--quiet", "--bare", str(origin))
    scene.git("remote", "add", "origin", str(origin))
    return with_settings(scene, "deploy: {tag: '{environment}/{version}'}\n")


def tags(scene: Scene) -> list[str]:
    listed = scene.git("ls-remote", "--tags", "origin").splitlines()
    return [scene.names.get(line.split()[0], "") + line.split()[1][10:] for line in listed]


def test_a_tag_with_the_note(tagging: Scene) -> None:
    dry = tagging.deploy("dev", "--dry-run")
    sha = tagging.git("rev-parse", "--short=8", "HEAD")
    assert f"tag {sha} as dev/{{version}}, here and at origin" in dry.out
    done = tagging.deploy("dev", "--yes", "--message", "Warmer colours")
    assert done.code == 0, done.text
    assert "done: dev/v4, " in done.err
    assert tags(tagging) == ["dev/v4", "settingsdev/v4^{}"]
    message = tagging.git("tag", "--list", "--format=%(contents)", "dev/v4")
    assert message == f"Warmer colours\n\nReleased as v4 on {tagging.app}."


def test_a_tag_that_exists_or_is_refused_is_a_warning(tagging: Scene) -> None:
    tagging.git("tag", "dev/v4", "HEAD~1")
    done = tagging.deploy("dev", "--yes")
    assert done.code == 0, done.text
    assert "is not tagged as dev/v4: there is a tag dev/v4 already, for " in done.err
    hook = tagging.folder.parent / "origin.git/hooks/update"
    hook.write_text('#!/bin/sh\ncase "$1" in refs/tags/*) exit 1;; esac\n')
    hook.chmod(0o755)
    tagging.commit("more")
    refused = tagging.deploy("dev", "--yes")
    assert refused.code == 0, refused.text
    assert "is not tagged as dev/v5: `git push` failed: [remote rejected]" in refused.err
    assert tags(tagging) == []


def test_the_note_in_the_editor(tagging: Scene) -> None:
    tagging.git("config", "core.editor", "sed -i -e '1s/.*/Written by hand/' -e '2,$s/^B.*//'")
    terminal = Terminal(tagging, "dev", "--note")
    terminal.read_until(r"\[y/N\]")
    terminal.type("y")
    code, said = terminal.end()
    assert code == 0, said
    message = tagging.git("tag", "--list", "--format=%(contents)", "dev/v4")
    assert message.startswith("Written by hand\n\n")
    assert "settings  (Ann)" in message
    assert "#" not in message
    tagging.commit("more")
    nobody = tagging.deploy("dev", "--yes", "--note")
    assert (nobody.code, "use --message" in nobody.err) == (3, True)


@pytest.mark.parametrize("editor", ["sed -i d", "false"])
def test_an_empty_note_stops_it(tagging: Scene, editor: str) -> None:
    tagging.git("config", "core.editor", editor)
    code, said = Terminal(tagging, "dev", "--note").end()
    assert (code, "nothing was touched" in said) == (3, True)


def rolling_back(scene: Scene, command: str, receiver: Receiver) -> Result:
    """Deploy where a command fails, and failures are to be rolled back."""
    with_news(scene, place(receiver))
    text = (scene.folder / "app.conf.yaml").read_text() + "deploy: {on_failure: rollback}\n"
    scene.commit("policy", {"app.conf.yaml": text, "a/static/1": "x"})
    scene.sandbox.fault(scene.app, on="dyno", match=f"*{command}*", action="fail", code=7)
    return scene.deploy("dev", "--yes", "--maintenance", "--no-migrate", "--run", "warm")


def test_a_failure_is_rolled_back(scene: Scene) -> None:
    with Receiver(200) as receiver:
        failed = rolling_back(scene, "collectstatic", receiver)
        (told,) = news(receiver)
    assert failed.code == 1, failed.text
    assert "where nothing has migrated: roll back to what runs now" in failed.out
    assert (
        f"Rolled back: {scene.app} runs {scene.git('rev-parse', '--short=8', 'HEAD~2')} again"
        in (failed.err)
    )
    assert (scene.current, scene.maintenance) == ("Rollback to v3", False)
    assert told["title"] == "dev: the deployment failed, and was rolled back"
    assert "unfinished" not in scene.deploy("dev", "--dry-run").text
    no_secret(scene, failed)


def test_what_may_have_migrated_is_held(scene: Scene) -> None:
    scene.commit("settings", {"a/migrations/1": "x"})
    text = (scene.folder / "app.conf.yaml").read_text() + "deploy: {on_failure: rollback}\n"
    scene.commit("policy", {"app.conf.yaml": text})
    scene.sandbox.fault(scene.app, on="dyno", match="*migrate*", action="fail", code=7)
    held = scene.deploy("dev", "--yes")
    assert held.code == 4, held.text
    assert "Not rolled back: migrate may have migrated." in held.err
    assert (scene.current[:6], scene.maintenance) == ("Deploy", True)


def no_secret(scene: Scene, *results: Result) -> None:
    """No URL of a place and no key of Heroku's is in anything that was said or written down."""
    said = "".join(result.text for result in results)
    kept = [file.read_text() for file in (scene.folder / ".git/heroku-tools").glob("*")]
    assert kept
    for text in (said, *kept):
        assert "hunter2" not in text
        assert scene.env["HEROKU_API_KEY"] not in text


def test_finished_from_another_clone_all_of_it_happens_once(tagging: Scene) -> None:
    with Receiver(200) as receiver:
        with_news(tagging, place(receiver))
        text = (tagging.folder / "app.conf.yaml").read_text()
        text += "hooks: {before: sh bin/tell before 0, after: sh bin/tell after 0}\n"
        tagging.commit("both", {"app.conf.yaml": text})
        tagging.git("push", "--quiet", "origin", "dev")
        tagging.sandbox.fault(tagging.app, on="dyno", match="*migrate*", action="fail", code=7)
        failed = tagging.deploy("dev", "--yes", "--message", "Warmer colours")
        assert failed.code == 4, failed.text
        other = another_clone(tagging)
        other.git("fetch", "--quiet", "origin", "refs/heroku-tools/lock/dev")
        lock = other.git("cat-file", "commit", "FETCH_HEAD")
        assert "Warmer colours" in lock
        assert not [each for each in ("hunter2", tagging.env["HEROKU_API_KEY"]) if each in lock]
        resumed = other.deploy("dev", "--resume", "--yes")
        assert resumed.code == 0, resumed.text
        assert [each["type"] for each in news(receiver)] == ["failure", "success"]
        assert "Warmer colours" in news(receiver)[1]["message"]
    assert (told(tagging), told(other)) == (["before dev   "], ["after dev v4 succeeded "])
    assert tags(tagging) == ["dev/v4", "bothdev/v4^{}"]
    message = other.git("tag", "--list", "--format=%(contents)", "dev/v4")
    assert message.startswith("Warmer colours\n")
    no_secret(tagging, failed)
    no_secret(other, resumed)
