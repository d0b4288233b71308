"""Acting: the change of config vars, its release, and looking at what became of both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from heroku_tools.config.news import succeeded
from heroku_tools.engine.config_steps import AwaitConfigRelease, ChangeConfig, RetryRelease
from heroku_tools.engine.errands import Notify
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.plan import Step
from heroku_tools.engine.recorder import Recorder
from heroku_tools.errors import HerokuToolsError, LookFailed
from heroku_tools.journey.again import again
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.tell import tell
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import signals
from heroku_tools.tools.answers import Release
from heroku_tools.tools.refusals import Rejected
from heroku_tools.tools.waiting import sleep

LOOKS = (0.5, 1.0, 2.0, 4.0)  # seconds before each look at what became of a lost request
APPEARS_WITHIN = 60.0  # seconds from a change to its release being listed
SETTLES_WITHIN = 3900.0  # seconds; Heroku ends a release phase after an hour
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0  # seconds between two looks


class Acts:
    """The acts of a change; `changes` are the values, which no step has, None to unset."""

    def __init__(
        self,
        stage: Stage,
        recorder: Recorder,
        changes: Mapping[str, str | None],
        before: Mapping[str, str],
    ) -> None:
        self._stage = stage
        self._changes = changes
        self._before = {key: before.get(key) for key in changes}
        self._by_kind: dict[str, Callable[[Any], str]] = {
            ChangeConfig.kind: self._change,
            AwaitConfigRelease.kind: self._await_release,
            RetryRelease.kind: self._retry,
            Notify.kind: lambda _: tell(stage, recorder, succeeded),
        }

    def __call__(self, step: Step) -> str:
        """Do a step and return what came of it in a few words. Raises StepFailed."""
        return self._by_kind[step.kind](step)

    def _change(self, step: ChangeConfig) -> str:
        # Short, and only its end tells what is there: an interruption waits for that.
        with signals.held():
            lost = self._ask_for_it(step)
            now = self._settled(step, lost)
        if now == dict(self._changes):
            return "as the file says" + (f", although {lost}" if lost else "")
        if now == self._before:
            raise StepFailed(lost or "Heroku has changed nothing", untouched=True)
        other = sorted(key for key in self._changes if now[key] != self._changes[key])
        raise StepFailed(f"not as the file says: {', '.join(other)} ({lost})", settled=True)

    def _ask_for_it(self, step: ChangeConfig) -> str:
        """Have it changed; return why nobody knows whether it was, empty where it was."""
        writer = self._stage.questions.writer()
        try:
            if writer is None:
                self._through_the_cli(step)
            else:
                writer.change_config_vars(step.app, self._changes).result()
        except Rejected as error:
            raise StepFailed(f"Heroku refuses: {error.message}", untouched=True) from error
        except HerokuToolsError as error:
            return error.message
        return ""

    def _through_the_cli(self, step: ChangeConfig) -> None:
        put = {key: value for key in step.set if (value := self._changes[key]) is not None}
        both = (cli.config_set(step.app, put), cli.config_unset(step.app, step.unset))
        for names, argv in zip((step.set, step.unset), both, strict=True):
            if names and not (answer := self._stage.heroku.ask(argv)).ok:
                raise LookFailed(f"`{argv[1]}` {_ended(answer.code, timed_out=answer.timed_out)}")

    def _settled(self, step: ChangeConfig, lost: str) -> dict[str, str | None]:
        """Look at what is there; where the answer was lost, again and again for a while."""
        now = self._look(step.app)
        for pause in LOOKS if lost else ():
            if now == dict(self._changes):
                break
            time.sleep(pause)
            now = self._look(step.app)
        return now

    def _look(self, app: str) -> dict[str, str | None]:
        try:
            with self._stage.questions.config_vars(app) as question:
                there = question.result()
        except HerokuToolsError as error:
            raise StepFailed(
                f"nobody knows whether it was changed, since {error.message}"
            ) from error
        return {key: there.get(key) for key in self._changes}

    def _await_release(self, step: AwaitConfigRelease) -> str:
        begun, pause = time.monotonic(), FIRST_PAUSE
        while True:
            release = self._release_after(step)
            waited = time.monotonic() - begun
            if release and release.status == "succeeded":
                return f"v{release.version}"
            if release and release.status == "failed":
                raise _release_failed(release, step)
            if waited > (SETTLES_WITHIN if release else APPEARS_WITHIN):
                raise StepFailed(f"no release of it has succeeded within {waited:.0f} s")
            sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _release_after(self, step: AwaitConfigRelease) -> Release | None:
        """The newest release that came of it: the CLI's two requests make two."""
        newest = again(lambda: self._stage.questions.releases(step.app, 1).result())
        return newest[0] if newest and newest[0].version > step.after else None

    def _retry(self, step: RetryRelease) -> str:
        console = self._stage.console
        answer = self._stage.heroku.follow(
            cli.retry(step.app), on_out=console.foreign, on_err=console.foreign
        )
        if not answer.ok:
            raise StepFailed(cli.failure(answer).message, settled=True)
        return "accepted"


def _ended(code: int, *, timed_out: bool) -> str:
    """Say how the CLI ended; what it printed may hold values."""
    return "did not answer in time" if timed_out else f"ended with exit code {code}"


def _release_failed(release: Release, step: AwaitConfigRelease) -> StepFailed:
    return StepFailed(
        f"the release phase of v{release.version} failed: Heroku has the new config vars, and the "
        "dynos run with the old ones",
        settled=True,
        hint=f"Read its output: heroku releases:output v{release.version} --app={step.app}",
    )
