"""What a proof says (pure values)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """`failures` are why the copy is not proved; `looked` is what was looked at, a line each.

    `noted` is what a person should know and may have meant. None of them holds a value.
    """

    failures: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures

    def __add__(self, other: Verdict) -> Verdict:
        """Say both."""
        return Verdict(
            self.failures + other.failures,
            self.looked + other.looked,
            self.noted + other.noted,
        )
