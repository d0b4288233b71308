"""Annotated tags: made in this clone, and pushed to origin. One that is there already is let be."""

from __future__ import annotations

import os
from collections.abc import Mapping

from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import git as git_tool
from heroku_tools.tools import process
from heroku_tools.tools.git import Git
from heroku_tools.tools.process import Finished

ORIGIN = "origin"
REMOTE_TIME = 60.0  # seconds


class NotTagged(HerokuToolsError):
    """There is another tag of that name, or git refused."""


def tag(git: Git, name: str, commit: str, message: str) -> str:
    """Tag a commit (full sha), and return what came of it in a few words. Raises NotTagged."""
    run = _Runner(git, git_tool.environment(os.environ))
    shared = git.has_remote(ORIGIN)
    if shared and _is_there(run.at_origin(name), commit, f"origin has a tag {name}"):
        return f"{name}, which is at origin already"
    if not _is_there(run.here(name), commit, f"there is a tag {name}"):
        run.make(name, commit, message)
    if not shared:
        return f"{name}, only here: there is no origin"
    run.push(name)
    return name


def _is_there(found: str | None, commit: str, what: str) -> bool:
    if found not in (None, commit):
        raise NotTagged(f"{what} already, for {found[:8] if found else 'something else'}")
    return found == commit


class _Runner:
    def __init__(self, git: Git, env: Mapping[str, str]) -> None:
        self._top = git.top
        self._env = env

    def here(self, name: str) -> str | None:
        """Return the commit of a tag of this clone."""
        answer = self._ask("rev-parse", "--verify", "--quiet", f"refs/tags/{name}^{{commit}}")
        return answer.text.strip() or None

    def at_origin(self, name: str) -> str | None:
        """Return the commit of a tag of origin; of one without annotation it is the tag itself."""
        ref = f"refs/tags/{name}"
        listed = self._checked("ls-remote", "--quiet", ORIGIN, ref, f"{ref}^{{}}", remote=True)
        lines = [line.split("\t") for line in listed.text.splitlines()]
        found = {ref: sha for sha, ref in lines}
        return found.get(f"{ref}^{{}}") or found.get(ref)

    def make(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag."""
        plain = ("--annotate", "--no-sign", "--cleanup=verbatim", "--file=-")
        self._checked("tag", *plain, name, commit, stdin=message)

    def push(self, name: str) -> None:
        """Push a tag to origin."""
        plain = ("--porcelain", "--no-verify", "--no-signed", "--no-follow-tags")
        self._checked("push", *plain, ORIGIN, f"refs/tags/{name}", remote=True)

    def _ask(self, *words: str, stdin: str | None = None, remote: bool = False) -> Finished:
        return process.ask(
            ("git", *words),
            env=self._env,
            cwd=self._top,
            stdin=stdin,
            own_session=not remote,  # a key's passphrase is asked for on our terminal
            timeout=REMOTE_TIME if remote else None,
        )

    def _checked(self, *words: str, stdin: str | None = None, remote: bool = False) -> Finished:
        answer = self._ask(*words, stdin=stdin, remote=remote)
        if not answer.ok:
            raise NotTagged(f"`git {words[0]}` failed: {_why(answer)}")
        return answer


def _why(answer: Finished) -> str:
    """git's verdict on the ref, or else the last that it said."""
    if answer.timed_out:
        return "no answer in time"
    refused = [line.split("\t")[-1] for line in answer.text.splitlines() if line.startswith("!")]
    said = refused or answer.errors.strip().splitlines()[-1:]
    return said[0] if said else f"exit code {answer.code}"
