"""How a program ended, and what it said (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finished:
    """What a program that ended said: `code` (negative: the signal that ended it), `out`, `err`."""

    argv: tuple[str, ...]
    code: int
    out: bytes = b""
    err: bytes = b""
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """Whether it ended with exit code 0."""
        return self.code == 0

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are no UTF-8 survive as surrogates."""
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def errors(self) -> str:
        """Standard error as text, for reading."""
        return self.err.decode("utf-8", "replace")
