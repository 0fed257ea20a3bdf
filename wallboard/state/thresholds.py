"""Which waits count as in time and which abandons as short: by queue, and by the day on which the caller entered."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import NamedTuple

from wallboard.clock import local_day
from wallboard.model import Micros
from wallboard.settings import Settings


class Threshold(NamedTuple):
    within_s: float
    short_s: float


class Thresholds:
    def __init__(self, settings: Settings, site: str) -> None:
        self._settings = settings
        self._zone = settings.zone(site)
        self._fixed: dict[str, Threshold] = {}
        self._by_day: dict[tuple[str, date], Threshold] = {}

    def of(self, queue: str, entered: Micros) -> Threshold:
        fixed = self._fixed.get(queue)
        if fixed is not None:
            return fixed
        return self.on(queue, local_day(entered, self._zone))

    def on(self, queue: str, day: date) -> Threshold:
        """For those who entered on that local day."""
        threshold = self._by_day.get((queue, day))
        if threshold is None:
            within_s = self._settings.target(queue, day).within_s
            threshold = Threshold(within_s, self._settings.queue(queue).short_abandon_s)
            self._by_day[queue, day] = threshold
            if not self._settings.queue(queue).targets:
                self._fixed[queue] = threshold
        return threshold

    def fingerprint(self) -> str:
        """Changes when a threshold of any queue does: counts kept under another one must not be used."""
        by_queue = {
            name: [queue.short_abandon_s, [[target.from_.isoformat(), target.within_s] for target in queue.targets]]
            for name, queue in sorted(self._settings.queues.items())
        }
        return hashlib.sha256(json.dumps(by_queue).encode()).hexdigest()[:16]
