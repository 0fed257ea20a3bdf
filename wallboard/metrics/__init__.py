"""Every number has one definition: pure functions, one subject a module, and the table of all of them."""

from __future__ import annotations

from wallboard.metrics.agents import AGENT_METRICS
from wallboard.metrics.calls_table import CALL_METRICS
from wallboard.metrics.registry import Metric, registry
from wallboard.metrics.tickets import TICKET_METRICS

METRICS = registry(CALL_METRICS, AGENT_METRICS, TICKET_METRICS)

__all__ = ["METRICS", "Metric", "registry"]
