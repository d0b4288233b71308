"""What stands in the way of a change of config vars (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from heroku_tools.config.diff import Line, Sides, Status, changes, of, result
from heroku_tools.console import count
from heroku_tools.errors import HerokuToolsError, Refused, SettingsFailed, UsageFailed
from heroku_tools.settings import Origin
from heroku_tools.settings.model import nearest

# https://devcenter.heroku.com/articles/config-vars: keys and values of an app, all together.
LARGEST = 32 * 1024  # bytes


def chosen(only: Collection[str], sides: Sides) -> Collection[str] | None:
    """Return the keys that were named, None where none was.

    Raises UsageFailed for a key that neither the file nor Heroku has.
    """
    known = {*sides.there, *(each.key for each in sides.wanted)}
    for key in only:
        if key not in known:
            meant = nearest(key, known)
            question = f"; did you mean `{meant}`?" if meant else ""
            raise UsageFailed(f"neither the file nor Heroku has a config var `{key}`{question}")
    return only or None


def check_owners(sides: Sides) -> None:
    """Raise SettingsFailed, all at once, where the file sets what belongs to an add-on."""
    wrong = [
        f"{each.where}: {each.key} is set by the add-on {sides.addons[each.key]}; "
        "write `!remote` instead of a value"
        for each in sides.wanted
        if each.key in sides.addons
        and each.key in sides.there
        and each.origin is not Origin.REMOTE
        and sides.given.get(each.key) != sides.there[each.key]
    ]
    if wrong:
        raise SettingsFailed("\n".join(wrong))


def check_size(there: Mapping[str, str], lines: Sequence[Line]) -> None:
    """Raise SettingsFailed where more would be there than Heroku takes."""
    changed = changes(lines)
    size = _size(result(there, changed))
    if changed and size > LARGEST and size > _size(there):
        largest = sorted(
            ((len((value or "").encode()), key) for key, value in changed.items()), reverse=True
        )[:3]
        names = ", ".join(f"{key} ({length:,} bytes)" for length, key in largest)
        raise SettingsFailed(
            f"the config vars would have {size:,} bytes, and Heroku takes {LARGEST:,} of an app",
            hint=f"The largest that change: {names}",
        )


def _size(values: Mapping[str, str]) -> int:
    return sum(
        len(f"{key}{value}".encode("utf-8", "surrogatepass")) for key, value in values.items()
    )


def obstacle(
    sides: Sides, lines: Sequence[Line], *, app: str, prune: bool
) -> HerokuToolsError | None:
    """Return why the change must not be made; all that is shown is shown nevertheless."""
    missing = [line.key for line in of(lines, Status.MISSING)]
    if missing:
        names = " ".join(f"{key}=..." for key in missing)
        return Refused(
            f"{app} lacks {', '.join(missing)}, which the file says Heroku has (`!remote`); "
            "nothing was touched",
            hint=f"Set it by hand: heroku config:set {names} --app={app}",
        )
    own = {key for key in result(sides.there, changes(lines)) if key not in sides.addons}
    removed = of(lines, Status.REMOVED)
    if prune and removed and not own:
        return Refused(
            f"--prune would leave {app} without any config var of its own: "
            f"{count(len(removed), 'config var')} would be removed; nothing was touched",
            hint="Is this the right file? Name single ones with `!unset`.",
        )
    return None
