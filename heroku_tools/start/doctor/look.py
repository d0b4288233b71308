"""Looking at one environment among others; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from heroku_tools import settings as app_conf
from heroku_tools.errors import HerokuToolsError, SettingsFailed
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.settings import ConfigVar, Environment, Settings
from heroku_tools.start.doctor.finding import Section
from heroku_tools.start.doctor.judge import Facts, findings
from heroku_tools.tools import git_answers
from heroku_tools.tools.answers import App, Attachment
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.git import HEROKU_REMOTE, Git
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Answered, Later, Questions
from heroku_tools.tools.refusals import UnknownApp


@dataclass(frozen=True)
class Ground:
    """What all looks stand on; `branches` has the commits of each, here and at origin.

    `judged` are the commits whose commands were judged already.
    """

    settings: Settings
    git: Git
    questions: Questions
    branches: Mapping[str, tuple[str | None, str | None]]
    shared: bool
    judged: set[str | None] = field(default_factory=set)


def look(ground: Ground, environment: Environment) -> Looking[Section]:
    """Find everything out about an environment, and say what is to be said.

    The commands are judged once for each commit.
    """
    label, app = environment.label, environment.app_name
    with ExitStack() as under_way:
        asking = _Asking(ground, environment, under_way)
        commands = () if asking.sha in ground.judged else ground.settings.commands
        ground.judged.add(asking.sha)
        facts = yield from asking.facts()
    return Section(f"{label} ({app})", findings(environment, commands, facts))


class _Asking:
    """Everything that is asked about one environment, all at once."""

    def __init__(self, ground: Ground, environment: Environment, under_way: ExitStack) -> None:
        questions, app = ground.questions, environment.app_name
        upstream = environment.promote_from
        self._settings, self._environment = ground.settings, environment
        self._app = under_way.enter_context(questions.app(app))
        self._keys = under_way.enter_context(questions.config_vars(app))
        self._addons = under_way.enter_context(questions.addon_vars(app))
        self._couplings = [
            under_way.enter_context(questions.coupling(name))
            for name in ((app, _app_of(ground, upstream)) if upstream else ())
        ]
        self._attached = _attached(ground, environment)
        if self._attached:
            under_way.enter_context(self._attached)
        self._heads = under_way.enter_context(_heads(ground.git, environment))
        here, origin = ground.branches.get(_branch(ground, environment), (None, None))
        self.sha, self._at_origin = here or origin, bool(origin) or not ground.shared
        self._tree = under_way.enter_context(_tree(ground.git, self.sha))
        self._procfile = under_way.enter_context(_procfile(ground.git, self.sha))

    def facts(self) -> Looking[Facts]:
        """Wait for the answers; an app that cannot be read is a fact."""
        facts = Facts(
            sha=self.sha,
            at_origin=self._at_origin,
            files=frozenset((yield from answer(self._tree))),
            procfile=(yield from answer(self._procfile)),
            heads=(yield from answer(self._heads)),
        )
        try:
            return (yield from self._of_heroku(facts, (yield from answer(self._app))))
        except UnknownApp as error:
            advice = f"mend app_name ({self._environment.where}); yours are: heroku apps --all"
            return replace(facts, app=None, why=error.message, advice=advice)
        except HerokuToolsError as error:
            return replace(facts, app=None, why=error.message, advice=error.hint or TRY_AGAIN)

    def _of_heroku(self, facts: Facts, app: App) -> Looking[Facts]:
        keys = frozenset((yield from answer(self._keys)))
        facts = replace(facts, app=app, keys=keys, addons=(yield from answer(self._addons)))
        if self._couplings:
            own, upstream = self._couplings
            facts = replace(facts, coupling=(yield from answer(own)))
            facts = replace(facts, upstream=(yield from answer(upstream)))
        if self._attached:
            facts = replace(facts, attachments=(yield from answer(self._attached)))
        wanted, why = _wanted(self._settings, self._environment)
        return replace(facts, wanted=wanted, unreadable=why)


TRY_AGAIN = "look again: heroku-tools check"


def _wanted(settings: Settings, environment: Environment) -> tuple[tuple[ConfigVar, ...], str]:
    try:
        return app_conf.config_vars_of(settings, environment) or (), ""
    except SettingsFailed as error:
        return (), error.message


def _attached(ground: Ground, environment: Environment) -> Later[tuple[Attachment, ...]] | None:
    """Ask what is attached, where data flows in or out."""
    sources = {each.data_from.label for each in ground.settings.apps if each.data_from}
    if environment.data_from is None and environment.label not in sources:
        return None
    return ground.questions.attachments(environment.app_name)


def _app_of(ground: Ground, label: str) -> str:
    return ground.settings.environment(label).app_name


def _branch(ground: Ground, environment: Environment) -> str:
    """The branch whose commit comes to the environment in the end."""
    seen = environment
    while seen.promote_from:
        seen = ground.settings.environment(seen.promote_from)
    return seen.branch


def _heads(git: Git, environment: Environment) -> Later[tuple[str, ...] | None]:
    """Ask for the branches of the app's own git, which is what a push needs too."""
    if environment.promote_from:
        return Answered(None)
    remote = HEROKU_REMOTE.format(app=environment.app_name)
    return Asked(git.start_read(remote, "refs/heads/*"), _names)


def _names(listing: Finished) -> tuple[str, ...] | None:
    if not listing.ok:
        return None
    return tuple(line.rpartition("refs/heads/")[2] for line in listing.text.splitlines())


def _tree(git: Git, sha: str | None) -> Later[tuple[str, ...]]:
    return Asked(git.start_files(None, sha), git_answers.files) if sha else Answered(())


def _procfile(git: Git, sha: str | None) -> Later[str | None]:
    if sha is None:
        return Answered(None)
    return Asked(git.start_file(sha, "Procfile"), git_answers.content)
