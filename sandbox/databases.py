"""The databases behind the add-ons: each with a role of its own, on a server of its version."""

import asyncio
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from sandbox.pg_programs import DEFAULT_VERSION, FOLDERS, NoPostgres, environment
from sandbox.places import Places
from sandbox.postgres import Server, until
from sandbox.shell import ask

FOLLOWER = "-follower"
# What Heroku lets a default credential do besides owning its database.
PRIVILEGES = ("pg_monitor", "pg_signal_backend", "pg_read_all_settings", "pg_read_all_stats")
TABLES = (
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind"
    " IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
)
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
FACTS = (
    "SELECT pg_database_size(current_database()), current_setting('server_version'),"
    f" ({TABLES}), ({CONNECTIONS} AND pid <> pg_backend_pid())"
)


@dataclass(frozen=True)
class Place:
    """Where a database is (on the server "16", or "16-follower"), and as whom its app meets it."""

    server: str
    version: int
    port: int
    database: str
    user: str
    password: str
    url: str


@dataclass(frozen=True)
class Facts:
    """What Heroku shows of a database."""

    size: int
    version: str
    tables: int
    connections: int


class Databases:
    """Servers of every version there is, each started when it is first needed."""

    def __init__(self, places: Places) -> None:
        self._folder = places.postgres
        leaders = {str(n): Server(self._folder / str(n), n) for n in FOLDERS}
        followers = {
            f"{name}{FOLLOWER}": Server(self._folder / f"{name}{FOLLOWER}", leader.version, leader)
            for name, leader in leaders.items()
        }
        self._servers = leaders | followers

    def server(self, name: str) -> Server:
        """The server "16", "18", "16-follower" or "18-follower". Raises NoPostgres."""
        if name not in self._servers:
            raise NoPostgres(f"there is no PostgreSQL {name} here")
        return self._servers[name]

    async def create(self, version: int = DEFAULT_VERSION, *, connections: int = -1) -> Place:
        """An empty database that belongs to a role of its own; -1: as many as the server can."""
        server = self.server(str(version))
        await server.start()
        name, password = secrets.token_hex(7), secrets.token_hex(32)
        user, database = f"u{name}", f"d{name}"
        await server.sql(
            f"CREATE ROLE {user} LOGIN PASSWORD '{password}' CONNECTION LIMIT {connections}"
            f" IN ROLE {', '.join(PRIVILEGES)}",
            *_make(database, user),
        )
        return _place(server, str(version), database, user, password)

    async def follow(self, leader: Place) -> Place:
        """The same database on the standby: same names, same password, another address."""
        name = f"{leader.version}{FOLLOWER}"
        await self.server(name).start()
        await self.catch_up(leader.version)
        user, password = leader.user, leader.password
        return _place(self.server(name), name, leader.database, user, password)

    async def catch_up(self, version: int) -> None:
        """Wait until the standby shows all that was committed before this was asked."""
        flushed = ("SET synchronous_commit = on", "SELECT pg_logical_emit_message(true, '', '')")
        now = await self.server(str(version)).sql(*flushed)
        shown = f"SELECT pg_last_wal_replay_lsn() > '{now}'"
        follower = self.server(f"{version}{FOLLOWER}")

        async def caught_up() -> bool:
            return await follower.sql(shown) == "t"

        await until(caught_up, "the follower does not catch up")

    async def drop(self, place: Place) -> None:
        server = self.server(place.server)
        await server.start()
        await server.sql(f"DROP DATABASE IF EXISTS {place.database} WITH (FORCE)")
        await server.sql(f"DROP ROLE IF EXISTS {place.user}")

    async def reset(self, place: Place, extensions: tuple[str, ...] = ()) -> None:
        """Empty the database: it is another one of the same name afterwards."""
        await self.server(place.server).sql(
            f"DROP DATABASE {place.database} WITH (FORCE)",
            *_make(place.database, place.user),
            *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in extensions),
        )

    async def facts(self, place: Place) -> Facts:
        found = await self.server(place.server).sql(FACTS, database=place.database)
        size, version, tables, connections = found.split("|")
        return Facts(int(size), version, int(tables), int(connections))

    async def extensions(self, place: Place) -> tuple[str, ...]:
        """The extensions, plpgsql aside, which every database has."""
        asked = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
        return tuple((await self.server(place.server).sql(asked, database=place.database)).split())

    async def dump(self, place: Place, file: Path) -> str:
        """What Heroku's backups are: an archive of everything the role owns; what was said."""
        program = self.server(place.server).binary("pg_dump")
        words = ("-Fc", "--no-acl", "--no-owner", "--quote-all-identifiers", "--verbose")
        return await ask((program, *words, f"--file={file}"), env=_as(place))

    async def restore(self, file: Path, place: Place) -> str:
        """Fill an empty database from an archive; what was said. Raises ProgramFailed."""
        program = self.server(place.server).binary("pg_restore")
        listed = (await ask((program, "--list", file), env=environment())).splitlines()
        allowed = [line for line in listed if " COMMENT - EXTENSION " not in line]
        chosen = file.with_name(f"{file.name}.{place.database}.list")
        chosen.write_text("\n".join(allowed))
        words = ("--no-acl", "--no-owner", f"--use-list={chosen}", f"--dbname={place.database}")
        try:
            return await ask((program, "--verbose", *words, file), env=_as(place))
        finally:
            chosen.unlink()

    async def stop(self) -> None:
        await asyncio.gather(*(server.stop("immediate") for server in self._servers.values()))

    async def clean(self) -> None:
        """End the servers that a sandbox of the same folder may have left; forget their data."""
        for server in self._servers.values():
            await server.clean()
        shutil.rmtree(self._folder, ignore_errors=True)


def _place(server: Server, name: str, database: str, user: str, password: str) -> Place:
    url = server.url(database, user, password)
    return Place(name, server.version, server.port, database, user, password, url)


def _make(database: str, user: str) -> tuple[str, ...]:
    return (
        f"CREATE DATABASE {database} OWNER {user}",
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"\\c {database}",
        f"ALTER SCHEMA public OWNER TO {user}",
    )


def _as(place: Place) -> dict[str, str]:
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(place.port), "PGDATABASE": place.database}
    return {**environment(), **where, "PGUSER": place.user, "PGPASSWORD": place.password}
