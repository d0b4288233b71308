"""After a deployment stopped: what is told to be where, and what to type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.deploy.aftermath import DeploymentStopped, Ground, after
from heroku_tools.deploy.proposal import Proposal
from heroku_tools.engine.execute import Done, StepFailed, Stopped, stopped_at
from heroku_tools.engine.plan import AwaitRelease, Plan, Step
from tests.deploy.values import CACHE, COMMANDS, FRESH, SETTINGS, A, B, deployed, looked, proposal

BOTH = ("a/migrations/1", "static/x")
SEEN = looked(files=BOTH)
LIVE = deployed(3, A, current=True)
CODE = proposal(looked())
EVERYTHING = proposal(SEEN)
ALREADY_ON = proposal(replace(SEEN, app=replace(SEEN.app, maintenance=True)))
ONLY_MIGRATE = proposal(looked(wanted=A), migrate=True)
FIRST = proposal(looked(FRESH))
ALWAYS = proposal(SEEN, replace(SETTINGS, commands=(*COMMANDS, CACHE)))
AGAIN = proposal(
    looked((deployed(4, B, status="failed"), LIVE), files=BOTH),
)

LOST = StepFailed("nobody knows")
KNOWN = StepFailed("it is known", settled=True)
UNTOUCHED = StepFailed("refused", untouched=True, hint="Its reason is above.")
CTRL_C = KeyboardInterrupt()


def stopped(plan: Plan, kind: str, error: BaseException, *, undo_fails: bool = False) -> Stopped:
    """What the executor says where the first step of a kind ends with an error."""
    number = [step.kind for step in plan.steps].index(kind) + 1
    done = tuple(Done(step, _outcome(step), 1.0) for step in plan.steps[: number - 1])
    found = stopped_at(plan, number, done, error, acting=True)
    if undo_fails:
        return replace(found, not_undone=found.to_undo, why_not=("it fell",) * len(found.to_undo))
    return replace(found, undone=found.to_undo if found.untouched else ())


def ground(given: Proposal) -> Ground:
    """What the deployment stood on."""
    runs = "has no code" if given.looked.running.nothing else "runs v3"
    seen = given.looked
    return Ground(seen.app.name, seen.wanted.sha, runs, seen.app.maintenance, "deploy dev")


def _outcome(step: Step) -> str:
    return "v4" if isinstance(step, AwaitRelease) else ""


FINISH, ABANDON = "finish it: deploy dev --resume", "deploy dev --abandon"
LET_BE = f"or put maintenance back, and leave the rest: {ABANDON}"
MEND = f"mend it, then {FINISH}"
AS_BEFORE = "my-app runs v3 as before, maintenance is off; nothing needs to be done."
STAYS = "Maintenance is on, and stays on until this is settled."
REST = "run collectstatic: python manage.py collectstatic; turn maintenance off."

CASES: dict[str, tuple[Proposal, Stopped, list[str], list[str], int]] = {
    "turning maintenance on fails": (
        EVERYTHING, stopped(EVERYTHING.plan, "maintenance-on", UNTOUCHED), [AS_BEFORE], [], 1,
    ),
    "it is interrupted": (
        EVERYTHING, stopped(EVERYTHING.plan, "maintenance-on", CTRL_C), [AS_BEFORE], [], 130,
    ),
    "it is interrupted, and not put back": (
        EVERYTHING, stopped(EVERYTHING.plan, "maintenance-on", CTRL_C, undo_fails=True),
        ["my-app runs v3 as before.", "Maintenance may still be on: it fell."], [ABANDON], 4,
    ),
    "the build is rejected": (
        EVERYTHING, stopped(EVERYTHING.plan, "push", UNTOUCHED), [AS_BEFORE], [], 1,
    ),
    "the build is rejected, and maintenance stays on": (
        EVERYTHING, stopped(EVERYTHING.plan, "push", UNTOUCHED, undo_fails=True),
        ["my-app runs v3 as before.", "Maintenance may still be on: it fell."], [ABANDON], 4,
    ),
    "the push is lost": (
        EVERYTHING, stopped(EVERYTHING.plan, "push", LOST),
        ["It is not known whether Heroku has got bbbbbbbb, and is building it.", STAYS],
        [FINISH, LET_BE], 4,
    ),
    "the push is interrupted": (
        CODE, stopped(CODE.plan, "push", CTRL_C),
        ["It is not known whether Heroku has got bbbbbbbb, and is building it.",
         "Maintenance is off."],
        [FINISH, LET_BE], 4,
    ),
    "the release phase fails": (
        EVERYTHING, stopped(EVERYTHING.plan, "await-release", KNOWN),
        ["Heroku has accepted bbbbbbbb, but my-app does not run it.", STAYS],
        [MEND, LET_BE], 4,
    ),
    "the wait is interrupted": (
        EVERYTHING, stopped(EVERYTHING.plan, "await-release", CTRL_C),
        ["Heroku has accepted bbbbbbbb, but my-app was not seen to run it.", STAYS],
        [FINISH, LET_BE], 4,
    ),
    "the wait takes too long, code only": (
        CODE, stopped(CODE.plan, "await-release", LOST),
        ["Heroku has accepted bbbbbbbb, but my-app was not seen to run it.",
         "Maintenance is off."],
        [FINISH, LET_BE], 4,
    ),
    "migrate fails": (
        EVERYTHING, stopped(EVERYTHING.plan, "run", KNOWN),
        ["my-app runs bbbbbbbb (v4).", STAYS, f"Not done: {REST}"],
        [MEND, LET_BE], 4,
    ),
    "migrate is lost": (
        EVERYTHING, stopped(EVERYTHING.plan, "run", LOST),
        ["my-app runs bbbbbbbb (v4).", STAYS, f"Not done: {REST}"],
        [FINISH, LET_BE], 4,
    ),
    "migrate is interrupted": (
        ONLY_MIGRATE, stopped(ONLY_MIGRATE.plan, "run", CTRL_C),
        ["my-app runs aaaaaaaa.", STAYS, "Not done: turn maintenance off."],
        [FINISH, LET_BE], 4,
    ),
    "migrate fails, maintenance was on before": (
        ALREADY_ON, stopped(ALREADY_ON.plan, "run", KNOWN),
        ["my-app runs bbbbbbbb (v4).", "Maintenance is on, as it was before.",
         "Not done: run collectstatic: python manage.py collectstatic."],
        [MEND, LET_BE], 4,
    ),
    "a command of another name": (
        ALWAYS, stopped(ALWAYS.plan, "run", KNOWN),
        ["my-app runs bbbbbbbb (v4).", STAYS,
         "Not done: run collectstatic: python manage.py collectstatic; "
         "run clear-cache: python manage.py clear_cache; turn maintenance off."],
        [MEND, LET_BE], 4,
    ),
    "turning maintenance off fails": (
        EVERYTHING, stopped(EVERYTHING.plan, "maintenance-off", LOST),
        ["my-app runs bbbbbbbb (v4).", "Maintenance may still be on."], [FINISH, LET_BE], 4,
    ),
    "it is interrupted at the end": (
        EVERYTHING, stopped(EVERYTHING.plan, "maintenance-off", CTRL_C),
        ["my-app runs bbbbbbbb (v4).", "Maintenance may still be on."], [FINISH, LET_BE], 4,
    ),
    "a first deployment that is rejected": (
        FIRST, stopped(FIRST.plan, "push", UNTOUCHED),
        ["my-app has no code as before, maintenance is off; nothing needs to be done."], [], 1,
    ),
    "releasing again is refused": (
        AGAIN, stopped(AGAIN.plan, "retry", UNTOUCHED), [AS_BEFORE], [], 1,
    ),
    "releasing again is lost": (
        AGAIN, stopped(AGAIN.plan, "retry", LOST),
        ["It is not known whether Heroku is releasing bbbbbbbb.", STAYS],
        [FINISH, LET_BE], 4,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "where", "state", "type_next", "exit_code"), CASES.values(), ids=CASES
)
def test_aftermath(
    given: Proposal, where: Stopped, state: list[str], type_next: list[str], exit_code: int
) -> None:
    found = after(where, ground(given))
    assert [said for said in state if said not in found.state] == []
    assert list(found.type_next) == type_next
    error = DeploymentStopped(where, ground(given))
    assert error.exit_code == exit_code
    assert error.message.startswith(f"{where.step.title}: {where.reason}\n  ")
    if where.hint:
        assert (error.hint or "").startswith(where.hint)
