"""What stands against a copy beyond its rules: who the two databases are, and what they can do."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.data.database.values import Inventory
from heroku_tools.data.flow import Flow


@dataclass(frozen=True)
class Against:
    """Sentences: why it must not be, and what should be known."""

    obstacles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def against(
    flow: Flow, both: object, here: Inventory, there: Inventory, *, salt: str | None
) -> Against:
    return Against()
