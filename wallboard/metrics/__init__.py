"""Every number has one definition: one entry in a table of its subject, which says what it is and computes it."""

from __future__ import annotations

from wallboard.metrics.agents import AGENT_METRICS
from wallboard.metrics.callers import AGAIN_METRICS, OWED_METRICS
from wallboard.metrics.calls_table import ENTERED_METRICS, TALLY_METRICS, WAITING_METRICS
from wallboard.metrics.registry import Metric, registry
from wallboard.metrics.tickets_table import FLOW_METRICS, OPEN_METRICS

METRICS = registry(
    WAITING_METRICS,
    ENTERED_METRICS,
    TALLY_METRICS,
    OWED_METRICS,
    AGAIN_METRICS,
    AGENT_METRICS,
    OPEN_METRICS,
    FLOW_METRICS,
)

WINDOWS = {name: metric.windows for name, metric in METRICS.items()}

__all__ = ["METRICS", "WINDOWS", "Metric", "registry"]
