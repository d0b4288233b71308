"""Runs a plan step by step and keeps its promises when a step fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from heroku_tools.engine.plan import Plan, Step
from heroku_tools.errors import Exit, HerokuToolsError
from heroku_tools.tools import signals

Act = Callable[[Step], str]


class StepFailed(HerokuToolsError):
    """A step failed. `untouched`: it is certain that the step changed nothing.

    `settled`: it is known how the step ended, and nothing of it is still under way.
    """

    exit_code = Exit.ATTENTION

    def __init__(
        self,
        message: str,
        *,
        untouched: bool = False,
        settled: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.untouched = untouched
        self.settled = settled or untouched


@dataclass(frozen=True)
class Done:
    """A step that ran: what came of it in a few words, and how long it took in seconds."""

    step: Step
    outcome: str
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """Where a plan stopped, and what was put back.

    `untouched`: whatever was done can be taken back by `to_undo`; of these, `undone` ran and
    `not_undone` failed, for the reasons in `why_not`. Otherwise the app needs attention. `settled`:
    it is known how the step ended.
    """

    step: Step
    reason: str
    hint: str | None
    interrupted: bool
    untouched: bool
    done: tuple[Done, ...]
    left: tuple[Step, ...]
    to_undo: tuple[Step, ...]
    settled: bool = False
    undone: tuple[Step, ...] = ()
    not_undone: tuple[Step, ...] = ()
    why_not: tuple[str, ...] = ()

    @property
    def put_back(self) -> bool:
        """Whether the app is as it was before the plan."""
        return self.untouched and not self.not_undone

    @property
    def exit_code(self) -> Exit:
        """What the whole run ends with."""
        if not self.put_back:
            return Exit.ATTENTION
        return Exit.INTERRUPTED if self.interrupted else Exit.FAILED


class PlanStopped(Exception):
    """A plan ended before its last step; `stopped` says where the app is now."""

    def __init__(self, stopped: Stopped) -> None:
        super().__init__(stopped.reason)
        self.stopped = stopped


class Watcher(Protocol):
    """Is told of the plan's progress."""

    def started(self, number: int, step: Step) -> None:
        """Step `number` (from 1) begins."""

    def finished(self, number: int, done: Done) -> None:
        """Step `number` ended well."""

    def failed(self, number: int, step: Step, reason: str) -> None:
        """Step `number` did not end well."""

    def undoing(self, step: Step) -> None:
        """A reversal begins."""


def execute(
    plan: Plan, act: Act, watch: Watcher, before: tuple[Done, ...] = ()
) -> tuple[Done, ...]:
    """Run each step, in order. Raises PlanStopped at the first that fails or is interrupted.

    Where nothing but reversible steps has happened, they are undone, newest first, before it is
    raised; once anything else changed, or nobody can know, everything is left as it is.
    `before` are the plan's first steps, where they were done by an earlier run.
    """
    done = list(before)
    with signals.ignored():  # they are heeded within the acts: what is done is known to be done
        for number, step in enumerate(plan.steps[len(before) :], len(before) + 1):
            begun, acting = time.monotonic(), False
            try:
                watch.started(number, step)
                with signals.heeded():
                    acting = True
                    outcome = act(step)
                done.append(Done(step, outcome, time.monotonic() - begun))
                watch.finished(number, done[-1])
            except BaseException as error:
                stopped = stopped_at(plan, number, tuple(done), error, acting=acting)
                watch.failed(number, step, stopped.reason)
                raise PlanStopped(_undo(stopped, act, watch)) from error
    return tuple(done)


def stopped_at(
    plan: Plan, number: int, done: tuple[Done, ...], error: BaseException, *, acting: bool
) -> Stopped:
    """Work out what an error in step `number` (from 1) means for the app (pure).

    `acting` says whether the step's act had begun.
    """
    step = plan.steps[number - 1]
    known = len(done) == number or not acting or (isinstance(error, StepFailed) and error.untouched)
    return Stopped(
        step=step,
        reason=_reason(error),
        hint=error.hint if isinstance(error, HerokuToolsError) else None,
        interrupted=isinstance(error, KeyboardInterrupt),
        untouched=all(_is_harmless(one.step) for one in done) and (known or _is_harmless(step)),
        done=done,
        left=plan.steps[len(done) :],
        to_undo=_reversals([one.step for one in done] + ([] if known else [step])),
        settled=isinstance(error, StepFailed) and error.settled,
    )


def _is_harmless(step: Step) -> bool:
    return bool(step.reversal) or step.leaves_the_app


def _reversals(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(step.reversal for step in reversed(steps) if step.reversal)


def _reason(error: BaseException) -> str:
    if isinstance(error, signals.Interrupted):
        return f"interrupted ({error.name})"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    if isinstance(error, HerokuToolsError):
        return error.message
    return f"unexpected {type(error).__name__} within heroku-tools"


def _undo(stopped: Stopped, act: Act, watch: Watcher) -> Stopped:
    """Run the reversals where the app can be put back; one that fails does not stop the rest."""
    undone: list[Step] = []
    failed: list[tuple[Step, str]] = []
    for step in stopped.to_undo if stopped.untouched else ():
        watch.undoing(step)
        try:
            act(step)
            undone.append(step)
        except Exception as error:  # noqa: BLE001 - whatever it was, the person must learn of it
            failed.append((step, _reason(error)))
    steps, reasons = tuple(step for step, _ in failed), tuple(why for _, why in failed)
    return replace(stopped, undone=tuple(undone), not_undone=steps, why_not=reasons)
