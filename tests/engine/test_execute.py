"""The executor's promises, with acts that are plain functions."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from heroku_tools.engine.execute import Done, PlanStopped, StepFailed, Stopped, execute
from heroku_tools.engine.plan import (
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Plan,
    Push,
    RunCommand,
    Step,
)
from heroku_tools.errors import LookFailed
from heroku_tools.tools import signals

ON, OFF = MaintenanceOn("app"), MaintenanceOff("app")
PUSH = Push("app", None, "a" * 40, "refs/heads/main", force=False, after=3)
AWAIT = AwaitRelease("app", "a" * 40, 3, None)
RUN = RunCommand("app", "migrate", "python manage.py migrate", "ask")
PLAN = Plan("dev", "app", (ON, PUSH, AWAIT, RUN, OFF))

Raiser = Callable[[], None]


@dataclass
class World:
    """What happened, in order; `at` says which kind of step goes wrong, and how."""

    at: dict[str, Raiser] = field(default_factory=dict)
    acted: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def act(self, step: Step) -> str:
        self.acted.append(step.kind)
        self.at.get(step.kind, lambda: None)()
        return f"{step.kind} went well"

    def _tell(self, what: str, step: Step) -> None:
        self.told.append(f"{what} {step.kind}")
        self.at.get(f"{what} {step.kind}", lambda: None)()

    def started(self, number: int, step: Step) -> None:
        assert PLAN.steps[number - 1] is step
        self._tell("started", step)

    def finished(self, number: int, done: Done) -> None:
        assert PLAN.steps[number - 1] is done.step
        self._tell("finished", done.step)

    def failed(self, number: int, step: Step, reason: str) -> None:
        assert reason
        self._tell("failed", step)

    def undoing(self, step: Step) -> None:
        self._tell("undoing", step)


def stopped(world: World) -> Stopped:
    with pytest.raises(PlanStopped) as caught:
        execute(PLAN, world.act, world)
    return caught.value.stopped


def fail(*, untouched: bool = False, settled: bool = False) -> Raiser:
    def act() -> None:
        raise StepFailed("it broke", untouched=untouched, settled=settled, hint="mend it")

    return act


def raising(error: BaseException) -> Raiser:
    def act() -> None:
        raise error

    return act


INTERRUPT = raising(KeyboardInterrupt())


def test_all_steps_run_in_order() -> None:
    world = World()
    done = execute(PLAN, world.act, world)
    assert world.acted == [step.kind for step in PLAN.steps]
    assert world.told == [
        f"{what} {kind}" for kind in world.acted for what in ("started", "finished")
    ]
    assert [one.step for one in done] == list(PLAN.steps)
    assert done[0].outcome == "maintenance-on went well"
    assert all(0 <= one.seconds < 1 for one in done)


def test_a_plan_without_steps() -> None:
    assert execute(Plan("dev", "app"), World().act, World()) == ()


@pytest.mark.parametrize(
    ("at", "acted", "exit_code"),
    [
        pytest.param({"maintenance-on": fail(untouched=True)}, "on", 1, id="first, untouched"),
        pytest.param({"maintenance-on": fail()}, "on off", 1, id="first, unknown: taken back"),
        pytest.param({"maintenance-on": INTERRUPT}, "on off", 130, id="first, interrupted"),
        pytest.param({"push": fail(untouched=True)}, "on push off", 1, id="push refused"),
        pytest.param({"push": fail()}, "on push", 4, id="push lost"),
        pytest.param({"push": INTERRUPT}, "on push", 4, id="push interrupted"),
        pytest.param({"push": raising(LookFailed("x"))}, "on push", 4, id="push, other error"),
        pytest.param({"push": raising(ZeroDivisionError())}, "on push", 4, id="push, bug"),
        pytest.param({"push": raising(SystemExit(0))}, "on push", 4, id="push, exit"),
        pytest.param({"await-release": fail()}, "on push await", 4, id="release failed"),
        pytest.param(
            {"await-release": fail(untouched=True)}, "on push await", 4,
            id="untouched, but after a push",
        ),
        pytest.param({"await-release": INTERRUPT}, "on push await", 4, id="await interrupted"),
        pytest.param({"run": fail(settled=True)}, "on push await run", 4, id="command failed"),
        pytest.param({"run": INTERRUPT}, "on push await run", 4, id="command interrupted"),
        pytest.param({"maintenance-off": fail()}, "on push await run off", 4, id="last"),
        pytest.param({"started maintenance-on": INTERRUPT}, "", 130, id="before anything"),
        pytest.param({"started push": INTERRUPT}, "on off", 130, id="between on and push"),
        pytest.param({"started push": raising(ValueError())}, "on off", 1, id="bug before push"),
        pytest.param({"finished maintenance-on": INTERRUPT}, "on off", 130, id="on has ended"),
        pytest.param({"finished push": INTERRUPT}, "on push", 4, id="push has ended"),
        pytest.param({"started run": INTERRUPT}, "on push await", 4, id="before the command"),
    ],
)  # fmt: skip
def test_where_it_stops(at: dict[str, Raiser], acted: str, exit_code: int) -> None:
    world = World(at)
    found = stopped(world)
    names = {"on": ON, "off": OFF, "push": PUSH, "await": AWAIT, "run": RUN}
    assert world.acted == [names[name].kind for name in acted.split()]
    assert found.exit_code == exit_code
    assert found.put_back is (exit_code != 4)


def test_a_step_that_failed_says_why_and_what_is_left() -> None:
    found = stopped(World({"run": fail(settled=True)}))
    assert (found.step, found.reason, found.hint) == (RUN, "it broke", "mend it")
    assert [one.step for one in found.done] == [ON, PUSH, AWAIT]
    assert found.left == (RUN, OFF)
    assert found.settled
    assert not found.interrupted
    assert found.undone == ()


def test_what_can_be_taken_back_is_told() -> None:
    world = World({"push": fail(untouched=True)})
    found = stopped(world)
    assert (found.undone, found.not_undone) == ((OFF,), ())
    assert world.told[-2:] == ["failed push", "undoing maintenance-off"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (StepFailed("x"), "x"),
        (LookFailed("x"), "x"),
        (OSError("x"), "unexpected OSError within heroku-tools"),
        (KeyError("x"), "unexpected KeyError within heroku-tools"),
    ],
    ids=["StepFailed", "LookFailed", "OSError", "KeyError"],
)
def test_an_undo_that_fails_needs_attention(error: Exception, why: str) -> None:
    world = World({"push": fail(untouched=True), "maintenance-off": raising(error)})
    found = stopped(world)
    assert (found.not_undone, found.why_not) == ((OFF,), (why,))
    assert not found.put_back
    assert found.exit_code == 4
    assert found.reason == "it broke"


@dataclass(frozen=True)
class Reversible(Step):
    kind = "reversible"
    number: int

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def reversal(self) -> Step:
        return Reversible(self.app, -self.number)


@pytest.mark.parametrize(
    ("broken", "undone", "not_undone"),
    [
        pytest.param(0, [-2, -1], [], id="the newest first"),
        pytest.param(-2, [-1], [-2], id="one that fails does not stop the rest"),
    ],
)
def test_undo_in_reverse(broken: int, undone: list[int], not_undone: list[int]) -> None:
    acted = []

    def act(step: Step) -> str:
        assert isinstance(step, Reversible)
        acted.append(step.number)
        if step.number in (3, broken):
            raise StepFailed("no", untouched=True)
        return ""

    class Quiet(World):
        def started(self, number: int, step: Step) -> None: ...
        def finished(self, number: int, done: Done) -> None: ...

    plan = Plan("dev", "app", tuple(Reversible("app", number) for number in (1, 2, 3, 4)))
    with pytest.raises(PlanStopped) as caught:
        execute(plan, act, Quiet())
    assert acted == [1, 2, 3, -2, -1]
    found = caught.value.stopped
    assert [step.number for step in found.undone if isinstance(step, Reversible)] == undone
    assert [step.number for step in found.not_undone if isinstance(step, Reversible)] == not_undone


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (signals.Interrupted(signal.SIGTERM), "interrupted (SIGTERM)"),
        (LookFailed("no network"), "no network"),
        (ValueError("s3cret"), "unexpected ValueError within heroku-tools"),
    ],
    ids=["ctrl-c", "signal", "ours", "a bug, whose text may be a secret"],
)
def test_reason(error: BaseException, reason: str) -> None:
    found = stopped(World({"push": raising(error)}))
    assert found.reason == reason
    assert found.interrupted is isinstance(error, KeyboardInterrupt)


# --- real signals ------------------------------------------------------------------------------


@pytest.fixture
def installed() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in signals.SIGNALS}
    signals.install()
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
    assert signals._held == 0
    assert not signals._pending


def term() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("position", "acted", "step", "exit_code"),
    [
        ("started maintenance-on", "", ON, 130),
        ("maintenance-on", "on off", ON, 130),
        ("finished maintenance-on", "on off", PUSH, 130),
        ("started push", "on off", PUSH, 130),
        ("push", "on push", PUSH, 4),
        ("finished push", "on push", AWAIT, 4),
        ("await-release", "on push await", AWAIT, 4),
        ("finished await-release", "on push await", RUN, 4),
        ("run", "on push await run", RUN, 4),
        ("finished run", "on push await run", OFF, 4),
        ("maintenance-off", "on push await run off", OFF, 4),
    ],
)
def test_a_signal_stops_the_act_it_meets_or_the_next(
    position: str, acted: str, step: Step, exit_code: int
) -> None:
    world = World({position: term})
    found = stopped(world)
    names = {"on": ON, "off": OFF, "push": PUSH, "await": AWAIT, "run": RUN}
    assert world.acted == [names[name].kind for name in acted.split()]
    assert found.step == step
    assert found.exit_code == exit_code
    assert found.reason == "interrupted (SIGTERM)"


@pytest.mark.usefixtures("installed")
def test_a_signal_after_the_last_act_changes_nothing() -> None:
    world = World({"finished maintenance-off": term})
    assert len(execute(PLAN, world.act, world)) == len(PLAN.steps)


@pytest.mark.usefixtures("installed")
def test_a_signal_does_not_stop_the_putting_back() -> None:
    world = World({"push": fail(untouched=True), "failed push": term, "maintenance-off": term})
    found = stopped(world)
    assert found.undone == (OFF,)
    assert found.exit_code == 1
