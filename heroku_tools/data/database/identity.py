"""Whether a target is the database that the file means, and no other environment's (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heroku_tools.data.database.values import Server
from heroku_tools.tools.answers import Place


@dataclass(frozen=True)
class Whose:
    """An environment's database: `addon` is the id of its add-on, `owner` the app that owns it.

    For a `database_url` there is no app and no add-on: all three are empty.
    """

    label: str
    place: Place
    app: str = ""
    addon: str = ""
    owner: str = ""
    protected: bool = False


def doubts(target: Whose, others: Sequence[Whose]) -> tuple[str, ...]:
    """Return why the target may not be written to: it is, or may be, somebody else's."""
    return tuple(_doubts(target, others))


def _doubts(target: Whose, others: Sequence[Whose]) -> Iterator[str]:
    if target.protected:
        yield f"`{target.label}` is protected: data never flows into it"
    if target.app and target.owner != target.app:
        whose = f"belongs to the app {target.owner}" if target.owner else "is no add-on of it"
        yield f"the database attached to {target.app} {whose}"
    for other in others:
        if other.label == target.label:
            continue
        if target.addon and target.addon == other.addon:
            yield f"`{target.label}` and `{other.label}` have the same database attached"
        elif _same_place(target.place, other.place):
            yield f"the URLs of `{target.label}` and `{other.label}` lead to the same database"


def _same_place(one: Place, other: Place) -> bool:
    """Host and name are enough: another port or user may be a pool, or a credential."""
    return (_host(one), one.database) == (_host(other), other.database)


def _host(place: Place) -> str:
    return "localhost" if place.host in ("", "127.0.0.1", "::1") else place.host


def same(source: Server, target: Server, *, met: bool) -> str | None:
    """Return why two connections may lead to the same database, None where they cannot.

    `met`: one was seen from the other, which is certain. Copies of a server (followers, forks)
    share its identifier; a fork has a timeline of its own, a follower that of its leader.
    """
    if met:
        return "source and target are the same database, by two names"
    kin = (source.identifier, source.oid) == (target.identifier, target.oid)
    if kin and source.identifier and source.standby and source.timeline == target.timeline:
        return "the source is a follower, and the target may be what it follows"
    return None
