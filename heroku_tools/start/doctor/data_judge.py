"""What is to be said of one way that data takes, from the facts (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heroku_tools.console import count
from heroku_tools.data.flow import Flow
from heroku_tools.data.known import Known, advice, in_words
from heroku_tools.start.doctor.finding import Finding, fine, note, to_do

FEW = 5  # columns that are named


@dataclass(frozen=True)
class Rules:
    """What the rules make of a source: columns masked, those undecided by name, what is wrong."""

    masked: int
    undecided: Sequence[str] = ()
    problems: Sequence[str] = ()


def of_target(label: str, found: Known, *, here: bool, alive: bool) -> Finding:
    """Say what the target holds; `here`: this clone has its record, `alive`: a run works on it."""
    said = f"its database answers: {in_words(found)}"
    if found.settled:
        return fine(said)
    if alive or found.under_way:
        return note(f"{said}; it is under way")
    return to_do(said, advice(found, label, here=here))


def of_rules(flow: Flow, rules: Rules) -> list[Finding]:
    """Say what the rules leave open, and what is wrong with them."""
    source, typed = flow.source.label, f"heroku-tools data {flow.target.label}"
    found = [to_do(said, f"mend it, then look again: {typed} --check") for said in rules.problems]
    if rules.undecided:
        columns = count(len(rules.undecided), "column")
        said = f"nobody has decided about {columns} of {source}: {_some(rules.undecided)}"
        found.append(to_do(said, f"have rules proposed: {typed} --propose"))
    if found:
        return found
    if flow.unmasked:
        return [fine(f"the data of {source} comes as it is, as the file says")]
    masked = count(rules.masked, "column")
    return [fine(f"every column of {source} is decided about, {masked} masked")]


def _some(names: Sequence[str]) -> str:
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])
