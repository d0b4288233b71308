"""Freezing an environment by hand, and removing a lock, whosever it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from heroku_tools import settings as app_conf
from heroku_tools.console import Console, printable, when
from heroku_tools.engine.confirm import Consent, agree, check_flags
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.journal import Journal, this_moment
from heroku_tools.engine.lock import ORIGIN, Held
from heroku_tools.engine.lock import Lock as OriginLock
from heroku_tools.engine.record import UNLOCKED, Record
from heroku_tools.engine.turn import Frozen, Unfinished, author, host, is_alive
from heroku_tools.errors import Exit, HerokuToolsError, Refused, UsageFailed
from heroku_tools.journey.unfinished import noun, refusal, story
from heroku_tools.settings import Environment
from heroku_tools.settings import Lock as Locking
from heroku_tools.tools.git import Git


@dataclass(frozen=True)
class Place:
    """An environment, and where its lock lies."""

    environment: Environment
    git: Git
    lock: OriginLock
    journal: Journal

    @property
    def label(self) -> str:
        """What it is called."""
        return self.environment.label

    def held(self) -> Held | None:
        """Ask who holds the lock. Raises LookFailed and Unreadable."""
        with self.lock.start_read() as listing:
            return self.lock.held(listing)

    def has_ended(self, record: Record) -> bool:
        """Say whether the journal knows that a deployment is over, whatever its lock says."""
        known = self.journal.record(record.id)
        return known is not None and known.closed is not None


def lock(label: str, reason: str, *, config_file: str | None = None) -> Exit:
    """Freeze an environment. Raises Refused where it is locked already."""
    why = " ".join(reason.split())
    if not why:
        raise UsageFailed("the reason is empty", hint='For example: --reason "The fair is on"')
    place = _open(label, config_file)
    if place.environment.deploy.lock is Locking.NONE:
        raise UsageFailed(
            f"{label} has `lock: none` in the settings: nobody would heed it",
            hint="Take that out of the settings first.",
        )
    held = place.held()
    if held and not (isinstance(held.holder, Record) and place.has_ended(held.holder)):
        raise _held_already(held, label)
    me = author(place.git)
    freeze = Freeze(label, me.who, me.host, this_moment(), why)
    if not place.lock.take(freeze, held.sha if held else None):
        held = place.held()
        raise _held_already(held, label) if held else _no_right()
    Console().answer(
        f"{label} is frozen: {printable(why)}\nTo open it again: heroku-tools unlock {label}"
    )
    return Exit.DONE


def unlock(
    label: str, *, yes: bool, confirm: str | None, force: bool, config_file: str | None = None
) -> Exit:
    """Remove a lock that was agreed to be removed."""
    place = _open(label, config_file)
    consent = Consent(
        label, place.environment.protected, pin=False, none=False, yes=yes, confirmed=confirm
    )
    check_flags(consent)
    console, held = Console(), place.held()
    if held is None:
        console.answer(f"{label} is not locked: nothing to do.")
        return Exit.DONE
    _check(place, held, force=force)
    console.answer(_whose(held, label))
    agree(consent, what=f"Remove this lock of {label}?", doubts=(), asker=console)
    _remove(place, held)
    console.answer(f"{label} is not locked any more.")
    return Exit.DONE


def _open(label: str, config_file: str | None) -> Place:
    settings = app_conf.load(app_conf.find(Path.cwd(), config_file, os.environ))
    environment = settings.environment(label)
    git = Git.open(Path.cwd(), os.environ)
    if not git.has_remote(ORIGIN):
        raise HerokuToolsError(
            "this clone has no origin, and locks lie there: nobody else would see it",
            hint="Add the repository that your team shares: git remote add origin URL",
        )
    return Place(environment, git, OriginLock(git, label), Journal(git.folder, label))


def _held_already(held: Held, label: str) -> Refused:
    if isinstance(held.holder, Freeze):
        return Frozen(held.holder, when)
    return refusal(_unfinished(held.holder, held.sha), f"deploy {label}")


def _unfinished(record: Record, sha: str) -> Unfinished:
    return Unfinished(record, sha, is_alive(record))


def _no_right() -> HerokuToolsError:
    return HerokuToolsError(
        "origin lets nobody lock from here: have you the right to push there?",
        hint="See what it says to: git push --dry-run origin HEAD",
    )


def _check(place: Place, held: Held, *, force: bool) -> None:
    """What is under way, or unfinished, is not to be forgotten by mistake."""
    record = held.holder
    if isinstance(record, Freeze) or place.has_ended(record):
        return
    unfinished = _unfinished(record, held.sha)
    why = refusal(unfinished, f"deploy {place.label}")
    if unfinished.alive and record.author.host == host():
        raise why
    if not force:
        forget = f"give it up, and leave all as it is: heroku-tools unlock {place.label} --force"
        raise Refused(why.message, hint=f"{why.hint}\n        {forget}")


def _whose(held: Held, label: str) -> str:
    holder = held.holder
    if isinstance(holder, Freeze):
        by = f"by {holder.who} on {holder.host}, {when(holder.at)}"
        return f"{label} is frozen: {printable(holder.reason)}\n  {printable(by)}"
    begun, *rest = story(holder)
    lines = [f"{label} is locked by a {noun(holder)}, {begun}", *rest]
    return "\n  ".join(printable(line) for line in lines)


def _remove(place: Place, held: Held) -> None:
    if not place.lock.remove(held.sha):
        raise Refused(
            "the lock could not be removed: it has changed, or you may not push to origin",
            hint=f"Look again: heroku-tools unlock {place.label}",
        )
    mine = place.journal.unfinished()
    if mine and isinstance(held.holder, Record) and mine.id == held.holder.id:
        place.journal.append({"event": "closed", "id": mine.id, "outcome": UNLOCKED})
