"""Acting: each kind of step done through the tools, and looked at afterwards where it matters."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from heroku_tools.console import Console
from heroku_tools.deploy.arrival import Arrival, judge_push, judge_release
from heroku_tools.deploy.arrival import Push as Pushed
from heroku_tools.deploy.live import running
from heroku_tools.deploy.look import newest_releases
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.plan import (
    AwaitDyno,
    AwaitRelease,
    MaintenanceOff,
    MaintenanceOn,
    Promote,
    Push,
    Retry,
    Rollback,
    RunCommand,
    Step,
)
from heroku_tools.errors import HerokuToolsError
from heroku_tools.journey import app_acts
from heroku_tools.journey.again import again
from heroku_tools.tools import heroku as cli
from heroku_tools.tools.answers import PushAnswer, Release
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.questions import Questions
from heroku_tools.tools.waiting import sleep

APPEARS_WITHIN = 60.0  # seconds from an accepted push to its release being listed
SETTLES_WITHIN = 3900.0  # seconds; Heroku ends a release phase after an hour
NEW_COMMIT = "A new commit is released in any case: git commit --allow-empty -m 'Release again'"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0  # seconds between two looks


class Acts:
    """The acts of a deployment, looked up by the kind of step."""

    def __init__(
        self,
        git: Git,
        heroku: Heroku,
        questions: Questions,
        console: Console,
        *,
        if_refused: str = NEW_COMMIT,
    ) -> None:
        """`if_refused`: what to type where Heroku does not release again what it has."""
        self._git = git
        self._heroku = heroku
        self._questions = questions
        self._console = console
        self._if_refused = if_refused
        switch = partial(app_acts.maintenance, heroku, questions)
        self._by_kind: dict[str, Callable[[Any], str]] = {
            MaintenanceOn.kind: lambda step: switch(step.app, on=True),
            MaintenanceOff.kind: lambda step: switch(step.app, on=False),
            Push.kind: self._push,
            Promote.kind: self._promote,
            Rollback.kind: lambda step: self._again(step, cli.rollback(step.app, step.version)),
            Retry.kind: lambda step: self._again(step, cli.retry(step.app)),
            AwaitRelease.kind: self._await_release,
            RunCommand.kind: lambda step: app_acts.run(heroku, console, step),
            AwaitDyno.kind: self._await_dyno,
        }

    def __call__(self, step: Step) -> str:
        """Do a step and return what came of it in a few words. Raises StepFailed."""
        return self._by_kind[step.kind](step)

    def _push(self, step: Push) -> str:
        answer = self._git.push(
            step.app, step.commit, step.ref, force=step.force, on_line=self._console.foreign
        )
        verdict = judge_push(answer)
        if verdict is Pushed.ACCEPTED:
            return "accepted"
        if verdict is not Pushed.UNKNOWN:
            self._was_anybody_first(step)
        raise _push_failed(verdict, answer, step)

    def _was_anybody_first(self, step: Push) -> None:
        """A push that was refused changed nothing; but somebody else's may be why, or be under way.

        What we had put in place stays then: it may be what protects theirs.
        """
        try:
            newest = newest_releases(self._questions, step.app)[0]
        except HerokuToolsError:
            raise StepFailed("the push was refused, and the app cannot be looked at") from None
        if newest.version > step.after:
            raise StepFailed(
                f"the push was refused, since v{newest.version} ({newest.description}) by "
                f"{newest.by} came first",
                settled=True,
            )

    def _promote(self, step: Promote) -> str:
        upstream = running(newest_releases(self._questions, step.upstream)).release
        if upstream is None or upstream.version != step.version:
            raise StepFailed(f"{step.upstream} no longer runs v{step.version}", untouched=True)
        answer = self._heroku.follow(
            cli.promote(step.upstream, step.app),
            on_out=self._console.foreign,
            on_err=self._console.foreign,
        )
        newest = self._releases(step.app)[0]
        if newest.version > step.after:
            return "accepted"  # what became of it is what the next step is for
        said = answer.text + answer.errors
        settled = "Starting promotion" not in said or "Promotion to some apps failed" in said
        raise StepFailed(f"the promotion failed: {cli.complaint(answer)}", untouched=settled)

    def _again(self, step: Rollback | Retry, argv: cli.Argv) -> str:
        answer = self._heroku.follow(
            argv, on_out=self._console.foreign, on_err=self._console.foreign
        )
        if answer.ok:
            return "accepted"
        said_no = answer.code == cli.API_SAID_NO or cli.NO_RELEASE_PHASE in answer.errors
        untouched = said_no and not self._newer_than(step)
        raise StepFailed(cli.failure(answer).message, untouched=untouched, hint=self._if_refused)

    def _newer_than(self, step: Rollback | Retry) -> bool:
        """Say whether a release followed the one that was to be released again, or nobody knows."""
        try:
            newest = newest_releases(self._questions, step.app)[0]
        except HerokuToolsError:
            return True
        return newest.version > step.version and _again_of(newest.description, step.version)

    def _await_release(self, step: AwaitRelease) -> str:
        begun, pause = time.monotonic(), FIRST_PAUSE
        while True:
            seen = judge_release(self._releases(step.app), step.commit, step.after, step.slug)
            version = seen.release.version if seen.release else 0
            waited = time.monotonic() - begun
            if seen.arrival is Arrival.SUCCEEDED:
                return f"v{version}"
            if seen.arrival in (Arrival.FAILED, Arrival.REPLACED):
                raise _release_failed(seen.arrival, version, step)
            if waited > (SETTLES_WITHIN if seen.release else APPEARS_WITHIN):
                raise StepFailed(
                    f"no release of {step.commit[:8]} has succeeded within {waited:.0f} s"
                )
            sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _releases(self, app: str) -> tuple[Release, ...]:
        return again(lambda: newest_releases(self._questions, app))

    def _await_dyno(self, step: AwaitDyno) -> str:
        pause = FIRST_PAUSE
        while True:
            with self._questions.dynos(step.app) as question:
                alive = any(dyno.name == step.dyno for dyno in question.result())
            if not alive:
                return "it has ended; how, nobody knows"
            sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)


def _again_of(description: str, version: int) -> bool:
    """Say whether a release is a "Rollback to v8" or a "Retry of v8: Deploy 75c70c5f"."""
    return bool(re.match(rf"(Rollback to|Retry of) v{version}\b", description))


def _push_failed(verdict: Pushed, answer: PushAnswer, step: Push) -> StepFailed:
    if verdict is Pushed.NOTHING_NEW:
        return StepFailed(
            f"Heroku's git had {step.commit[:8]} already, and released nothing",
            untouched=True,
            hint=f"See what it did last: heroku releases --app={step.app}",
        )
    if verdict is Pushed.UNKNOWN:
        return StepFailed("the connection was lost during the push; Heroku may still be building")
    if "pre-receive hook declined" in answer.summary:
        return StepFailed("Heroku rejected the build", untouched=True, hint="Its reason is above.")
    why = answer.summary or (answer.errors.strip().splitlines() or ["no reason given"])[-1]
    return StepFailed(f"the push was refused: {why}", untouched=True)


def _release_failed(arrival: Arrival, version: int, step: AwaitRelease) -> StepFailed:
    if arrival is Arrival.REPLACED:
        return StepFailed(f"v{version} was released, but another release has replaced it since")
    return StepFailed(
        f"the release phase of v{version} failed: the app still runs what it ran before",
        settled=True,
        hint=f"Read its output: heroku releases:output v{version} --app={step.app}",
    )
