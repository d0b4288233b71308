"""Why a unit did not arrive, told without a value, and whether another try may do (pure).

PostgreSQL's messages quote values ("invalid input syntax for type integer: ..."): what is shown is
the kind of an error, and names.
"""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.errors import HerokuToolsError

CANCELLED = "57014"
NO_LOCK = "55P03"  # not available in time
STANDBY_CONFLICT = "40001"
RETRYABLE_CLASSES = ("08", "40", "57")  # connection, rollback, somebody intervened
RETRYABLE = {
    "53300",  # too many connections
    "55006",  # object in use
    NO_LOCK,
}

SAYS = {
    "08006": "the connection was lost",
    "22023": "it refused a value",
    "40001": "what was read was needed by replication (a follower's conflict)",
    "40P01": "a deadlock was ended",
    "42501": "the role may not do this",
    "42703": "a column is not there",
    "42P01": "the table is not there",
    "53100": "the disk is full",
    "53200": "it is out of memory",
    "53300": "it has no free connection",
    "55P03": "a lock was not free in time",
    "57014": "the statement was cancelled",
    "57P01": "the connection was ended by an administrator",
    "57P02": "the server crashed",
    "57P03": "the server is starting or shutting down",
}


class CopyFailed(HerokuToolsError):
    """The rows could not be copied: the target is incomplete."""


class Stopped(Exception):
    """It was asked to stop."""


@dataclass(frozen=True)
class Why:
    """What the server of a side ("source", "target") said; `sqlstate` None: it was lost.

    `kind` is the name that PostgreSQL gives to the error; `about` the table, column, constraint;
    `said` a whole sentence, instead of them.
    """

    side: str
    sqlstate: str | None = None
    kind: str = ""
    about: str = ""
    said: str = ""

    @property
    def retryable(self) -> bool:
        """Whether the same may succeed another time."""
        code = self.sqlstate
        return code is None or code in RETRYABLE or code[:2] in RETRYABLE_CLASSES

    def __str__(self) -> str:
        """Return it as a part of a sentence."""
        if self.said:
            return self.said
        if self.sqlstate is None:
            return f"the connection to the {self.side} was lost"
        what = SAYS.get(self.sqlstate) or self.kind or f"error {self.sqlstate}"
        return f"the {self.side} said: {what}" + (f" ({self.about})" if self.about else "")


class Failure(Exception):
    """A try that failed. `fatal` is a reason that no other try can mend, as a sentence."""

    def __init__(self, why: Why | None = None, *, fatal: str = "") -> None:
        super().__init__(fatal or str(why))
        self.why = why
        self.fatal = fatal

    @property
    def retryable(self) -> bool:
        """Whether the same may succeed another time."""
        return not self.fatal and self.why is not None and self.why.retryable
