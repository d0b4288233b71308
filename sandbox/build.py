"""What a push starts: checkout, requirements, slug, release."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox import procfile
from sandbox.faults import Armed, Faults
from sandbox.journal import Journal
from sandbox.outputs import Output
from sandbox.places import Places
from sandbox.releases import Releases, end_of
from sandbox.shell import ProgramFailed, ask
from sandbox.state import FAILED, SUCCEEDED, App, Build, Release, Slug, new_id, now
from sandbox.virtualenvs import virtualenv_for


@dataclass(frozen=True)
class Source:
    """A commit in a repository; `env` opens git's quarantine of objects not yet accepted."""

    repository: Path
    commit: str
    env: Mapping[str, str]


class BuildFailed(Exception):
    """The build came to an end without a slug."""


class Builder:
    """Builds commits of apps and releases them."""

    def __init__(
        self, places: Places, releases: Releases, journal: Journal, faults: Faults
    ) -> None:
        self._places = places
        self._releases = releases
        self._journal = journal
        self._faults = faults

    def fault(self, app: App, source: Source) -> Armed | None:
        return self._faults.meet((app.name,), "build", source.commit)

    async def build(self, app: App, source: Source, output: Output, fault: Armed | None) -> bool:
        """Build and release; whether there is a release (its phase may have failed)."""
        build = app.note(Build(source.commit, output))
        number = self._journal.open("build", app.name, f"build {app.name} {source.commit}")
        try:
            slug = await self._slug(source, output, fault)
        except (BuildFailed, ProgramFailed) as failure:
            app.note(replace(build, status=FAILED, updated_at=now()))
            self._journal.close(number, 1)
            _rejected(app, failure, output)
            return False
        release = self._launch(app, slug, output)
        app.note(_finished(build, slug, release))
        self._journal.close(number, 0)
        await _follow_phase(app, release, output)
        return True

    async def _slug(self, source: Source, output: Output, fault: Armed | None) -> Slug:
        output.line("-----> Building on the Heroku-24 stack")
        await _go_wrong(fault)
        slug_id = new_id()
        folder = self._places.slugs / slug_id
        try:
            await _check_out(source, folder)
            virtualenv = await self._install(folder, output)
            process_types = procfile.read(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _discovered(process_types, output)
        size = sum(file.lstat().st_size for file in folder.rglob("*"))
        output.line(f"-----> Compressing...\n       Done: {size / 1024:.1f}K")
        return Slug(source.commit, process_types, folder, virtualenv, size, id=slug_id)

    async def _install(self, folder: Path, output: Output) -> Path | None:
        requirements = folder / "requirements.txt"
        if not requirements.exists():
            output.line("-----> No requirements.txt: nothing to install")
            return None
        output.line("-----> Python app detected\n-----> Installing requirements")
        return await virtualenv_for(requirements, self._places.cache, output.line)

    def _launch(self, app: App, slug: Slug, output: Output) -> Release:
        output.line("-----> Launching...")
        release = self._releases.deploy(app, slug, f"Deploy {(slug.commit or '')[:8]}")
        if release.output:
            output.line(
                " !     Release command declared: this new release will not be available"
                " until the command succeeds."
            )
        output.line(f"       Released v{release.version}")
        output.line(f"       https://{app.name}.herokuapp.com/ deployed to Heroku\n")
        return release


async def _go_wrong(fault: Armed | None) -> None:
    if fault and fault.fault.action in ("hang", "slow"):
        await fault.hold()
    elif fault and fault.fault.action == "fail":
        raise BuildFailed("the build was told to fail")


async def _check_out(source: Source, folder: Path) -> None:
    folder.mkdir(parents=True)
    tar = folder.with_suffix(".tar")
    git = ("git", "-C", source.repository)
    try:
        await ask((*git, "archive", f"--output={tar}", source.commit), env=source.env)
        await ask(("tar", "-xf", tar, "-C", folder))
    finally:
        tar.unlink(missing_ok=True)


def _discovered(process_types: Mapping[str, str], output: Output) -> None:
    names = ", ".join(sorted(process_types)) or "(none)"
    output.line(f"-----> Discovering process types\n       Procfile declares types -> {names}")


def _finished(build: Build, slug: Slug, release: Release) -> Build:
    return replace(
        build, status=SUCCEEDED, slug_id=slug.id, release_id=release.id, updated_at=now()
    )


def _rejected(app: App, failure: Exception, output: Output) -> None:
    for line in str(failure).splitlines()[-20:]:
        output.line(f" !     {line}")
    output.line(
        f" !\n !     Push rejected, failed to compile app.\n !     {app.name} is unchanged."
    )


async def _follow_phase(app: App, release: Release, output: Output) -> None:
    output.line("Verifying deploy... done.")
    if not release.output:
        return
    output.line("Running release command...\n")
    async for chunk in release.output.follow():
        output.write(chunk)
    ended = await end_of(app, release)
    word = "done." if ended.status == SUCCEEDED else "failed."
    output.line(f"Waiting for release.... {word}")
