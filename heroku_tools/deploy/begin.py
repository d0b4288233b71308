"""Where a plan that was agreed to begins: the app is as it was shown, and a record is opened."""

from __future__ import annotations

from uuid import uuid4

from heroku_tools.deploy.live import Running
from heroku_tools.deploy.look import newest_releases, same_releases
from heroku_tools.engine.journal import this_moment
from heroku_tools.engine.plan import Plan
from heroku_tools.engine.record import Before, Record
from heroku_tools.engine.turn import author
from heroku_tools.errors import Refused
from heroku_tools.journey.stage import Stage
from heroku_tools.tools.answers import App, Release


def look_again(stage: Stage, app: App, releases: tuple[Release, ...]) -> None:
    """The plan was made for what was then: where anything has changed since, it is void."""
    with stage.questions.app(app.name) as question:
        now = newest_releases(stage.questions, app.name)
        is_on = question.result().maintenance
    if is_on is not app.maintenance:
        raise Refused(
            f"somebody has turned maintenance {'on' if is_on else 'off'} since the plan was made; "
            "nothing was touched",
            hint=f"Look again: {stage.options.the_same}",
        )
    if not same_releases(releases, now):
        newest = f": v{now[0].version} ({now[0].description}) by {now[0].by}" if now else ""
        raise Refused(
            f"{app.name} has changed since the plan was made{newest}; nothing was touched",
            hint=f"Look again: {stage.options.the_same}",
        )


def new_record(
    stage: Stage,
    plan: Plan,
    *,
    app: App,
    releases: tuple[Release, ...],
    running: Running,
    live: str | None,
    wanted: str,
) -> Record:
    """Begin the record of a plan that was agreed to; `live` and `wanted` are commits."""
    newest = releases[0].version if releases else 0
    return Record(
        id=uuid4().hex,
        at=this_moment(),
        author=author(stage.git),
        plan=plan,
        wanted=wanted,
        before=Before(app.maintenance, newest, live, running.in_words, running.version),
    )
