"""PostgreSQL add-ons and how they are attached to apps: every change is a release."""

import random
from collections.abc import Iterator, Mapping

from sandbox.databases import Databases
from sandbox.pg_programs import DEFAULT_VERSION
from sandbox.plans import DEFAULT_PLAN, limits
from sandbox.releases import Releases
from sandbox.state import App, Attachment, Database

WORDS = ("cubed", "rigid", "round", "curved", "flat", "horizontal", "vertical", "solid", "convex")
COLORS = (
    "AMBER", "AQUA", "BLACK", "BLUE", "BRONZE", "BROWN", "COBALT", "COPPER", "CRIMSON", "CYAN",
    "GOLD", "GRAY", "GREEN", "IVORY", "JADE", "MAROON", "NAVY", "OLIVE", "ONYX", "ORANGE",
    "PINK", "PURPLE", "RED", "ROSE", "SILVER", "TEAL", "VIOLET", "WHITE", "YELLOW",
)  # fmt: skip


class Addons:
    """The add-ons of all apps, by their ids."""

    def __init__(self, apps: Mapping[str, App], databases: Databases, releases: Releases) -> None:
        self._apps = apps
        self._databases = databases
        self._releases = releases
        self._all: dict[str, Database] = {}

    async def create(
        self,
        app: App,
        *,
        plan: str = DEFAULT_PLAN,
        version: int = DEFAULT_VERSION,
        attachment: str | None = None,
        follow: Database | None = None,
    ) -> Attachment:
        """A new add-on of the app, attached to it. Raises NoPostgres, ProgramFailed."""
        make = self._databases
        if follow:
            place = await make.follow(follow.place)
        else:
            place = await make.create(version, connections=limits(plan).connections)
        database = Database(self._free_name(), app.name, plan, place, follow)
        self._all[database.id] = database
        return self.attach(app, database, attachment)

    def attach(self, app: App, database: Database, name: str | None = None) -> Attachment:
        """Attach an add-on by a name of its own; one that has the name is put out."""
        name = name or ("DATABASE" if not app.attachments else _free_color(app))
        if before := app.find_attachment(name):
            self.detach(app, before)
        attachment = Attachment(name, database)
        app.attachments.append(attachment)
        url = {attachment.config_var: database.place.url}
        words = f"Attach {name} (@ref:{database.name})"
        self._releases.configure(app, {**app.config_vars, **url}, words)
        return attachment

    def detach(self, app: App, attachment: Attachment) -> None:
        app.attachments.remove(attachment)
        kept = {k: v for k, v in app.config_vars.items() if k != attachment.config_var}
        words = f"Detach {attachment.name} (@ref:{attachment.database.name})"
        self._releases.configure(app, kept, words)

    async def delete(self, *databases: Database) -> None:
        """Remove add-ons, their followers with them, from wherever they are attached."""
        followers = (one for database in databases for one in self.followers(database))
        gone = {one.id: one for one in (*followers, *databases)}.values()
        for database in gone:
            self._all.pop(database.id, None)
            for app, attachment in list(self.attachments(database)):
                self.detach(app, attachment)
        for database in gone:
            if not database.follows:
                await self._databases.drop(database.place)

    def find(self, identity: str) -> Database | None:
        """The add-on of this id or name."""
        found = (one for one in self._all.values() if identity in (one.id, one.name))
        return next(found, None)

    def every(self) -> list[Database]:
        return list(self._all.values())

    def owned(self, app: App) -> list[Database]:
        return [one for one in self._all.values() if one.owner == app.name]

    def of(self, app: App) -> list[Database]:
        """The add-ons that are the app's, or attached to it."""
        attached = {one.database.id for one in app.attachments}
        return [d for d in self._all.values() if d.owner == app.name or d.id in attached]

    def owner(self, database: Database) -> App:
        return self._apps[database.owner]

    def followers(self, database: Database) -> list[Database]:
        return [one for one in self._all.values() if one.follows is database]

    def attachments(self, database: Database | None = None) -> Iterator[tuple[App, Attachment]]:
        """Every attachment (of an add-on), with the app that sees it."""
        for app in self._apps.values():
            for attachment in app.attachments:
                if database in (None, attachment.database):
                    yield app, attachment

    def find_attachment(self, identity: str) -> tuple[App, Attachment] | None:
        """The attachment of this id."""
        return next((both for both in self.attachments() if both[1].id == identity), None)

    def resolve(self, app: App | None, word: str) -> list[tuple[App, Attachment]]:
        """What a person may mean: a name of an attachment, of a config var, of an add-on, an id."""
        if app and (named := app.find_attachment(word)):
            return [(app, named)]
        everywhere = [both for both in self.attachments() if app is None or both[0] is app]
        same_id = [both for both in self.attachments() if both[1].id == word]
        of_addon = [b for b in everywhere if word in (b[1].database.id, b[1].database.name)]
        return same_id or of_addon

    def config_vars(self, database: Database) -> list[str]:
        """The config vars by which the add-on's own app knows it."""
        owner = self.owner(database)
        return [a.config_var for a in owner.attachments if a.database is database]

    def _free_name(self) -> str:
        taken = {one.name for one in self._all.values()}
        names = (
            f"postgresql-{random.choice(WORDS)}-{random.randrange(10_000, 100_000)}"
            for _ in iter(int, 1)
        )
        return next(name for name in names if name not in taken)


def _free_color(app: App) -> str:
    taken = {attachment.name for attachment in app.attachments}
    names = (f"HEROKU_POSTGRESQL_{color}" for color in random.sample(COLORS, len(COLORS)))
    return next(name for name in names if name not in taken)
