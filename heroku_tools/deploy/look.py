"""Looking: what runs, what is wanted, and what lies between; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import release_phase_of
from heroku_tools.deploy.live import Running, built_last, git_head, running, settled
from heroku_tools.deploy.looked import Looked, Upstream, Wanted
from heroku_tools.deploy.road import Known
from heroku_tools.errors import LookFailed, UsageFailed
from heroku_tools.settings import Environment
from heroku_tools.settings.model import nearest
from heroku_tools.tools import git_answers
from heroku_tools.tools.answers import Apart, Release
from heroku_tools.tools.git import HEROKU_REMOTE, Git
from heroku_tools.tools.questions import Questions

FEW, MANY = 50, 1000  # releases asked for at first, and where those do not tell what runs


def find_wanted(git: Git, environment: Environment, branch: str | None) -> Wanted:
    """Resolve the wanted commit: a local branch, any other commit-ish, or a branch of origin.

    Raises UsageFailed, with the nearest branch, where there is no such commit.
    """
    name = branch if branch is not None else environment.branch
    candidates = (f"refs/heads/{name}", *([name] if branch else []), f"refs/remotes/origin/{name}")
    try:
        found = git.resolve(candidates)
    except LookFailed as error:  # `HEAD@{9999}`
        raise UsageFailed(f"`{name}` names no commit: {error.message}") from error
    for ref, sha in zip(candidates, found, strict=True):
        if sha:
            return Wanted(name, sha, ref, ad_hoc=name != environment.branch)
    meant = nearest(name, git.branches())
    raise UsageFailed(
        f"there is no commit called `{name}`, neither here nor as a branch of origin",
        hint=f"Did you mean `{meant}`?" if meant else "Fetch it first: git fetch origin",
    )


def find_promoted(git: Git, questions: Questions, upstream: Environment) -> Wanted:
    """Find what runs upstream: that is what a promotion brings.

    Raises UsageFailed where nothing runs there, or a commit that is nowhere to be found.
    """
    app = upstream.app_name
    releases, name = _what_runs(questions, app, newest_releases(questions, app))
    release = running(releases).release
    if release is None or running(releases).nothing:
        raise UsageFailed(f"{upstream.label} ({app}) runs nothing that could be promoted")
    sha = find_named(git, app, {name} if name else set()).get(name or "")
    if sha is None:
        raise UsageFailed(
            f"{upstream.label} ({app}) runs {name or 'an unknown commit'} (v{release.version}), "
            "which is neither here nor at origin",
            hint=f"Deploy {upstream.label} from a commit that origin has, and promote that.",
        )
    version = f"{upstream.label} v{release.version}"
    return Wanted(version, sha, "", False, upstream=Upstream(upstream.label, app, release.version))


def look(git: Git, questions: Questions, environment: Environment, wanted: Wanted) -> Looked:
    """Ask git and Heroku side by side. Raises as the tools do; nothing was touched then."""
    app_name = environment.app_name
    with ExitStack() as under_way:
        releasing = under_way.enter_context(questions.releases(app_name, FEW))
        informing = under_way.enter_context(questions.app(app_name))
        dirty = under_way.enter_context(git.start_uncommitted())
        procfile = under_way.enter_context(git.start_file(wanted.sha, "Procfile"))
        wanted = _beside_origin(git, wanted)
        uncommitted = git_answers.uncommitted(dirty.wait())
        phase = release_phase_of(git_answers.content(procfile.wait()))
        releases, live_name = _what_runs(questions, app_name, releasing.result())
        app = informing.result()
    what, names = running(releases), (live_name, _head(questions, app_name, releases, live_name))
    known = _known(git, app_name, set(filter(None, names)), wanted.sha)
    live, head = (known.get(name or "") for name in names)
    between = _between(git, what, live, wanted.sha)
    return Looked(app, releases, what, live, head, wanted, between, phase, uncommitted)


def newest_releases(questions: Questions, app_name: str) -> tuple[Release, ...]:
    """Ask for the newest releases only."""
    with questions.releases(app_name, FEW) as question:
        return question.result()


def _what_runs(
    questions: Questions, app_name: str, releases: tuple[Release, ...]
) -> tuple[tuple[Release, ...], str | None]:
    """Return the commit that runs: its slug's, in full, else as the releases abbreviate it.

    Many config releases in a row can hide it: then all are asked for that Heroku tells of.
    """
    current = running(releases).release
    if current and current.slug:
        commit = questions.slug_commit(app_name, current.slug).result()
        if commit:
            return releases, commit
    if not settled(releases, FEW):
        releases = questions.releases(app_name, MANY).result()
    return releases, running(releases).abbreviated


def _head(
    questions: Questions, app_name: str, releases: tuple[Release, ...], live: str | None
) -> str | None:
    """Return where Heroku's git is; the builds tell it where the newest releases do not."""
    head = git_head(releases)
    if head is None and len(releases) >= FEW:
        head = built_last(questions.builds(app_name).result() or ())
    return live if live and head and live.startswith(head) else head


def _beside_origin(git: Git, wanted: Wanted) -> Wanted:
    if not wanted.ref.startswith("refs/heads/"):
        return wanted
    (theirs,) = git.resolve([f"refs/remotes/origin/{wanted.name}"])
    if theirs is None or theirs == wanted.sha:
        return wanted
    return replace(wanted, origin=_apart(git, wanted.sha, theirs))


def _known(git: Git, app_name: str, names: set[str], wanted: str) -> dict[str, Known]:
    """Find the commits that Heroku names, and how far each is from the wanted."""
    found = find_named(git, app_name, names)
    return {name: Known(name[:8], sha, _apart(git, sha, wanted)) for name, sha in found.items()}


def find_named(git: Git, app_name: str, names: set[str]) -> dict[str, str | None]:
    """Find the commits that Heroku names, some by 8 digits.

    One that is not in the clone is fetched, from origin or else from the app; failing that its sha
    stays unknown.
    """
    found = _resolved(git, names)
    remotes = ["origin"] if git.has_remote("origin") else []
    for remote in [*remotes, HEROKU_REMOTE.format(app=app_name)]:
        if all(found.values()) or not git.fetch_objects(remote):
            continue
        found = _resolved(git, names)
    return found


def _resolved(git: Git, names: set[str]) -> dict[str, str | None]:
    """A branch may be called like the digits of a commit: what does not begin so is another."""
    ordered = sorted(names)
    found = zip(ordered, git.resolve(ordered), strict=True)
    return {name: sha if sha and sha.startswith(name) else None for name, sha in found}


def _apart(git: Git, sha: str | None, wanted: str) -> Apart | None:
    if sha is None:
        return None
    with git.start_apart(sha, wanted) as question:
        return git_answers.apart(question.wait())


def _between(git: Git, what: Running, live: Known | None, wanted: str) -> Changeset:
    base = live.sha if live else None
    if base is None and not what.nothing:
        return Changeset(known=False)
    with git.start_commits(base, wanted) as log, git.start_files(base, wanted) as diff:
        commits, files = git_answers.commits(log.wait()), git_answers.files(diff.wait())
    return Changeset(commits, files, first=what.nothing)


def same_releases(before: Sequence[Release], now: Sequence[Release]) -> bool:
    """Say whether nothing was released, and no release has changed, since the first look."""
    return [_state(each) for each in before[:FEW]] == [_state(each) for each in now[:FEW]]


def _state(release: Release) -> tuple[int, str, bool]:
    return release.version, release.status, release.current
