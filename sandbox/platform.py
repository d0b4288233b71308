"""The sandbox as one thing: its apps and the rooms that act on them."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.addons import Addons
from sandbox.address import Ports
from sandbox.build import Builder
from sandbox.databases import Databases
from sandbox.dynos import Dynos
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.pipelines import Pipelines
from sandbox.places import Places
from sandbox.promotions import Promotions
from sandbox.pushes import Pushes
from sandbox.releases import Releases, create_app
from sandbox.rendezvous import Rendezvous
from sandbox.repositories import create_repository
from sandbox.state import App, now
from sandbox.transfers import Transfers


@dataclass
class Platform:
    """Everything the doors of the sandbox share."""

    places: Places
    key: str = field(default_factory=lambda: secrets.token_hex(18))
    apps: dict[str, App] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    started_at: datetime = field(default_factory=now)
    ports: Ports = field(default_factory=lambda: Ports(0, 0, 0, 0))

    def __post_init__(self) -> None:
        self.databases = Databases(self.places)
        self.dynos = Dynos(self.places)
        self.releases = Releases(self.dynos, self.journal, self.faults)
        self.builder = Builder(self.places, self.releases, self.journal, self.faults)
        self.pushes = Pushes(self.places, self.builder, self.journal)
        self.pipelines = Pipelines()
        self.promotions = Promotions(self.releases, self.journal, self.faults)
        self.addons = Addons(self.apps, self.databases, self.releases)
        self.transfers = Transfers(self.places, self.databases, self.journal, self.faults)
        self.rendezvous = Rendezvous(self.dynos, self.journal, self.faults)

    def find_app(self, identity: str) -> App | None:
        """The app of this name or id."""
        if identity in self.apps:
            return self.apps[identity]
        return next((app for app in self.apps.values() if app.id == identity), None)

    async def create_app(
        self, name: str, *, database: bool = False, config: Mapping[str, str] | None = None
    ) -> App:
        """A new app with its repository, and with a database if wanted."""
        app = create_app(name)
        self.apps[name] = app
        await create_repository(self.places, name)
        if database:
            await self.addons.create(app)
        if config:
            words = f"Set {', '.join(config)} config vars"
            self.releases.configure(app, {**app.config_vars, **config}, words)
        return app

    async def delete_app(self, app: App) -> None:
        """Remove the app with all that belongs to it, its add-ons too, wherever attached."""
        del self.apps[app.name]
        self.faults.clear(app.name)
        self.dynos.stop(app)
        self.transfers.forget(app.name)
        await self.addons.delete(*self.addons.owned(app))
        self.pipelines.remove(app)
        shutil.rmtree(self.places.apps / app.name, ignore_errors=True)
        self._forget_slugs(app)

    def _forget_slugs(self, gone: App) -> None:
        """Remove the app's slugs, except those that were promoted to other apps."""
        used = {folder for app in self.apps.values() for folder in app.slug_folders}
        for folder in gone.slug_folders - used:
            shutil.rmtree(folder, ignore_errors=True)

    async def stop(self) -> None:
        self.dynos.stop()
        await self.databases.stop()
