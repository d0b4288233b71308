"""The commits that Heroku names, found in the clone or fetched; and what lies between two."""

from __future__ import annotations

from heroku_tools.deploy.changeset import Changeset
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.tools import git_answers
from heroku_tools.tools.answers import Apart
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.git import HEROKU_REMOTE, Git

ORIGIN = "origin"


class Commits:
    """The clone's commits; a remote is fetched from once, when one is missing."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._asked: set[str] = set()

    def find(self, name: str, app: str) -> str | None:
        """Return the full sha of a commit that Heroku names, perhaps by 8 digits."""
        found = self._here(name)
        for remote in (ORIGIN, HEROKU_REMOTE.format(app=app)):
            if found is None and self._fetch(remote):
                found = self._here(name)
        return found

    def _here(self, name: str) -> str | None:
        (sha,) = self._git.resolve([name])
        return sha if sha and sha.startswith(name) else None  # a branch may be called so

    def _fetch(self, remote: str) -> bool:
        if remote in self._asked or (remote == ORIGIN and not self._git.has_remote(ORIGIN)):
            return False
        self._asked.add(remote)
        return self._git.fetch_objects(remote)

    def apart(self, first: str | None, second: str | None) -> Looking[Apart | None]:
        """Return how far two commits are apart; None where one is not known."""
        if first is None or second is None:
            return None
        with Asked(self._git.start_apart(first, second), git_answers.apart) as asked:
            return (yield from answer(asked))

    def between(self, base: str, wanted: str) -> Looking[Changeset]:
        """Return the files that differ between two commits."""
        with Asked(self._git.start_files(base, wanted), git_answers.files) as asked:
            return Changeset(files=(yield from answer(asked)))


def branch_commits(git: Git, branches: list[str]) -> dict[str, str | None]:
    """Return where branches are: the local one, or else origin's; None where there is neither."""
    names = [f"{place}/{each}" for each in branches for place in PLACES]
    found = git.resolve(names)
    pairs = zip(found[::2], found[1::2], strict=True)
    return {each: here or there for each, (here, there) in zip(branches, pairs, strict=True)}


PLACES = ("refs/heads", "refs/remotes/origin")
