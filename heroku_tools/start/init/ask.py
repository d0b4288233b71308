"""Asking for environments, each answer checked as the settings will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from heroku_tools.console import Console
from heroku_tools.errors import Refused
from heroku_tools.settings import keys
from heroku_tools.settings.readers import Key, TextReader
from heroku_tools.start.init.draft import Place, main_branch

LABELS = ("live", "uat", "dev")  # proposed one after the other


def places(console: Console, found: Sequence[Place], branches: Sequence[str]) -> tuple[Place, ...]:
    """Have what was found confirmed or changed; where nothing was, ask for it.

    Raises Refused at the end of input.
    """
    if found:
        console.note("Enter takes what stands in brackets.")
        return _confirmed(console, found)
    console.note("Which apps on Heroku does this project have? An empty name ends the list.")
    asked: list[Place] = []
    while (place := _place(console, len(asked), branches)) is not None:
        asked.append(place)
    return tuple(asked)


def _confirmed(console: Console, found: Sequence[Place]) -> tuple[Place, ...]:
    labels: dict[str, str] = {}
    for each in found:
        labels[each.label] = _answer(console, keys.LABEL, f"What to call {each.app}", each.label)
    renamed = [
        replace(
            each,
            label=labels[each.label],
            promote_from=labels.get(each.promote_from, each.promote_from),
        )
        for each in found
    ]
    return tuple(_with_branch(console, each) for each in renamed)


def _with_branch(console: Console, place: Place) -> Place:
    if place.promote_from:
        return place
    question = f"The branch that goes to {place.label}"
    return replace(place, branch=_answer(console, keys.BRANCH, question, place.branch))


def _place(console: Console, number: int, branches: Sequence[str]) -> Place | None:
    proposed = LABELS[number] if number < len(LABELS) else ""
    which = "the app that people use" if number == 0 else "another app"
    app = _answer(console, keys.APP_NAME, f"The name of {which}", "", empty=True)
    if not app:
        return None
    label = _answer(console, keys.LABEL, "What to call it", proposed)
    main = main_branch(branches)
    branch = next(
        (each for each in (label, "develop") if each in branches and label == "dev"), main
    )
    return Place(label, app, _answer(console, keys.BRANCH, "The branch that goes there", branch))


def _answer(
    console: Console, key: Key[Any], question: str, proposed: str, *, empty: bool = False
) -> str:
    """Ask until the answer is one that the key takes."""
    brackets = f" [{proposed}]" if proposed else ""
    while True:
        typed = console.ask(f"{question}{brackets}: ")
        if typed is None:
            raise Refused("there was no answer; nothing was written")
        text = typed.strip() or proposed
        if not text and empty:
            return ""
        why = fault(key, text)
        if not why:
            return text
        console.note(
            f"  `{text}` {why}; it takes {key.reader.takes}" if text else "  It needs one."
        )


def fault(key: Key[Any], text: str) -> str:
    """Say what is wrong with the text of a key; empty where nothing is."""
    reader = key.reader
    assert isinstance(reader, TextReader)
    try:
        reader.convert(text)
    except ValueError as error:
        return str(error) or "will not do"
    return ""
