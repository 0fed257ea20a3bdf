"""The rules by which a site's calls are counted quarter by quarter, whether of one day or of the usual."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wallboard.metrics.usual import Course, course
from wallboard.settings import CallTarget, Settings, in_force
from wallboard.settings.in_common import common_target, common_variant
from wallboard.state.thresholds import Thresholds

if TYPE_CHECKING:
    import pandas as pd


class CallRules:
    """Of one site: each queue's threshold of the day, its short-abandon limit, and the share that is told of all."""

    def __init__(self, settings: Settings, site: str) -> None:
        self.zone = settings.zone(site)
        self._queues = {name: queue for name, queue in settings.queues.items() if settings.site_of(queue) == site}
        self._thresholds = Thresholds(settings, site)
        self.variant = common_variant(self._queues.values())

    def course(self, visits: pd.DataFrame, day: date) -> Course:
        """The course of one local day. `visits` as `Ledger.visits` gives them."""
        return course(visits, day, self.zone, lambda queue: self._thresholds.on(queue, day), self.variant)

    def target(self, day: date) -> CallTarget | None:
        """What all queues that promise anything promise alike on a day; None where they differ or nothing is promised."""
        promised = [target for queue in self._queues.values() if (target := in_force(queue.targets, day)) is not None]
        return common_target(promised)
