"""Looking back: what ran before, and what lies between it and what runs; it changes nothing."""

from __future__ import annotations

import secrets
from contextlib import ExitStack

from heroku_tools.deploy.decide import release_phase_of
from heroku_tools.deploy.live import commit_of, running
from heroku_tools.deploy.look import FEW, MANY, find_named
from heroku_tools.deploy.undo import ran_before
from heroku_tools.deploy.undo_config import VarChange, changes
from heroku_tools.deploy.undo_proposal import Between, Code, Past
from heroku_tools.tools import git_answers
from heroku_tools.tools.answers import Release
from heroku_tools.tools.git import Git
from heroku_tools.tools.questions import Questions


def look_back(questions: Questions, app_name: str, version: int | None) -> Past:
    """Ask for the releases: all, where the newest do not hold what is looked for."""
    with questions.releases(app_name, FEW) as releasing, questions.app(app_name) as informing:
        releases, app = releasing.result(), informing.result()
    if len(releases) >= FEW and not _tells(releases, version):
        releases = questions.releases(app_name, MANY).result()
    return Past(app, releases, running(releases))


def _tells(releases: tuple[Release, ...], version: int | None) -> bool:
    if version is None:
        return ran_before(releases) is not None
    found = any(each.version == version for each in releases)
    return found and running(releases).release is not None


def look_between(git: Git, questions: Questions, past: Past, target: Release) -> Between:
    """Ask what lies between: commits, files, config vars. Raises as the tools do."""
    with ExitStack() as under_way:
        slugs = [
            under_way.enter_context(questions.slug_commit(past.app.name, release.slug or ""))
            for release in (past.current, target)
        ]
        config = _config(questions, past, target)
        full = [question.result() for question in slugs]
    names = [
        commit or commit_of(release, past.releases)
        for commit, release in zip(full, (past.current, target), strict=True)
    ]
    found = find_named(git, past.app.name, {name for name in names if name})
    live, then = (Code(name, found.get(name or "")) for name in names)
    if past.current.slug == target.slug:
        return Between(live, then, config=config, phase=_phase(git, then))
    return _compared(git, live, then, config)


def _compared(git: Git, live: Code, then: Code, config: tuple[VarChange, ...] | None) -> Between:
    if live.sha is None or then.sha is None:
        return Between(live, then, config=config, phase=_phase(git, then), known=False)
    with (
        git.start_commits(then.sha, live.sha) as away,
        git.start_commits(live.sha, then.sha) as back,
        git.start_files(live.sha, then.sha) as files,
    ):
        return Between(
            live,
            then,
            git_answers.commits(away.wait()),
            git_answers.commits(back.wait()),
            git_answers.files(files.wait()),
            config,
            _phase(git, then),
        )


def _phase(git: Git, code: Code) -> str | None:
    if code.sha is None:
        return None
    with git.start_file(code.sha, "Procfile") as question:
        return release_phase_of(git_answers.content(question.wait()))


def _config(questions: Questions, past: Past, target: Release) -> tuple[VarChange, ...] | None:
    """Compare the config vars; None where Heroku does not tell those of the release."""
    name = past.app.name
    then = questions.release_config_vars(name, target.version).result()
    if then is None:
        return None
    with questions.config_vars(name) as asked, questions.attachments(name) as attached:
        key = secrets.token_bytes(16)
        return changes(asked.result(), then, attached.result(), key=key)
