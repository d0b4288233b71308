"""What the plans of Heroku Postgres allow. Pure."""

from dataclasses import dataclass

SERVICE = "heroku-postgresql"
DEFAULT_PLAN = "essential-0"


@dataclass(frozen=True)
class Limits:
    """A plan's room in GB, its connections, and its tables (None: no limit)."""

    gigabytes: int
    connections: int
    tables: int | None = None


PLANS = {
    "essential-0": Limits(1, 20, 4000),
    "essential-1": Limits(10, 20, 4000),
    "essential-2": Limits(32, 40, 4000),
    "standard-0": Limits(64, 120),
    "standard-2": Limits(256, 400),
    "premium-0": Limits(64, 120),
}


def limits(plan: str) -> Limits:
    """What the plan allows; of one that is not known, what Standard 0 does."""
    return PLANS.get(plan, PLANS["standard-0"])
