"""How Heroku shows databases, credentials and transfers, in its Data API. Pure.

The Data API has no published schema: these are the fields that the CLI reads, in the words that
`heroku pg:info` shows.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.databases import Facts, Place
from sandbox.plans import limits
from sandbox.postgres import HOST
from sandbox.state import Database
from sandbox.transfers import TYPES, Transfer

Json = dict[str, Any]

GIGABYTE = 1024**3


def database(shown: Database, facts: Facts, followers: list[Database]) -> Json:
    leader = shown.follows
    allowed = limits(shown.plan)
    values = {
        "Plan": shown.plan.replace("-", " ").title(),
        "Status": "Available",
        "Data Size": _of_limit(facts.size, allowed.gigabytes),
        "Tables": _tables(facts.tables, allowed.tables),
        "PG Version": facts.version,
        "Connections": f"{facts.connections}/{allowed.connections}",
        "Fork/Follow": "Unsupported" if _essential(shown) else "Available",
        "Rollback": "Unsupported" if _essential(shown) else "Available",
        "Continuous Protection": "Off" if _essential(shown) else "On",
        "Created": shown.created_at.strftime("%Y-%m-%d %H:%M UTC"),
    }
    info: list[Json] = [{"name": name, "values": [value]} for name, value in values.items()]
    if leader:
        info.append(_urls("Following", [leader]))
        info.append({"name": "Behind By", "values": ["0 commits"]})
    if followers:
        info.append(_urls("Followers", followers))
    return {
        "addon_id": shown.id,
        "created_at": shown.created_at.isoformat(),
        "database_name": shown.place.database,
        "database_user": shown.place.user,
        "following": leader.place.url if leader else None,
        "forked_from": None,
        "info": info,
        "is_in_recovery?": leader is not None,
        "leader": leader.name if leader else None,
        "name": shown.name,
        "num_bytes": facts.size,
        "num_connections": facts.connections,
        "num_tables": facts.tables,
        "plan": shown.plan,
        "port": shown.place.port,
        "postgres_version": facts.version,
        "resource_url": shown.place.url,
        "waiting?": False,
    }


def _essential(shown: Database) -> bool:
    return shown.plan.startswith("essential")


def _of_limit(size: int, gigabytes: int) -> str:
    share = size * 100 / (gigabytes * GIGABYTE)
    compliance = "In compliance" if share <= 100 else "Not in compliance"
    return f"{_human(size)} / {gigabytes} GB ({share:.2f}%) ({compliance})"


def _human(size: int) -> str:
    if size >= GIGABYTE:
        return f"{size / GIGABYTE:.2f} GB"
    return f"{size / 1024**2:.2f} MB"


def _tables(tables: int, limit: int | None) -> str:
    return f"{tables}/{limit} (In compliance)" if limit else str(tables)


def _urls(name: str, databases: list[Database]) -> Json:
    urls = [one.place.url for one in databases]
    return {"name": name, "values": urls, "resolve_db_name": True}


def credential(place: Place) -> Json:
    login = {"user": place.user, "password": place.password, "state": "active"}
    return {
        "name": "default",
        "state": "active",
        "database": place.database,
        "host": HOST,
        "port": place.port,
        "credentials": [login],
    }


def transfer(shown: Transfer, url: str, *, verbose: bool) -> Json:
    """`url` is where the archive of a backup is."""
    from_type, to_type = TYPES[shown.kind]
    moments: Mapping[str, datetime | None] = {
        "created_at": shown.created_at,
        "started_at": shown.started_at,
        "finished_at": shown.finished_at,
        "canceled_at": shown.canceled_at,
        "updated_at": shown.finished_at or shown.started_at or shown.created_at,
        "deleted_at": None,
        "purged_at": None,
    }
    logs = [{"created_at": _moment(at), "level": "info", "message": m} for at, m in shown.logs]
    return {
        **{name: _moment(at) for name, at in moments.items()},
        "from_name": shown.from_name,
        "from_type": from_type,
        "from_url": url if shown.kind == "restore" else None,
        "num": shown.num,
        "num_keep": 5,
        "options": {},
        "processed_bytes": shown.processed_bytes,
        "schedule": None,
        "source_bytes": shown.source_bytes,
        "succeeded": shown.succeeded if shown.finished_at else None,
        "to_name": shown.to_name,
        "to_type": to_type,
        "to_url": url if shown.kind == "backup" else None,
        "uuid": shown.id,
        "warnings": shown.warnings,
        **({"logs": logs} if verbose else {}),
    }


def _moment(at: datetime | None) -> str | None:
    """As this API writes moments."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f +0000") if at else None
