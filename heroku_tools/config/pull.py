"""`config ENVIRONMENT --pull`: what Heroku has goes into the environment's file (pure part).

The edits are made in the layer that wins: the last of the environment's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.config.diff import Line, Sides, Status
from heroku_tools.config.splice import REMOTE, UNSET, Edit
from heroku_tools.settings import Origin

ELSEWHERE = (Origin.ENV, Origin.FILE, Origin.COMMAND)


@dataclass(frozen=True)
class Pulled:
    """The edits to the file, and what is left as it is, a sentence each."""

    edits: tuple[Edit, ...]
    left: tuple[str, ...]


def pull(
    lines: tuple[Line, ...], sides: Sides, own: frozenset[str], *, with_values: bool
) -> Pulled:
    """Decide on the edits; `own` are the keys that stand in the very file that is edited."""
    origins = {each.key: each.origin for each in sides.wanted}
    edits: list[Edit] = []
    left: list[str] = []
    for line in lines:
        origin = origins.get(line.key)
        if origin in ELSEWHERE and line.status in (Status.DIFFERS, Status.NEW):
            what = "differs" if line.status is Status.DIFFERS else "is not on Heroku"
            left.append(f"{line.key} {what}, and comes from `{origin.value}`: left as it is")
            continue
        edit = _edit(line, origin, own=line.key in own, with_values=with_values)
        edits += [edit] if edit else []
    return Pulled(tuple(edits), tuple(left))


def _edit(line: Line, origin: Origin | None, *, own: bool, with_values: bool) -> Edit | None:
    match line.status:
        case Status.DIFFERS:
            return Edit(line.key, line.there)
        case Status.NEW | Status.MISSING:  # it is not there any more
            return Edit(line.key) if own else Edit(line.key, tag=UNSET)
        case Status.ONLY_THERE | Status.REMOVED:
            return Edit(line.key, line.there) if with_values else Edit(line.key, tag=REMOTE)
        case Status.ADDON:  # the file names a value of its own for what is the add-on's
            gives = origin is not None and origin is not Origin.REMOTE
            return Edit(line.key, tag=REMOTE) if gives and line.here != line.there else None
        case _:
            return None
