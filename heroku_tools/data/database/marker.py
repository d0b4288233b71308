"""The marker in a database's comment: which environment's it is, and whether it is whole (pure)."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from enum import Enum

PREFIX = "heroku-tools: "
PURPOSE = b"heroku-tools marker"
FINGERPRINT = 12  # hexadecimal digits


class State(str, Enum):
    """What a database is: a copy that was proved, or one that is not whole."""

    INCOMPLETE = "incomplete"
    PROVED = "proved"


@dataclass(frozen=True)
class Marker:
    """`environment` is this database's label, `source` that of where the data came from.

    `when` is ISO 8601, `salt` a fingerprint, `rules` a digest of the masking rules; `masked`: they
    were applied (and not `mask: none`).
    """

    state: State
    environment: str
    source: str
    run: str
    when: str
    salt: str = ""
    rules: str = ""
    masked: bool = True

    @property
    def proved(self) -> bool:
        """Whether the copy arrived whole and was proved."""
        return self.state is State.PROVED


def fingerprint(salt: str) -> str:
    """Return what tells two salts apart and betrays neither."""
    return hmac.new(salt.encode(), PURPOSE, hashlib.sha256).hexdigest()[:FINGERPRINT]


def read(comment: str | None) -> Marker | None:
    """Return the marker of a database's comment; one that is damaged counts as incomplete."""
    lines = [line for line in (comment or "").splitlines() if line.startswith(PREFIX)]
    if not lines:
        return None
    try:
        said = json.loads(lines[-1].removeprefix(PREFIX))
        return Marker(**{**said, "state": State(said["state"])})
    except (ValueError, TypeError, KeyError):
        return Marker(State.INCOMPLETE, "", "", "", "")


def compose(comment: str | None, marker: Marker | None) -> str | None:
    """Return the comment with this marker, or without any; what a person wrote stays."""
    kept = [line for line in (comment or "").splitlines() if not line.startswith(PREFIX)]
    if marker is not None:
        kept.append(PREFIX + json.dumps(asdict(marker), ensure_ascii=False))
    return "\n".join(kept) or None
