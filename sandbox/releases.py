"""How releases come to be: every one of them, with its release phase where the slug has one."""

import asyncio
from collections.abc import Mapping

from sandbox.dynos import Dynos, Order
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.outputs import Output
from sandbox.state import FAILED, PENDING, SUCCEEDED, App, Dyno, Release, Slug

RELEASE_PHASE = "release"


class Releases:
    """Makes releases and runs the release phases in the background."""

    def __init__(self, dynos: Dynos, journal: Journal, faults: Faults) -> None:
        self._dynos = dynos
        self._journal = journal
        self._faults = faults
        self._phases: set[asyncio.Task[None]] = set()

    def deploy(self, app: App, slug: Slug, description: str) -> Release:
        """A release of a slug with the config vars of today."""
        return self._release(app, description, slug, app.config_vars)

    def configure(self, app: App, config_vars: Mapping[str, str], description: str) -> Release:
        """A release that only changes the config vars."""
        app.config_vars = dict(config_vars)
        return self._release(app, description, app.current.slug, app.config_vars)

    def roll_back(self, app: App, to: Release) -> Release:
        """A release with the slug and the config vars of an earlier one; add-ons keep theirs."""
        app.config_vars = {**to.config_vars, **app.addon_config_vars}
        return self._release(app, f"Rollback to v{to.version}", to.slug, app.config_vars)

    def _release(
        self, app: App, description: str, slug: Slug | None, config_vars: Mapping[str, str]
    ) -> Release:
        command = slug.process_types.get(RELEASE_PHASE) if slug else None
        release = Release(
            version=app.latest.version + 1,
            description=description,
            slug=slug,
            config_vars=dict(config_vars),
            status=PENDING if command else SUCCEEDED,
            output=Output() if command else None,
        )
        app.add(release)
        if command and release.output:
            self._start_phase(app, release, command, release.output)
        return release

    def _start_phase(self, app: App, release: Release, command: str, output: Output) -> None:
        dyno = self._dynos.create(app, release, Order(command, type=RELEASE_PHASE))
        phase = asyncio.create_task(self._phase(app, release, dyno, output))
        self._phases.add(phase)
        phase.add_done_callback(self._phases.discard)

    async def _phase(self, app: App, release: Release, dyno: Dyno, output: Output) -> None:
        what = f"release-phase {app.name} v{release.version} {dyno.command}"
        number = self._journal.open("release-phase", app.name, what)
        code = 1
        try:
            code = await self._run(app, dyno, output)
        finally:
            self._journal.close(number, code)
            app.settle(release, SUCCEEDED if code == 0 else FAILED)
            output.close()

    async def _run(self, app: App, dyno: Dyno, output: Output) -> int:
        fault = self._faults.meet((app.name,), "release-phase", dyno.command)
        line = dyno.command
        if fault and fault.fault.action == "fail":
            line = f"echo 'the release phase was told to fail'; exit {fault.fault.code}"
        elif fault:
            await fault.hold()
        async with self._dynos.running(app, dyno, line) as program:
            async for chunk in program.output():
                output.write(chunk)
            return await program.wait()


def create_app(name: str) -> App:
    """An app as Heroku makes it: two releases, no slug."""
    app = App(name)
    for description in ("Initial release", "Enable Logplex"):
        app.add(Release(len(app.releases) + 1, description, slug=None, config_vars={}))
    return app


async def end_of(app: App, release: Release) -> Release:
    """Wait for the release phase, if there is one; the release as it then is."""
    if release.output:
        async for _ in release.output.follow():
            continue
    return app.find_release(release.id) or release
