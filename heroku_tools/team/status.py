"""`status [ENVIRONMENT...]`: where everything stands; it changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from heroku_tools import settings as app_conf
from heroku_tools.console import Console
from heroku_tools.data.known import Known
from heroku_tools.engine.lock import ORIGIN, start_listing
from heroku_tools.errors import Exit, LookFailed
from heroku_tools.journey.side_by_side import Looking, side_by_side
from heroku_tools.settings import Environment, Lock, Settings
from heroku_tools.team.board import board
from heroku_tools.team.commits import Commits, branch_commits
from heroku_tools.team.flow import ARROWS, Edge, edges, picture
from heroku_tools.team.look import Ground, Promised, look
from heroku_tools.team.standing import Standing, document, unread
from heroku_tools.tools import doors
from heroku_tools.tools.answers import Apart
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Later

DATA = "data"  # labels have no blank: what a database says, beside the row


def status(
    labels: Sequence[str], *, config: bool, as_json: bool, config_file: str | None = None
) -> Exit:
    """Show environments, all where none is named. Raises HerokuToolsError as the codes say."""
    console, here = Console(as_json=as_json), Path.cwd()
    settings = app_conf.load(app_conf.find(here, config_file, os.environ))
    chosen = [settings.app(label) for label in dict.fromkeys(labels)] or settings.apps
    with _ground(settings, console, here, config=config) as ground:
        shown = Shown(console, chosen)
        shown.all_at_once(ground)
        flow = _flow(ground, shown)
        _warn_of_origin(console, ground.listing)
    if as_json:
        console.document(_document(shown, flow))
    else:
        shown.finish(flow)
    if unread(list(shown.known.values())):
        raise LookFailed("not every app could be read; what is shown of the others stands")
    return Exit.DONE


class Shown:
    """The environments that are shown, as they become known."""

    def __init__(self, console: Console, environments: Sequence[Environment]) -> None:
        self.environments = environments
        self.known: dict[str, Standing] = {}
        self._data: dict[str, Known] = {}
        self._console = console
        self._lines = 0  # on the screen, that the next board is written over

    def all_at_once(self, ground: Ground) -> None:
        """Look at all of them, and at those they are promoted from, side by side."""
        upstream = {each.promote_from for each in self.environments}
        wanted = [
            each
            for each in ground.settings.apps
            if each in self.environments or each.label in upstream
        ]
        for each in ground.settings.apps:
            ground.live[each.label] = Promised()
        self._draw()
        looks: dict[str, Looking[Standing | Known]] = {
            each.label: look(ground, each) for each in wanted
        }
        looks.update(_glances(ground, self.environments))
        side_by_side(looks, self._found)

    def _found(self, name: str, found: Standing | Known) -> None:
        label = name.partition(" ")[0]
        if isinstance(found, Known):
            self._data[label] = found
        elif any(each.label == label for each in self.environments):
            self.known[label] = found
        if label in self.known:
            self.known[label] = replace(self.known[label], data=self._data.get(label))
            self._draw()

    def _draw(self) -> None:
        text = board(self.environments, self.known, self._console.width)
        lines = text.count("\n") + 1
        if not self._console.as_json and lines < self._console.height:
            self._console.answer_over(text, self._lines)
            self._lines = lines

    def finish(self, flow: dict[Edge, Apart | None]) -> None:
        """Draw what could not be drawn before, and the flow."""
        console = self._console
        if not self._lines:
            console.answer(board(self.environments, self.known, console.width))
        if flow:
            drawn = picture(flow, width=console.width, plain=not console.can_show("".join(ARROWS)))
            console.answer("\n" + "\n".join(drawn))


def _glances(
    ground: Ground, environments: Sequence[Environment]
) -> dict[str, Looking[Standing | Known]]:
    """Ask databases into which data flows; no row waits for that."""
    targets = [each for each in environments if each.data_from]
    if not targets:
        return {}
    from heroku_tools.data.glance import glance

    return {f"{each.label} {DATA}": glance(ground.questions, each) for each in targets}


@contextmanager
def _ground(settings: Settings, console: Console, here: Path, *, config: bool) -> Iterator[Ground]:
    git, heroku = Git.open(here, os.environ), Heroku(os.environ)
    branches = dict.fromkeys(each.branch for each in settings.apps if each.branch)
    with (
        doors.opened(heroku, os.environ, tell=console.debug) as questions,
        _listing(git, settings) as listing,
    ):
        yield Ground(
            settings,
            git,
            questions,
            branch_commits(git, list(branches)),
            listing,
            Commits(git),
            os.environ if config else None,
        )


@contextmanager
def _listing(git: Git, settings: Settings) -> Iterator[Later[Finished] | None]:
    locking = any(each.deploy.lock is Lock.ORIGIN for each in settings.apps)
    if not locking or not git.has_remote(ORIGIN):
        yield None
        return
    with start_listing(git) as running:
        yield Asked(running, lambda listing: listing)


def _flow(ground: Ground, shown: Shown) -> dict[Edge, Apart | None]:
    """Find how far apart neighbours are; nothing where there are no two that run something."""
    sha = {label: standing.sha for label, standing in shown.known.items() if standing.current}
    flow = edges(ground.settings.apps, sha)
    named = {f"{first} {second}": (first, second) for first, second in flow}
    found: dict[str, Apart | None] = {}
    looks = {key: ground.commits.apart(sha[a], sha[b]) for key, (a, b) in named.items()}
    side_by_side(looks, found.__setitem__)
    return {edge: found[key] for key, edge in named.items()}


def _warn_of_origin(console: Console, listing: Later[Finished] | None) -> None:
    if listing and not (answer := listing.result()).ok:
        said = answer.errors.strip().splitlines()[-1:] or ["no answer"]
        console.warn(f"origin cannot be asked who is deploying: {said[0]}")


def _document(shown: Shown, flow: dict[Edge, Apart | None]) -> dict[str, object]:
    return {
        "environments": [document(shown.known[each.label]) for each in shown.environments],
        "flow": [
            {
                "from": first,
                "to": second,
                "commits": apart.only_first if apart else None,
                "against": apart.only_second if apart else None,
            }
            for (first, second), apart in flow.items()
        ],
    }
