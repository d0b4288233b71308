"""What stands in the way of a copy, and what should be known before it, in sentences (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from heroku_tools.data.database.objects import Thing
from heroku_tools.data.database.values import Extension, Inventory, Table

SHOWN = 5  # names in one sentence
OLDEST = 14  # before it, arrays of own types cannot be copied in binary
NARROW = 1.1  # how much more than the source's size the copy may take
SPARE = 3  # connections beside the workers': the holder's, the watch's, pg_dump's


def obstacles(source: Inventory, target: Inventory) -> tuple[str, ...]:
    """Return why the source cannot be copied into the target; nothing was touched yet."""
    return (
        *_versions(source, target),
        *_target(source, target),
        *_readable(source),
        *_extensions(source, target),
    )


def _versions(source: Inventory, target: Inventory) -> Iterator[str]:
    for what, one in (("source", source), ("target", target)):
        if one.server.major < OLDEST:
            yield f"the {what} is PostgreSQL {one.server.major}, older than {OLDEST}"
    ours, theirs = target.server.major, source.server.major
    if ours < theirs:
        yield f"the target is PostgreSQL {ours}, older than the source, which is {theirs}"


def _target(source: Inventory, target: Inventory) -> Iterator[str]:
    ours, theirs = target.server, source.server
    if ours.encoding != theirs.encoding:
        yield f"the target's encoding is {ours.encoding}, the source's {theirs.encoding}"
    if ours.standby:
        yield "the target is a follower: it cannot be written to"
    if not ours.owned:
        yield f"the target's role {ours.user} is not the owner of the database {ours.database}"
    missing = source.policy_roles - target.roles
    if missing:
        yield f"row-level security policies name roles that the target has not: {_some(missing)}"
    if source.foreign_tables:
        yield (
            "foreign tables are not copied, as they lead to the source's own other databases: "
            f"{_some(map(str, source.foreign_tables))}"
        )


def _readable(source: Inventory) -> Iterator[str]:
    unreadable = [str(table.name) for table in source.tables if not table.readable]
    if unreadable:
        yield f"the source's role {source.server.user} may not read {_some(unreadable)}"
    guarded = [str(table.name) for table in source.tables if _is_closed(source, table)]
    if guarded:
        yield f"row-level security would hide rows of {_some(guarded)} from the source's role"


def _is_closed(source: Inventory, table: Table) -> bool:
    passes = source.server.passes_policies or (table.ours and not table.forced)
    return table.guarded and not passes


def _extensions(source: Inventory, target: Inventory) -> Iterator[str]:
    there = {extension.name: extension for extension in target.extensions}
    missing = [
        extension.name
        for extension in source.extensions
        if extension.name not in there and extension.name not in target.available
    ]
    if missing:
        yield f"extensions that the target's server does not have: {_some(missing)}"
    for extension in source.extensions:
        other = there.get(extension.name)
        if other and other.schema != extension.schema:
            yield (
                f"the extension {extension.name} lies in the schema {extension.schema} at the "
                f"source and in {other.schema} at the target"
            )


def others(things: Sequence[Thing]) -> str | None:
    """Say what cannot be dropped, as it belongs to somebody else; None where all is ours."""
    if not things:
        return None
    return f"what is not the role's own cannot be replaced: {_some(map(_whose, things))}"


def _whose(thing: Thing) -> str:
    return f"{thing.described} (of {thing.owner})"


def warnings(source: Inventory, target: Inventory) -> tuple[str, ...]:
    """Return what a person should know before agreeing."""
    return tuple(_warnings(source, target))


def _warnings(source: Inventory, target: Inventory) -> Iterator[str]:
    if source.large_objects:
        yield f"{source.large_objects} large objects of the source are not copied"
    if target.large_objects:
        yield f"{target.large_objects} large objects of the target will be gone"
    if target.publications:
        yield f"publications of the target will be without tables: {_some(target.publications)}"
    if source.server.collation != target.server.collation:
        yield (
            f"texts are sorted by {target.server.collation} at the target, by "
            f"{source.server.collation} at the source"
        )
    there = {extension.name: extension for extension in target.extensions}
    for extension in source.extensions:
        yield from _version(extension, there.get(extension.name))


def _version(extension: Extension, other: Extension | None) -> Iterator[str]:
    if other is None:
        yield f"the extension {extension.name} will be installed at the target"
    elif other.version != extension.version:
        yield (
            f"the extension {extension.name} is {other.version} at the target, "
            f"{extension.version} at the source"
        )


def room(source: Inventory, target: Inventory, limit: int | None, *, aside: bool) -> str | None:
    """Return why the copy does not fit, None where it does or nobody knows; sizes in bytes.

    `limit` is the plan's; `aside`: the old data stays until the new is proved.
    """
    needed = int(source.server.size * NARROW) + (target.server.size if aside else 0)
    if limit is None or needed <= limit:
        return None
    both = " beside the old data" if aside else ""
    return f"the copy{both} needs {_human(needed)}, and the target's plan has {_human(limit)}"


def connections(of: Inventory, jobs: int) -> str | None:
    """Return why that many workers cannot connect, None where they can."""
    free = of.server.free_connections
    if free is None or free >= jobs + SPARE:
        return None
    return f"{free} connections to {of.server.database} are free, and {jobs + SPARE} are needed"


def _human(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _some(names: Iterable[str]) -> str:
    ordered: Sequence[str] = sorted(names)
    more = len(ordered) - SHOWN
    return ", ".join(ordered[:SHOWN]) + (f" and {more} more" if more > 0 else "")
