"""What becomes of a push: which refs are builds, which are only kept, which are refused."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.build import Builder, Source
from sandbox.journal import Journal
from sandbox.outputs import Output
from sandbox.places import Places
from sandbox.repositories import git_env, repository_of
from sandbox.shell import ProgramFailed, ask, succeeds
from sandbox.state import App

DEPLOYED = ("refs/heads/main", "refs/heads/master")
SKIPPED = """\
Pushed to non-main branch, skipping build.
For a build to run, push to either main or master"""


@dataclass(frozen=True)
class Update:
    """One ref that a push wants to move; all zeroes stand for no commit."""

    old: str
    new: str
    ref: str

    @property
    def creates(self) -> bool:
        return not self.old.strip("0")

    @property
    def deletes(self) -> bool:
        return not self.new.strip("0")

    @property
    def deploys(self) -> bool:
        return self.ref in DEPLOYED and not self.deletes


class Pushes:
    """Receives the pushes that git's hook hands over."""

    def __init__(self, places: Places, builder: Builder, journal: Journal) -> None:
        self._places = places
        self._builder = builder
        self._journal = journal
        self._connections: dict[str, asyncio.Transport] = {}

    def connected(self, app: App, connection: asyncio.Transport) -> None:
        """Remember whose connection a push comes by, for the fault that loses it."""
        self._connections[app.name] = connection

    async def receive(
        self, app: App, updates: Sequence[Update], env: Mapping[str, str], output: Output
    ) -> bool:
        """Whether the push is accepted; what git shows the person is in `output`."""
        accepted = True
        for update in updates:
            accepted = accepted and await self._update(app, update, git_env(env), output)
        return accepted

    async def _update(
        self, app: App, update: Update, env: Mapping[str, str], output: Output
    ) -> bool:
        forced = str(await self._forced(app, update, env)).lower()
        what = f"push {app.name} {update.ref} {update.new} forced={forced}"
        number = self._journal.open("git", app.name, what)
        accepted = True
        if not update.deploys:
            output.line(SKIPPED)
        else:
            accepted = await self._deploy(app, update, env, output)
        self._journal.close(number, 0 if accepted else 1)
        return accepted

    async def _deploy(
        self, app: App, update: Update, env: Mapping[str, str], output: Output
    ) -> bool:
        if not await self._unmoved(app, update):
            output.line(f" !     Push rejected: {update.ref} has moved meanwhile.")
            return False
        source = Source(repository_of(self._places, app.name), update.new, env)
        fault = self._builder.fault(app, source)
        if fault and fault.fault.action == "drop" and app.name in self._connections:
            self._connections[app.name].abort()
        return await self._builder.build(app, source, output, fault)

    async def _unmoved(self, app: App, update: Update) -> bool:
        """Whether the ref is where the push believes it to be, now that its turn has come."""
        repository = repository_of(self._places, app.name)
        look = ("git", "-C", repository, "rev-parse", "--verify", "--quiet", update.ref)
        try:
            return (await ask(look, env=git_env())).strip() == update.old
        except ProgramFailed:
            return update.creates

    async def _forced(self, app: App, update: Update, env: Mapping[str, str]) -> bool:
        if update.creates or update.deletes:
            return False
        repository = repository_of(self._places, app.name)
        ancestor = ("merge-base", "--is-ancestor", update.old, update.new)
        return not await succeeds(("git", "-C", repository, *ancestor), env=env)
