"""Agreeing to a plan: PIN, yes or no, and refusing when nobody is there to ask."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from heroku_tools.errors import Refused


class Asker(Protocol):
    """Whoever can be asked: `ask` returns the typed line, None at the end of input."""

    @property
    def interactive(self) -> bool:
        """Whether somebody is there: standard input is a terminal."""

    def ask(self, question: str) -> str | None:
        """Show a question and read one line."""


@dataclass(frozen=True)
class Consent:
    """How a plan is agreed to: by whom (`yes`, `confirmed` label), for what, and how hard.

    `typed`: the label itself is typed, whatever else the settings say.
    """

    label: str
    protected: bool
    pin: bool
    none: bool
    yes: bool
    confirmed: str | None
    typed: bool = False


def check_flags(consent: Consent) -> None:
    """Refuse a `--confirm` of another label at once, before anything is asked of anybody."""
    if consent.confirmed is not None and consent.confirmed != consent.label:
        raise Refused(
            f"--confirm {consent.confirmed} does not name the environment {consent.label}",
            hint=f"To act on {consent.label}, type --confirm {consent.label}.",
        )


def agree(consent: Consent, *, what: str, doubts: tuple[str, ...], asker: Asker) -> None:
    """Have the plan agreed to, each doubt (a flag that contradicts a decision) apart.

    Raises Refused where it is declined, the PIN is wrong, or there is nobody to ask.
    """
    if consent.yes:
        _agreed_by_flags(consent)
        return
    if consent.none and not doubts and not consent.typed:
        return
    if not asker.interactive:
        raise Refused(
            "there is no terminal to confirm on; nothing was touched",
            hint=f"In scripts use {flags(consent)}",
        )
    for doubt in doubts:
        _yes_or_no(doubt, asker)
    if consent.typed:
        _label(what, consent.label, asker)
    elif consent.pin:
        _pin(what, asker)
    elif not consent.none:
        _yes_or_no(what, asker)


def _agreed_by_flags(consent: Consent) -> None:
    if (consent.protected or consent.typed) and consent.confirmed is None:
        why = "what is there will be lost" if consent.typed else f"{consent.label} is protected"
        raise Refused(
            f"{why}: --yes alone does not do; nothing was touched",
            hint=f"In scripts use {flags(consent)}",
        )


def flags(consent: Consent) -> str:
    """Return what is typed in a script instead of an answer."""
    named = consent.protected or consent.typed
    return "--yes" + (f" --confirm {consent.label}" if named else "")


def _yes_or_no(question: str, asker: Asker) -> None:
    answer = (asker.ask(f"{question} [y/N] ") or "").strip().lower()
    if answer not in ("y", "yes"):
        raise Refused("declined; nothing was touched")


def _label(what: str, label: str, asker: Asker) -> None:
    answer = asker.ask(f"{what} Type {label} to confirm: ")
    if (answer or "").strip() != label:
        raise Refused(f"that is not {label}; nothing was touched")


def _pin(what: str, asker: Asker) -> None:
    pin = f"{secrets.randbelow(1_000_000):06d}"
    answer = asker.ask(f"{what} Type {pin} to confirm: ")
    if (answer or "").strip() != pin:
        raise Refused("wrong PIN; nothing was touched")
