"""A whole deployment ended within each of its steps and after it: finished, it shows no trace."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.receiver import Receiver
from tests.e2e.scene import Scene
from tests.e2e.test_resume import FILES, another_clone, events, kill_when, undisturbed

SETTINGS = """\
deploy: {tag: '{environment}/{version}'}
hooks: {before: sh step before, after: sh step after, failed: sh step failed}
notify: [!env NEWS]
"""
HOOK = """\
echo "$1 begun" >> "$MARKS/told"
test "$(cat "$MARKS/slow")" != "$1" || sleep 2
echo "$1 ended" >> "$MARKS/told"
"""
ORIGIN_HOOK = """\
#!/bin/sh
case "$1" in refs/tags/*) ;; *) exit 0;; esac
echo "tag begun" >> "$MARKS/told"
test "$(cat "$MARKS/slow")" != tag || sleep 2
"""
KINDS = (
    "run-hook", "maintenance-on", "push", "await-release", "run", "run", "maintenance-off", "tag",
    "run-hook", "notify",
)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """A deployment with every kind of step, and what is seen of it from outside."""

    scene: Scene
    receiver: Receiver
    marks: Path

    def told(self) -> list[str]:
        file = self.marks / "told"
        return file.read_text().splitlines() if file.exists() else []

    def slow(self, what: str) -> None:
        (self.marks / "slow").write_text(what)

    def news(self) -> list[str]:
        return [json.loads(text)["type"] for text in self.receiver.received]


@pytest.fixture
def whole(scene: Scene, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Whole]:
    """A scene with an origin, where everything that can happen in a deployment does."""
    marks, origin = tmp_path / "marks", tmp_path / "origin.git"
    marks.mkdir()
    scene.git("init", "--quiet", "--bare", str(origin))
    scene.git("remote", "add", "origin", str(origin))
    (origin / "hooks/update").write_text(ORIGIN_HOOK)
    (origin / "hooks/update").chmod(0o755)
    settings = (scene.folder / "app.conf.yaml").read_text() + SETTINGS
    files = {"app.conf.yaml": settings, "step": HOOK, "Procfile": "web: sleep 9\nrelease: true\n"}
    scene.commit("tags", FILES | files)
    scene.git("push", "--quiet", "origin", "dev")
    # The first news are left without an answer where a test says so.
    with Receiver(*getattr(request, "param", (200,))) as receiver:
        scene.extra |= {"MARKS": str(marks), "NEWS": f"json://127.0.0.1:{receiver.port}/?rto=60"}
        found = Whole(scene, receiver, marks)
        found.slow("nothing")
        yield found


KILLED, ELSEWHERE, INTERRUPTED = "killed", "killed, and another clone", "interrupted"
HOW = pytest.mark.parametrize("how", [KILLED, ELSEWHERE, INTERRUPTED])


def end_when(whole: Whole, seen: Callable[[], bool], how: str) -> int:
    number = signal.SIGINT if how == INTERRUPTED else signal.SIGKILL
    code = kill_when(whole.scene, seen, number)
    whole.slow("nothing")
    return code


def finish(whole: Whole, code: int, how: str) -> None:
    """Type what the message says: deploy again where all was put back, else --resume."""
    scene = another_clone(whole.scene) if how == ELSEWHERE else whole.scene
    if code == 130:
        assert not scene.maintenance
        assert scene.deploy("dev", "--resume").out.endswith("nothing to do.\n")
        done = scene.deploy("dev", "--yes")
    else:
        done = scene.deploy("dev", "--resume", "--yes")
    assert done.code == 0, done.text


def as_if_undisturbed(whole: Whole, *, surely_told: bool = True) -> None:
    undisturbed(whole.scene)
    successes = whole.news().count("success")
    assert successes == 1 or (successes == 0 and not surely_told)
    assert {"before ended", "after ended"} <= set(whole.told())


def test_undisturbed(whole: Whole) -> None:
    assert whole.scene.deploy("dev", "--yes").code == 0
    assert (
        tuple(each["kind"] for each in events(whole.scene) if each["event"] == "finished") == KINDS
    )
    assert whole.told() == [
        "before begun",
        "before ended",
        "tag begun",
        "after begun",
        "after ended",
    ]
    as_if_undisturbed(whole)


BOUNDARIES = [
    (number, how)
    for number in range(1, len(KINDS) + 1)
    for how in (KILLED, ELSEWHERE if number % 2 else INTERRUPTED)
]


@pytest.mark.parametrize(("number", "how"), BOUNDARIES)
def test_after_each_step(whole: Whole, number: int, how: str) -> None:
    def finished() -> int:
        return [each["event"] for each in events(whole.scene)].count("finished")

    code = end_when(whole, lambda: finished() >= number, how)
    # A busy machine looks late: telling may have been begun, and it is never told twice.
    begun_to_tell = "telling" in [each["event"] for each in events(whole.scene)]
    finish(whole, code, how)
    as_if_undisturbed(whole, surely_told=not begun_to_tell)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "maintenance on": ({"match": "PATCH /apps/*"}, "maintenance on"),
    "push": ({"on": "build"}, "push tags"),
    "migrate": ({"on": "dyno", "match": "*migrate*"}, "run sh manage.sh migrate"),
    "collectstatic": ({"on": "dyno", "match": "*static*"}, "run sh manage.sh collectstatic"),
    "maintenance off": ({"match": "PATCH /apps/*", "nth": 2}, "maintenance off"),
}


@HOW
@pytest.mark.parametrize("step", FAULTS)
def test_within_a_step_upon_the_app(whole: Whole, step: str, how: str) -> None:
    fault, sign = FAULTS[step]
    whole.scene.sandbox.fault(whole.scene.app, action="slow", seconds=2, **fault)
    finish(whole, end_when(whole, lambda: sign in whole.scene.asked(), how), how)
    as_if_undisturbed(whole)


@HOW
def test_while_it_waits_for_the_release(whole: Whole, how: str) -> None:
    def waits() -> bool:
        newest = events(whole.scene)[-1:]
        return any((each["event"], each.get("kind")) == ("started", KINDS[3]) for each in newest)

    # The push waits for the release phase; then it looks: before, it has looked twice.
    look = f"GET /apps/{whole.scene.app}/releases"
    whole.scene.sandbox.fault(whole.scene.app, look, nth=3, action="slow", seconds=2)
    finish(whole, end_when(whole, waits, how), how)
    as_if_undisturbed(whole)


@HOW
@pytest.mark.parametrize("step", ["before", "tag", "after"])
def test_within_an_errand(whole: Whole, step: str, how: str) -> None:
    whole.slow(step)
    finish(whole, end_when(whole, lambda: f"{step} begun" in whole.told(), how), how)
    as_if_undisturbed(whole)


@HOW
@pytest.mark.parametrize("whole", [(0, 200)], indirect=True)
def test_while_it_tells_the_news(whole: Whole, how: str) -> None:
    """They are told once: an interruption ends the telling, and nothing tells it again."""
    code = end_when(whole, lambda: bool(whole.receiver.received), how)
    assert code == (0 if how == INTERRUPTED else -signal.SIGKILL)
    if how != INTERRUPTED:
        scene = another_clone(whole.scene) if how == ELSEWHERE else whole.scene
        resumed = scene.deploy("dev", "--resume", "--yes")
        assert (resumed.code, "they are not sent again" in resumed.err) == (0, True), resumed.text
    assert whole.news() == ["success"]
    as_if_undisturbed(whole)


@HOW
def test_within_the_hook_for_a_failure(whole: Whole, how: str) -> None:
    whole.scene.sandbox.fault(whole.scene.app, on="dyno", match="*migrate*", action="fail", code=7)
    whole.slow("failed")
    code = end_when(whole, lambda: "failed begun" in whole.told(), how)
    assert code == (4 if how == INTERRUPTED else -signal.SIGKILL)
    finish(whole, code, how)
    as_if_undisturbed(whole)
