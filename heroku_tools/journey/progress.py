"""Tells the person of each step: its number, its title, how long it took."""

from __future__ import annotations

from heroku_tools.console import Console, duration
from heroku_tools.engine.execute import Done
from heroku_tools.engine.plan import Step


class Progress:
    """The executor's watcher."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total

    def started(self, number: int, step: Step) -> None:
        """Name the step."""
        self._console.begin(f"[{number}/{self._total}] {step.title}")

    def finished(self, number: int, done: Done) -> None:
        """Say what came of it and how long it took."""
        outcome = f"{done.outcome}, " if done.outcome else ""
        self._console.good(f"{outcome}{duration(done.seconds)}")

    def failed(self, number: int, step: Step, reason: str) -> None:
        """Say that it failed; the whole story follows at the end."""
        self._console.bad(reason)

    def undoing(self, step: Step) -> None:
        """Name what is put back."""
        self._console.step(f"putting back: {step.title}")
