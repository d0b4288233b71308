"""Looking: the file's values and Heroku's side by side; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from heroku_tools.config.diff import Sides
from heroku_tools.config.looked import Looked
from heroku_tools.settings import ConfigVar
from heroku_tools.tools.answers import Release
from heroku_tools.tools.questions import Later, Questions

FEW = 20  # releases; the one that runs is among them, unless as many have failed since


def look(
    questions: Questions,
    app: str,
    wanted: Sequence[ConfigVar],
    resolving: Later[Mapping[str, str]],
) -> Looked:
    """Ask for everything. Raises as the tools do, SettingsFailed where a value cannot be had."""
    with ExitStack() as under_way:
        asking = under_way.enter_context(questions.config_vars(app))
        owning = under_way.enter_context(questions.addon_vars(app))
        releasing = under_way.enter_context(questions.releases(app, FEW))
        releases = releasing.result()
        phase = _phase(questions, app, releases)
        there, addons = asking.result(), owning.result()
        sides = Sides(wanted, resolving.result(), there, addons)
    return Looked(app, sides, releases, phase, questions.writer() is not None)


def _phase(questions: Questions, app: str, releases: tuple[Release, ...]) -> str | None:
    current = next((release for release in releases if release.current), None)
    if current is None or current.slug is None:
        return ""
    return questions.release_phase(app, current.slug).result()


def same(questions: Questions, looked: Looked) -> bool:
    """Say whether Heroku's side is what it was at the first look."""
    with (
        questions.config_vars(looked.app) as asking,
        questions.releases(looked.app, 1) as releasing,
    ):
        newest, there = releasing.result(), dict(asking.result())
    return there == dict(looked.sides.there) and _state(looked.releases) == _state(newest)


def _state(releases: tuple[Release, ...]) -> tuple[int, str] | None:
    return (releases[0].version, releases[0].status) if releases else None
