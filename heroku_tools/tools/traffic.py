"""How much a run has asked of Heroku: requests to its API, and starts of its CLI."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Traffic:
    """Counts; a question that is repeated counts again. Good enough across threads."""

    requests: int = 0
    starts: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the counts as plain data."""
        return {"requests": self.requests, "heroku": self.starts}
