"""Secrets in the file, or better not in it: `!env NAME` names the variable that has the value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from heroku_tools.settings import rules
from heroku_tools.settings.model import Source
from heroku_tools.settings.nodes import Text
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.readers import Reader, Spot, Word
from heroku_tools.settings.rules import Fault

ENV = "!env"
VARIABLE = Word("the name of an environment variable, such as `NEWS_URL`", rules.VARIABLE)


@dataclass(frozen=True)
class Secret(Reader[Source]):
    """A text that no message shows, or the variable that holds it."""

    takes: str
    faults: tuple[Fault, ...]

    def read(self, spot: Spot, problems: Problems) -> Source | None:
        where = f"{problems.file}:{spot.line}"
        if spot.node.tag == ENV:
            name = VARIABLE.read(_variable(spot), problems)
            return Source(where, env=name) if name else None
        if self.is_tagged(spot, problems):
            return None
        if not isinstance(spot.node, Text) or not spot.node.value:
            self.refuse(spot, problems)
            return None
        for fault in self.faults:
            if re.search(fault.pattern, spot.node.value):
                problems.add(spot.line, f"{spot.name} {fault.has}; it takes {self.takes}")
                return None
        return Source(where, given=spot.node.value)


def _variable(spot: Spot) -> Spot:
    """What stands after the tag."""
    return Spot(f"{quoted(ENV)} of {spot.name}", spot.line, replace(spot.node, tag=None))
