"""The JSON of the Platform API as values; what the CLI says with `--json` is the same (pure).

An answer that is not what it should be raises LookupError, TypeError, AttributeError or ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from heroku_tools.tools.answers import (
    App,
    Attachment,
    Build,
    ConfigVars,
    Coupling,
    Dyno,
    ProcessType,
    Release,
)

ODD = (LookupError, TypeError, AttributeError, ValueError)
_SCALE = re.compile(r"([\w-]+)=(\d+)(?::([\w-]*))?")
_FULL_SHA = re.compile(r"[0-9a-f]{40}")


def app(raw: Any) -> App:
    """Read an app."""
    built = raw.get("buildpack_provided_description") or ""
    return App(_text(raw["name"]), bool(raw["maintenance"]), raw.get("web_url") or "", built)


def app_info(raw: Any) -> App:
    """Read what `heroku apps:info --json` says: the app, and more."""
    return app(raw["app"])


def releases(raw: Any) -> tuple[Release, ...]:
    """Read releases, in their order."""
    return tuple(_release(item) for item in _list(raw))


def _release(raw: Any) -> Release:
    slug = raw.get("slug") or raw.get("oci_image") or {}
    return Release(
        version=_number(raw["version"]),
        status=_text(raw["status"]),
        current=bool(raw.get("current")),
        description=raw.get("description") or "",
        slug=slug.get("id"),
        by=(raw.get("user") or {}).get("email") or "",
        at=_text(raw["created_at"]),
        eligible_for_rollback=raw.get("eligible_for_rollback", True),
    )


def slug_commit(raw: Any) -> str | None:
    """Read the full commit of a slug."""
    return _commit(raw["commit"])


def _commit(raw: Any) -> str | None:
    """Take a full sha only: whoever uploads a slug may call it what they like."""
    return raw if raw and _FULL_SHA.fullmatch(raw) else None


def builds(raw: Any) -> tuple[Build, ...]:
    """Read builds, and put the newest first."""
    read = [_build(item) for item in _list(raw)]
    return tuple(sorted(read, key=lambda build: build.at, reverse=True))


def _build(raw: Any) -> Build:
    return Build(
        id=_text(raw["id"]),
        status=_text(raw["status"]),
        commit=_commit((raw.get("source_blob") or {}).get("version")),
        slug=(raw.get("slug") or {}).get("id"),
        release=(raw.get("release") or {}).get("id"),
        at=_text(raw["created_at"]),
    )


def dynos(raw: Any) -> tuple[Dyno, ...]:
    """Read dynos, by name."""
    read = [_dyno(item) for item in _list(raw)]
    return tuple(sorted(read, key=lambda dyno: dyno.name))


def _dyno(raw: Any) -> Dyno:
    return Dyno(
        name=_text(raw["name"]),
        type=_text(raw["type"]),
        state=_text(raw["state"]),
        command=raw.get("command") or "",
        version=_number(raw["release"]["version"]),
        at=_text(raw["created_at"]),
    )


def config_vars(raw: Any) -> ConfigVars:
    """Read config vars."""
    return ConfigVars({_text(name): _text(value) for name, value in raw.items()})


def attachments(raw: Any) -> tuple[Attachment, ...]:
    """Read attachments, by name."""
    return _by_name(_attachment(item, item["addon"]) for item in _list(raw))


def attachments_of_addons(raw: Any, app_name: str) -> tuple[Attachment, ...]:
    """Read what `heroku addons --json` says: add-ons, each with its attachments to any app."""
    found = [(each, addon) for addon in _list(raw) for each in addon["attachments"]]
    return _by_name(
        _attachment(each, each["addon"] | {"plan": addon.get("plan")})
        for each, addon in found
        if each["app"]["name"] == app_name
    )


def _by_name(read: Iterable[Attachment]) -> tuple[Attachment, ...]:
    return tuple(sorted(read, key=lambda attachment: attachment.name))


def addon_vars(addons: Any, attached: Iterable[Attachment], app_name: str) -> dict[str, str]:
    """Read which config vars of an app are an add-on's, by their names, and whose.

    An add-on names those of its own app; as an attachment (from another app) it has others. Among
    the add-ons of an app are those of others that are attached to it.
    """
    owned = [each for each in _list(addons) if each["app"]["name"] == app_name]
    own = {_text(var): _text(each["name"]) for each in owned for var in each["config_vars"]}
    return own | {var: each.addon for each in attached for var in each.config_vars}


def addon_vars_of_addons(raw: Any, app_name: str) -> dict[str, str]:
    """Read the same from what `heroku addons --json` says."""
    return addon_vars(raw, attachments_of_addons(raw, app_name), app_name)


def formation(raw: Any) -> tuple[ProcessType, ...]:
    """Read the formation, by process type."""
    read = [_process_type(item) for item in _list(raw)]
    return tuple(sorted(read, key=lambda process: process.type))


def _process_type(raw: Any) -> ProcessType:
    size = raw.get("size") or (raw.get("dyno_size") or {}).get("name") or ""
    return ProcessType(_text(raw["type"]), _number(raw["quantity"]), _text(size))


def formation_line(text: str) -> tuple[ProcessType, ...]:
    """Read what `heroku ps:scale` prints: "web=1:Basic worker=0:Basic"."""
    found = [_SCALE.fullmatch(word) for word in text.split()]
    if not found or None in found:
        raise ValueError
    read = [ProcessType(each[1], int(each[2]), each[3] or "") for each in found if each]
    return tuple(sorted(read, key=lambda process: process.type))


def release_phase(raw: Any) -> str:
    """Read the command of a slug's release phase; empty where it has none."""
    return (raw.get("process_types") or {}).get("release") or ""


def coupling(raw: Any) -> Coupling:
    """Read where an app stands in its pipeline."""
    return Coupling(_text(raw["pipeline"]["id"]), _text(raw["stage"]))


def _attachment(raw: Any, addon: Any) -> Attachment:
    """Read an attachment; config vars that are not told are what Heroku calls them: NAME_URL."""
    name = _text(raw["name"])
    return Attachment(
        name=name,
        addon=_text(addon["name"]),
        owner=_text(addon["app"]["name"]),
        addon_id=addon.get("id") or "",
        plan=(addon.get("plan") or {}).get("name") or "",
        config_vars=tuple(map(_text, raw.get("config_vars") or (f"{name}_URL",))),
    )


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _number(raw: Any) -> int:
    if not isinstance(raw, int):
        raise TypeError
    return raw
