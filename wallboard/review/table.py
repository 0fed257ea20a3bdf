"""Which figures are reviewed, and what of each a review must know besides its definition in METRICS."""

from __future__ import annotations

from typing import Literal, NamedTuple

from wallboard.metrics.combining import Scale
from wallboard.metrics.xmr import Better

Kind = Literal["flow", "ratio", "mean", "percentile", "stock", "extreme"]


class Reviewed(NamedTuple):
    """`metric` is a name of METRICS; `dimensions` those in which it is reviewed, "site" for all together. `seasonal`: it
    follows the year, as calls about leaves do."""

    metric: str
    kind: Kind
    better: Better
    dimensions: tuple[str, ...]
    seasonal: bool = False

    @property
    def scale(self) -> Scale:
        return Scale.SHARE if self.kind == "ratio" else Scale.AMOUNT


_QUEUES, _SITE = ("site", "queue"), ("site",)
_DEPARTMENTS = ("site", "department")
_EVERY_GROUP = ("site", "department", "ward")

CALLS = (
    Reviewed("calls.offered", "flow", Better.NEITHER, _QUEUES, seasonal=True),
    Reviewed("calls.answered", "flow", Better.NEITHER, _SITE, seasonal=True),
    Reviewed("calls.service_level", "ratio", Better.MORE, _QUEUES),
    Reviewed("calls.asa_s", "mean", Better.LESS, _QUEUES),
    Reviewed("calls.wait_p50_s", "percentile", Better.LESS, _SITE),
    Reviewed("calls.wait_p90_s", "percentile", Better.LESS, _SITE),
    Reviewed("calls.abandon_rate", "ratio", Better.LESS, _QUEUES),
    Reviewed("calls.talk_mean_s", "mean", Better.NEITHER, _SITE),
    Reviewed("calls.lost", "flow", Better.LESS, _SITE),
)

REQUESTS = (
    Reviewed("tickets.on_time", "ratio", Better.MORE, _EVERY_GROUP),
    Reviewed("tickets.opened", "flow", Better.NEITHER, _EVERY_GROUP, seasonal=True),
    Reviewed("tickets.finished", "flow", Better.NEITHER, _EVERY_GROUP, seasonal=True),
    Reviewed("tickets.reopened", "flow", Better.LESS, _SITE),
    Reviewed("tickets.open", "stock", Better.LESS, _EVERY_GROUP),
    Reviewed("tickets.breached", "stock", Better.LESS, _EVERY_GROUP),
    Reviewed("tickets.due_soon", "stock", Better.LESS, _DEPARTMENTS),
    Reviewed("tickets.unassigned", "stock", Better.LESS, _SITE),
    Reviewed("tickets.age_p85_days", "stock", Better.LESS, _DEPARTMENTS),
    Reviewed("tickets.age_max_days", "stock", Better.LESS, _DEPARTMENTS),
)

STOCKS = tuple(each.metric for each in REQUESTS if each.kind == "stock")
