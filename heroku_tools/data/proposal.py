"""What bringing data down is proposed to be: every decision about it, and its plan (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.console import count, duration, size
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked
from heroku_tools.data.plan import Closed, Way, plan, way_of
from heroku_tools.engine.plan import Plan
from heroku_tools.errors import HerokuToolsError, Refused

# What was measured on two cores with both servers on them; a network is slower, more cores faster.
MASKED, AS_IS = 38_000_000, 52_000_000  # bytes a second of the whole job
BEFORE_AND_AFTER = 8.0  # seconds, for schema, proof, dynos and maintenance
A_BACKUP = 30_000_000  # bytes a second


@dataclass(frozen=True)
class Proposal:
    """A copy of data; `obstacle` is why it must not be made.

    `backup`: one is made now; `backed_up`: one was made when the copy was begun.
    """

    flow: Flow
    looked: Looked
    way: Way
    plan: Plan
    backup: bool
    backed_up: bool
    obstacle: HerokuToolsError | None
    warnings: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        looked = self.looked
        rate = MASKED if looked.masked else AS_IS
        backed_up = looked.target.inventory.server.size / A_BACKUP if self.backup else 0.0
        return BEFORE_AND_AFTER + looked.size / rate + backed_up

    @property
    def why(self) -> str:
        """Say why it goes this way."""
        if self.way is Way.BY_HEROKU:
            return (
                "by Heroku (pg:copy): nothing is masked on this way, and all of it comes; the "
                f"target is emptied first, and where the copy fails {self._left} is left of it"
            )
        if self.way is Way.ASIDE:
            return "set aside: what is there stays until the new is proved, or else comes back"
        why = "; ".join(self.looked.unmovable)
        return (
            f"in place, as the old data cannot be set aside: {why}; the target is emptied first, "
            f"and where the copy fails {self._left} is left of it"
        )

    @property
    def _left(self) -> str:
        return "the backup" if self.backup or self.backed_up else "nothing"

    @property
    def lost(self) -> str:
        """Say what will be lost on the target."""
        found = self.looked.target.inventory
        tables, held = len(found.tables), size(found.server.size)
        return f"{count(tables, 'table')}, {held}" if tables else "nothing: it is empty"


def propose(flow: Flow, looked: Looked, closed: Closed, *, no_backup: bool) -> Proposal:
    """Decide on everything."""
    backup = bool(flow.target.app_name) and not no_backup and not closed.backed_up
    return Proposal(
        flow,
        looked,
        way_of(flow, looked),
        plan(flow, looked, closed, backup=backup),
        backup,
        closed.backed_up,
        obstacle(flow, looked),
        (*looked.warnings, *_warnings(flow, looked, closed, backup=backup)),
    )


def obstacle(flow: Flow, looked: Looked) -> HerokuToolsError | None:
    """Return why the copy must not be made; all that is shown is shown nevertheless."""
    if looked.obstacles:
        many = "; nothing was touched" if len(looked.obstacles) == 1 else ""
        return Refused("\n  ".join(looked.obstacles) + many)
    if not looked.undecided:
        return None
    columns = count(len(looked.undecided), "column")
    return Refused(
        f"nobody has decided what becomes of {columns} of {flow.source.label}: "
        f"{_named(looked)}; nothing was touched",
        hint=f"Paste what is proposed into {flow.policy.where}, and look it over.",
    )


FEW = 5


def _named(looked: Looked) -> str:
    names = [each.column for each in looked.undecided]
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])


def _warnings(flow: Flow, looked: Looked, closed: Closed, *, backup: bool) -> tuple[str, ...]:
    label, app, after = flow.target.label, flow.target.app_name, flow.policy.after
    found = []
    if looked.stands.incomplete and not closed.still:
        found.append(f"the database of {label} holds an incomplete copy: it was never finished")
    if not backup and not closed.backed_up and looked.target.inventory.tables:
        aside = way_of(flow, looked) is Way.ASIDE
        once = "once the copy is proved, " if aside else ""
        found.append(f"no backup is made: {once}what {label} holds is lost for good")
    if after and not app:
        found.append(f"`after` is not run, since {label} has no app; run it yourself: {after}")
    if app and closed.maintenance:
        found.append(f"maintenance is on at {app}, and stays on afterwards")
    if app and not closed.processes:
        found.append(f"no dyno of {app} runs; none is started afterwards")
    return tuple(found)


def question(proposal: Proposal) -> str:
    """Return what is asked before anything acts."""
    target = proposal.looked.target
    return (
        f"Replace all data of {target.label} ({target.in_words}) by that of "
        f"{proposal.looked.source.label}, in about {duration(proposal.seconds)}?"
    )
