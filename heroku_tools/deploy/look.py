"""Looking: what runs, what is wanted, and what lies between; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import release_phase_of
from heroku_tools.deploy.gather import Gathering, Wish
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
from heroku_tools.tools.running import Running as Process

Asked = Process | None

UNKNOWN = Changeset(known=False)
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
            theirs = found[-1] if ref == candidates[0] and found[-1] != sha else None
            return Wanted(name, sha, ref, ad_hoc=name != environment.branch, beside=theirs)
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


def look(
    git: Git, questions: Questions, environment: Environment, wanted: Wanted, wish: Wish
) -> Looked:
    """Ask git and Heroku side by side. Raises as the tools do; nothing was touched then."""
    app_name = environment.app_name
    with ExitStack() as under_way:
        releasing = under_way.enter_context(questions.releases(app_name, FEW))
        informing = under_way.enter_context(questions.app(app_name))
        dirty = under_way.enter_context(git.start_uncommitted())
        procfile = under_way.enter_context(git.start_file(wanted.sha, "Procfile"))
        beside = under_way.enter_context(_asked_apart(git, wanted.sha, wanted.beside))
        releases, live = _what_runs(questions, app_name, releasing.result())
        what, head = running(releases), _head(questions, app_name, releases, live)
        found = find_named(git, app_name, set(filter(None, (live, head))))
        base = found.get(live or "")
        # How far the live commit is from the wanted one is told with what lies between.
        apart = {
            name: under_way.enter_context(_asked_apart(git, sha, wanted.sha))
            for name, sha in found.items()
            if sha != base
        }
        gathering = under_way.enter_context(_gathering(git, what, base, wanted.sha, wish))
        uncommitted = git_answers.uncommitted(dirty.wait())
        phase = release_phase_of(git_answers.content(procfile.wait()))
        changeset = gathering.changeset(first=what.nothing) if gathering else UNKNOWN
        from_live = gathering.apart if gathering and base else None
        known = {
            name: Known(name[:8], sha, _apart(apart[name]) if name in apart else from_live)
            for name, sha in found.items()
        }
        sides = known.get(live or ""), known.get(head or "")
        wanted, app = replace(wanted, origin=_apart(beside)), informing.result()
        return Looked(app, releases, what, *sides, wanted, changeset, phase, uncommitted)


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


def _asked_apart(git: Git, first: str | None, second: str | None) -> AbstractContextManager[Asked]:
    """Ask how far two commits are apart, where both are known."""
    return git.start_apart(first, second) if first and second else nullcontext()


def _apart(asked: Asked) -> Apart | None:
    return git_answers.apart(asked.wait()) if asked else None


def _gathering(
    git: Git, what: Running, base: str | None, wanted: str, wish: Wish
) -> AbstractContextManager[Gathering | None]:
    """Have git tell what lies between, where the live commit is known."""
    if base is None and not what.nothing:
        return nullcontext()
    return Gathering(wish).under_way(git, base, wanted)


def same_releases(before: Sequence[Release], now: Sequence[Release]) -> bool:
    """Say whether nothing was released, and no release has changed, since the first look."""
    return [_state(each) for each in before[:FEW]] == [_state(each) for each in now[:FEW]]


def _state(release: Release) -> tuple[int, str, bool]:
    return release.version, release.status, release.current
