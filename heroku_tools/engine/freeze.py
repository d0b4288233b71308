"""An environment that was frozen by hand: by whom, since when and why (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Freeze:
    """Nobody is to act on the environment until it is unlocked; `at` is ISO 8601."""

    environment: str
    who: str
    host: str
    at: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def from_json(data: Mapping[str, Any]) -> Freeze:
    """Read what `Freeze.as_json` wrote. Raises ValueError where it is something else."""
    try:
        return Freeze(**data)
    except TypeError as error:
        raise ValueError("this is no freeze") from error
