"""What a promotion does: the upstream's slug becomes a release of each target, without a build."""

import asyncio
from collections.abc import Sequence

from sandbox.faults import Armed, Faults
from sandbox.journal import Journal
from sandbox.pipelines import Pipeline, Promotion, Target
from sandbox.releases import Releases
from sandbox.state import App, Release, Slug

UNVERIFIED = "Could not verify slug checksum"


class Promotions:
    """Carries promotions out in the background; they go on when their client is gone."""

    def __init__(self, releases: Releases, journal: Journal, faults: Faults) -> None:
        self._releases = releases
        self._journal = journal
        self._faults = faults
        self._under_way: set[asyncio.Task[None]] = set()

    def start(
        self, pipeline: Pipeline, source: App, release: Release, targets: Sequence[App]
    ) -> Promotion:
        """A promotion of a release that has a slug."""
        promotion = Promotion(pipeline, source, release, [Target(app) for app in targets])
        for target in promotion.targets:
            task = asyncio.create_task(self._carry_out(promotion, target))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return promotion

    async def _carry_out(self, promotion: Promotion, target: Target) -> None:
        source, release = promotion.source.name, promotion.release
        assert release.slug
        what = f"promote {source} v{release.version} {target.app.name}"
        number = self._journal.open("promotion", target.app.name, what)
        if await _refused(self._faults.meet((target.app.name,), "promotion", what)):
            target.refusal = UNVERIFIED
        else:
            words = described(source, release.version, release.slug)
            target.made = self._releases.deploy(target.app, release.slug, words)
        self._journal.close(number, 1 if target.refusal else 0)


def described(source: str, version: int, slug: Slug) -> str:
    """How the release of a promotion is described."""
    return f"Promote {source} v{version} {(slug.commit or '')[:8]}".rstrip()


async def _refused(fault: Armed | None) -> bool:
    """Whether a fault refuses the target; another one only keeps it waiting."""
    if fault is None or fault.fault.action == "fail":
        return fault is not None
    await fault.hold()
    return False
