"""At a terminal: the PIN, the questions, Ctrl-C and its kin, and somebody else at the same time."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pexpect
import pyte
import pytest

from tests.e2e.scene import MIGRATE, Scene

LOOKED = "look, look again"
MIGRATION = {"blog/migrations/0002_tags.py": "x"}


class Terminal:
    """A command on a real pseudo-terminal, driven by somebody who reads."""

    def __init__(self, scene: Scene, *words: str, program: str = "deploy") -> None:
        self.scene = scene
        scene.sandbox.clear_journal(scene.app)
        self.child: pexpect.spawn[str] = pexpect.spawn(
            program,
            list(words),
            cwd=str(scene.folder),
            env=scene.env | {"TERM": "xterm-256color"},
            encoding="utf-8",
            timeout=60,
            dimensions=(50, 100),
        )

    def read_until(self, pattern: str) -> re.Match[str]:
        self.child.expect(pattern)
        found = self.child.match
        assert isinstance(found, re.Match)
        return found

    def type(self, line: str) -> None:
        self.child.sendline(line)

    def end(self) -> tuple[int | None, str]:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus, self.child.before or ""


def on_screen(said: str) -> list[str]:
    """What stands on the terminal at the end of all that was said."""
    screen = pyte.Screen(100, 50)
    pyte.Stream(screen).feed(said)
    return [line.rstrip() for line in screen.display]


def test_a_yes_deploys(scene: Scene) -> None:
    scene.commit("fix")
    # Long enough for the window to be drawn with what the build prints.
    scene.sandbox.fault(scene.app, on="build", action="slow", seconds=1)
    terminal = Terminal(scene, "dev")
    terminal.read_until(r"Deploy 1 commit to dev \(.*\)\? \[y/N\]")
    terminal.type("y")
    code, said = terminal.end()
    assert (code, scene.asked()) == (0, (LOOKED, "push fix", "releases"))
    assert "Building on" in said
    steps = [line for line in on_screen(said) if line.startswith("[")]
    assert len(steps) == 2
    assert re.fullmatch(r"\[1/2\] push .* … done: accepted, .* s", steps[0])
    assert not any("remote:" in line for line in on_screen(said))


@pytest.mark.parametrize("answer", ["n", "", "maybe"])
def test_anything_else_does_not(scene: Scene, answer: str) -> None:
    scene.commit("fix")
    terminal = Terminal(scene, "dev")
    terminal.read_until(r"\[y/N\]")
    terminal.type(answer)
    code, said = terminal.end()
    assert (code, scene.asked()) == (3, ("look",))
    assert "nothing was touched" in said


def test_the_right_pin_and_a_wrong_one(scene: Scene) -> None:
    scene.commit("fix")
    scene.git("branch", "master")
    terminal = Terminal(scene, "live")
    pin = terminal.read_until(r"Type (\d{6}) to confirm").group(1)
    terminal.type("000000" if pin != "000000" else "111111")
    code, said = terminal.end()
    assert (code, scene.asked()) == (3, ("look",))
    assert "wrong PIN" in said
    terminal = Terminal(scene, "live")
    terminal.type(terminal.read_until(r"Type (\d{6}) to confirm").group(1))
    code, _ = terminal.end()
    assert (code, scene.asked()) == (0, (LOOKED, "push fix", "releases"))


def test_a_flag_that_contradicts_is_asked_about_apart(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    terminal = Terminal(scene, "dev", "--no-migrate")
    terminal.read_until(r"--no-migrate: 1 file under /migrations/.*\[y/N\]")
    terminal.type("n")
    code, _ = terminal.end()
    assert (code, scene.asked()) == (3, ("look",))


def test_another_release_lands_between_show_and_act(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    terminal = Terminal(scene, "dev")
    terminal.read_until(r"\[y/N\]")
    scene.sandbox.add_releases(scene.app, 1)
    terminal.type("y")
    code, said = terminal.end()
    assert (code, scene.asked()) == (3, (LOOKED,))
    assert "has changed since the plan was made" in said
    assert "v4" in said


def interrupt_by_key(terminal: Terminal) -> None:
    terminal.child.sendintr()


def interrupt_by(number: int) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.child.kill(number)


WAYS = {
    "Ctrl-C": interrupt_by_key,
    "SIGTERM": interrupt_by(signal.SIGTERM),
    "SIGHUP": interrupt_by(signal.SIGHUP),
}


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_at_the_question(scene: Scene, way: str) -> None:
    scene.commit("fix")
    terminal = Terminal(scene, "dev")
    terminal.read_until(r"\[y/N\]")
    WAYS[way](terminal)
    code, said = terminal.end()
    assert (code, scene.asked()) == (130, ("look",))
    assert "nothing was touched" in said


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_during_the_push(scene: Scene, way: str) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, on="build", action="slow", seconds=4)
    terminal = Terminal(scene, "dev", "--yes")
    terminal.read_until("Building on")
    WAYS[way](terminal)
    code, said = terminal.end()
    assert code == 4
    assert scene.asked() == (LOOKED, "maintenance on", "push tags")
    assert "It is not known whether Heroku has got" in said
    assert "Maintenance is on" in said
    assert scene.maintenance
    # Heroku goes on building without us.
    assert scene.sandbox.wait_for(lambda: scene.state()["releases"][-1]["version"] == 4)


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_during_migrate(scene: Scene, way: str) -> None:
    scene.commit("tags", MIGRATION | {"manage.sh": "echo begun; sleep 20\n"})
    terminal = Terminal(scene, "dev", "--yes")
    terminal.read_until("begun")
    WAYS[way](terminal)
    code, said = terminal.end()
    assert code == 4
    asked = (LOOKED, "maintenance on", "push tags", "releases", f"run {MIGRATE}")
    assert scene.asked() == asked
    assert "deploy dev --resume" in said
    assert "deploy dev --abandon" in said
    assert scene.maintenance


def test_interrupted_before_anything_that_counts(scene: Scene) -> None:
    scene.commit("tags", MIGRATION)
    scene.sandbox.fault(scene.app, match="PATCH /apps/*", action="slow", seconds=3)
    terminal = Terminal(scene, "dev", "--yes")
    terminal.read_until(r"\[1/\d\] turn maintenance on")
    scene.sandbox.wait_for(lambda: "maintenance on" in scene.asked())
    terminal.child.sendintr()
    code, said = terminal.end()
    assert code == 130
    assert "putting back: turn maintenance off" in said
    assert scene.asked() == (LOOKED, "maintenance on", "maintenance off")
    assert not scene.maintenance
