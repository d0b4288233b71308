"""The one direction in which data may flow: from where, to where, and by which rules (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from heroku_tools.errors import Refused, UsageFailed
from heroku_tools.settings import Environment, Settings
from heroku_tools.settings.masking import DataPolicy


@dataclass(frozen=True)
class Flow:
    """Data flows from `source` to `target`; `masked_already`: it was masked and proved before."""

    source: Environment
    target: Environment
    policy: DataPolicy
    masked_already: bool

    @property
    def unmasked(self) -> bool:
        """Whether the file says that nothing is masked on this way."""
        return self.masked_already or self.policy.unmasked


def flow_of(settings: Settings, target: Environment) -> Flow:
    """Return the flow into an environment.

    Raises Refused where none may be, UsageFailed where the file does not say how.
    """
    if target.protected:
        raise Refused(
            f"{target.label} is protected: data never flows into it",
            hint="Nothing turns that round.",
        )
    if target.data_from is None:
        raise Refused(
            f"{target.label} has no data_from: data never flows into it",
            hint=f"{target.where}: add `data_from: LABEL` with the environment above it",
        )
    source = settings.environment(target.data_from.label)
    if settings.data is None:
        raise UsageFailed(
            f"{target.data_from.where}: there is `data_from`, but no `data:` with the rules",
            hint=f"Have one written: heroku-tools data {target.label} --propose",
        )
    if settings.data.unmasked and source.protected and not target.data_from.masked:
        raise Refused(
            f"{settings.data.where}: `mask: none` is not for data of {source.label}, which is "
            "protected",
            hint="Say what is masked, or have it proposed: "
            f"heroku-tools data {target.label} --propose",
        )
    return Flow(source, target, settings.data, target.data_from.masked)
