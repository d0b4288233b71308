"""One change at a time per environment: a ref on origin that only one can create.

The ref points at a commit without files; its message is the record of the deployment that holds it:
who, since when, the plan, how far it got. Whoever may read origin can go on from there.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from heroku_tools.engine import record as records
from heroku_tools.engine.record import Record
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import signals
from heroku_tools.tools.git import Git, swapped
from heroku_tools.tools.process import Running

ORIGIN = "origin"


@dataclass(frozen=True)
class Held:
    """A lock as it lies on origin: the sha that names it, and the record it carries."""

    sha: str
    record: Record


class Unreadable(HerokuToolsError):
    """Something lies where the lock should be, and it is no lock of ours."""


class Lock:
    """The lock of one environment on origin."""

    def __init__(self, git: Git, label: str) -> None:
        self._git = git
        self._ref = f"refs/heroku-tools/lock/{label}"
        self._sha: str | None = None  # where the ref is, as far as we moved it
        self._moving: tuple[Running, str] | None = None
        self._owed: Record | None = None

    def start_read(self) -> Running:
        """Ask who holds it; read the answer with `held`."""
        return self._git.start_read(ORIGIN, self._ref)

    def held(self, listing: Running) -> Held | None:
        """Return who holds it. Raises LookFailed where origin cannot be asked, and Unreadable."""
        found = self._git.read(listing.wait(), ORIGIN, self._ref)
        return None if found is None else Held(found[0], _parsed(found[1], self._ref))

    def take(self, record: Record, instead_of: str | None = None) -> bool:
        """Take it, where it is free or held as the sha `instead_of`; False where it is not.

        An answer that was lost on the way is settled by looking.
        """
        new = self._git.write_message(_message(record))
        # Held: a lock that was taken and not known to be ours would lie there for good.
        with signals.held():
            with self._git.start_swap(ORIGIN, self._ref, new, instead_of) as swap:
                taken = swapped(swap.wait()) or self._is_at(new)
            self._sha = new if taken else None
        return taken

    def _is_at(self, sha: str) -> bool:
        with self._git.start_read(ORIGIN, self._ref) as listing:
            return listing.wait().text.startswith(sha)

    def tell(self, record: Record) -> None:
        """Write down how far the deployment got, without holding it up."""
        self._owed = record
        if self._moving is None or not self._moving[0].alive:
            self._settle()
            self._start()

    def keep(self) -> None:
        """Leave the lock where it is, with the last that was told."""
        self._settle()
        self._start()
        self._settle()

    def release(self) -> bool:
        """Let go of it; False where that failed and it is still there."""
        self._owed = None
        self._settle()
        if self._sha is None:
            return True
        with self._git.start_swap(ORIGIN, self._ref, None, self._sha) as swap:
            return swapped(swap.wait())

    def _start(self) -> None:
        if self._owed is None or self._sha is None:
            return
        new = self._git.write_message(_message(self._owed))
        self._owed = None
        self._moving = (self._git.start_swap(ORIGIN, self._ref, new, self._sha), new)

    def _settle(self) -> None:
        if self._moving is None:
            return
        running, new = self._moving
        self._moving = None
        with running:
            if swapped(running.wait()):
                self._sha = new


def _message(record: Record) -> str:
    """The record for a person and for us; the nonce makes each lock a commit of its own."""
    head = f"{record.plan.environment}: {record.author.who} on {record.author.host}, {record.at}"
    data = {"nonce": secrets.token_hex(8), "record": record.as_json()}
    return f"{head}\n\n{json.dumps(data)}\n"


def _parsed(message: str, ref: str) -> Record:
    try:
        return records.from_json(json.loads(message.partition("\n\n")[2])["record"])
    except (ValueError, LookupError, TypeError):
        raise Unreadable(
            f"{ref} on origin holds no lock that this version understands",
            hint=f"If it is nobody's: git push origin :{ref}",
        ) from None
