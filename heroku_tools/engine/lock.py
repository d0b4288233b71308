"""One change at a time per environment: a ref on origin that only one can create.

The ref points at a commit without files; its message is the record of the deployment that holds it
(who, since when, the plan, how far it got), or says who has frozen the environment by hand.
Whoever may read origin can go on from there.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace

from heroku_tools.engine import freeze, record
from heroku_tools.engine.freeze import Freeze
from heroku_tools.engine.record import Record
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import signals
from heroku_tools.tools.git import Git
from heroku_tools.tools.git_answers import swapped
from heroku_tools.tools.process import Finished, Running

ORIGIN = "origin"
FOLDER = "refs/heroku-tools/lock/"
NOBODY_KNOWS = "?"  # where the ref is, when origin cannot be asked


@dataclass(frozen=True)
class Held:
    """A lock as it lies on origin: the sha that names it, and who holds it."""

    sha: str
    holder: Record | Freeze


class Unreadable(HerokuToolsError):
    """Something lies where the lock should be, and it is no lock of ours."""


@dataclass(frozen=True)
class _Move:
    """An update of the lock that is under way."""

    running: Running
    sha: str
    record: Record


class Lock:
    """The lock of one environment on origin."""

    def __init__(self, git: Git, label: str) -> None:
        self._git = git
        self._ref = FOLDER + label
        self._sha: str | None = None  # where the ref is, as far as we moved it
        self._ours: set[str] = set()  # where it may be: answers get lost
        self._moving: _Move | None = None
        self._owed: Record | None = None

    def start_read(self) -> Running:
        """Ask who holds it; read the answer with `held`."""
        return self._git.start_read(ORIGIN, self._ref)

    def held(self, listing: Running) -> Held | None:
        """Return who holds it. Raises LookFailed where origin cannot be asked, and Unreadable."""
        return self.held_in(listing.wait())

    def held_in(self, listing: Finished) -> Held | None:
        """Return who holds it, by a listing that has ended. Raises as `held` does."""
        found = self._git.read(listing, ORIGIN, self._ref)
        return None if found is None else Held(found[0], _parsed(found[1], self._ref))

    def take(self, holder: Record | Freeze, instead_of: str | None = None) -> bool:
        """Take it, where it is free or held as the sha `instead_of`; False where it is not.

        An answer that was lost on the way is settled by looking.
        """
        new = self._write(holder)
        # Held: a lock that was taken and not known to be ours would lie there for good.
        with signals.held():
            with self._git.start_swap(ORIGIN, self._ref, new, instead_of) as swap:
                taken = swapped(swap.wait()) or self._where() == new
            self._sha = new if taken else None
        return taken

    def tell(self, record: Record) -> None:
        """Write down how far the deployment got, without holding it up."""
        self._owed = record
        if self._moving is None or not self._moving.running.alive:
            with signals.held():
                self._settle()
                self._start()

    def keep(self) -> None:
        """Leave the lock where it is, with the last that was told."""
        self._settle()
        self._start()
        self._settle()
        if self._owed and (where := self._where()) in self._ours:
            self._sha = where
            self._start()
            self._settle()

    def release(self) -> bool:
        """Let go of it; False where that failed and it is still there."""
        self._settle()
        self._owed = None
        if self._sha is None or self.remove(self._sha):
            return True
        where = self._where()
        return self.remove(where) if where in self._ours else where != NOBODY_KNOWS

    def remove(self, sha: str) -> bool:
        """Remove it, whosever it is, where it is still the one of that sha."""
        with self._git.start_swap(ORIGIN, self._ref, None, sha) as swap:
            return swapped(swap.wait())

    def _where(self) -> str:
        """Return the sha that the ref is at, empty where there is none."""
        with self._git.start_read(ORIGIN, self._ref) as listing:
            answer = listing.wait()
        return answer.text.partition("\t")[0] if answer.ok else NOBODY_KNOWS

    def _write(self, holder: Record | Freeze) -> str:
        new = self._git.write_message(_message(holder))
        self._ours.add(new)
        return new

    def _start(self) -> None:
        if self._owed is None or self._sha is None:
            return
        with suppress(HerokuToolsError):  # a full disk: the deployment itself goes on
            new = self._write(self._owed)
            swap = self._git.start_swap(ORIGIN, self._ref, new, self._sha)
            self._moving, self._owed = _Move(swap, new, self._owed), None

    def _settle(self) -> None:
        move, self._moving = self._moving, None
        if move is None:
            return
        with move.running:
            if swapped(move.running.wait()):
                self._sha = move.sha
            else:
                self._owed = self._owed or move.record


def start_listing(git: Git) -> Running:
    """Ask for the locks of all environments at once; read the answer with `of` and `held_in`."""
    return git.start_read(ORIGIN, f"{FOLDER}*")


def of(label: str, listing: Finished) -> Finished:
    """Return what a listing says of one environment."""
    lines = [line for line in listing.text.splitlines() if line.endswith(f"\t{FOLDER}{label}")]
    return replace(listing, out="\n".join(lines).encode())


def _message(holder: Record | Freeze) -> str:
    """The holder for a person and for us; the nonce makes each lock a commit of its own."""
    if isinstance(holder, Freeze):
        what, head = "frozen", f"{holder.environment}: frozen by {holder.who} on {holder.host}"
    else:
        author = holder.author
        what, head = "record", f"{holder.plan.environment}: {author.who} on {author.host}"
    data = {"nonce": secrets.token_hex(8), what: holder.as_json()}
    return f"{head}, {holder.at}\n\n{json.dumps(data)}\n"


def _parsed(message: str, ref: str) -> Record | Freeze:
    try:
        data = json.loads(message.partition("\n\n")[2])
        if "frozen" in data:
            return freeze.from_json(data["frozen"])
        return record.from_json(data["record"])
    except (ValueError, LookupError, TypeError):
        raise Unreadable(
            f"{ref} on origin holds no lock that this version understands",
            hint=f"If it is nobody's: git push origin :{ref}",
        ) from None
