"""The files of heroku-tools 0.3, one for each environment, as environments of today (pure)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from heroku_tools.settings import rules
from heroku_tools.settings.nodes import Items, Mapping, Node, Text
from heroku_tools.start.init.draft import Place

YES = ("true", "yes", "on", "1")
YES_OR_NO = ("true", "false", "yes", "no", "on", "off")
TAG = "{environment}/{version}"
KNOWN = ("name", "branch", "pipeline", "upstream", "add_tag", "post_deploy")
SHELL = set("|&;<>()$`*?~\n")


@dataclass(frozen=True)
class Old:
    """What one file said; `upstream` is the app that a pipeline promotes from."""

    place: Place
    upstream: str = ""
    lost: tuple[str, ...] = ()


def convert(label: str, root: Node | None) -> Old:
    """Read one file, called as the environment is. A value of `settings:` is never told."""
    top = _pairs(root)
    application, lost = _pairs(top.get("application")), []
    known = {key: _text(value) for key, value in application.items()}
    after, why = _after(application.get("post_deploy"))
    given, unset = _vars(_pairs(top.get("settings")))
    lost += [f"`{key}:` is not known" for key in top if key not in ("application", "settings")]
    lost += [f"`application: {key}` has no successor" for key in application if key not in KNOWN]
    promotes = (known.get("pipeline") or "").lower() in YES
    place = Place(
        label,
        known.get("name") or "",
        branch=known.get("branch") or "master",
        tag=TAG if (known.get("add_tag") or "").lower() in YES else "",
        after=after,
        vars=given,
    )
    upstream = known.get("upstream") or "" if promotes else ""
    return Old(place, upstream, tuple(f"{label}: {each}" for each in (*lost, *why, *unset)))


def together(files: list[Old]) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Return the environments, and what was lost; an upstream is one of the others, by app."""
    labels = {old.place.app: old.place.label for old in files}
    labels |= {old.place.label: old.place.label for old in files}
    places, lost = [], [each for old in files for each in old.lost]
    for old in files:
        upstream = labels.get(old.upstream, "")
        places.append(replace(old.place, promote_from=upstream) if upstream else old.place)
        if old.upstream and not upstream:
            lost.append(
                f"{old.place.label}: `upstream: {old.upstream}` is none of these files, so that "
                "its branch is pushed; import that file too, or write `promote_from`"
            )
    return tuple(places), tuple(lost)


def _after(node: Node | None) -> tuple[tuple[str, ...], list[str]]:
    """Return one command for `hooks: after`; several, and what needs a shell, get one."""
    if node is None:
        return (), []
    items = node.items if isinstance(node, Items) else (node,)
    commands = [text for text in map(_text, items) if text]
    if not commands:
        return (), []
    said = ["`post_deploy` runs as `hooks: after`, on your machine and without arguments"]
    try:
        words = tuple(shlex.split(commands[0]))
    except ValueError:
        words = ()
    if len(commands) > 1 or SHELL & {*commands[0]} or not words:
        return ("sh", "-c", " && ".join(commands)), said
    return words, said


def _vars(pairs: Dict[str, Node]) -> tuple[dict[str, str], list[str]]:
    found, lost = {}, []
    for key, node in pairs.items():
        fault = next((each.has for each in rules.CONFIG_VAR if re.search(each.pattern, key)), "")
        text = _text(node)
        if fault:
            lost.append(f"the setting `{key}` {fault}")
        elif text is None:
            lost.append(f"the setting `{key}` is no text")
        elif text.lower() in YES_OR_NO:
            found[key] = text
            lost.append(f"the setting `{key}` is taken as typed; 0.3 made True or False of it")
        else:
            found[key] = text
    return found, lost


def _pairs(node: Node | None) -> dict[str, Node]:
    return {each.key: each.value for each in node.pairs} if isinstance(node, Mapping) else {}


def _text(node: Node) -> str | None:
    return node.value if isinstance(node, Text) else None
