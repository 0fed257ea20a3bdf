"""What Prometheus may know of us. Names and units follow its conventions; nothing here holds a secret or a caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from wallboard.model import SECOND, Health, State, Trouble

_POLL_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_TICK_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)


class Telemetry:
    """The counters of one engine, in a registry of their own: two engines may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["source"]
        self.poll_seconds = Histogram(
            "wallboard_poll_duration_seconds", "Time of one poll", labels, buckets=_POLL_BUCKETS, registry=self.registry
        )
        self.polls_failed = Counter("wallboard_polls_failed", "Polls that failed", labels, registry=self.registry)
        self.rows = Counter("wallboard_rows", "New rows taken", labels, registry=self.registry)
        self.set_aside = Counter("wallboard_rows_set_aside", "Rows set aside", labels, registry=self.registry)
        self.tick_seconds = Histogram(
            "wallboard_tick_duration_seconds",
            "From state to frames, all boards",
            buckets=_TICK_BUCKETS,
            registry=self.registry,
        )
        self.settings_refused = Gauge(
            "wallboard_settings_refused", "1 while a changed settings file is refused", registry=self.registry
        )

    def watch(
        self,
        health: Callable[[], Iterable[Health]],
        screens: Callable[[], Mapping[str, int]],
        troubles: Callable[[], Iterable[Trouble]],
    ) -> None:
        """Health, connected screens and troubles are read when Prometheus asks."""
        self.registry.register(_Live(health, screens, troubles))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Live(Collector):
    def __init__(
        self,
        health: Callable[[], Iterable[Health]],
        screens: Callable[[], Mapping[str, int]],
        troubles: Callable[[], Iterable[Trouble]],
    ) -> None:
        self._health = health
        self._troubles = troubles
        self._screens = screens

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up = GaugeMetricFamily("wallboard_source_up", "1 while the source answers", labels=["source", "state"])
        last = GaugeMetricFamily(
            "wallboard_source_last_success_timestamp_seconds", "When the source last answered", labels=["source"]
        )
        lag = GaugeMetricFamily("wallboard_source_lag_seconds", "How far we are behind the source", labels=["source"])
        for h in self._health():
            up.add_metric([h.source, h.state.value], float(h.state in (State.LIVE, State.NO_DATA)))
            if h.as_of is not None:
                last.add_metric([h.source], h.as_of / SECOND)
            if h.lag_s is not None:
                lag.add_metric([h.source], h.lag_s)
        screens = GaugeMetricFamily("wallboard_screens", "Connected screens", labels=["board"])
        for board, count in self._screens().items():
            screens.add_metric([board], count)
        trouble = GaugeMetricFamily("wallboard_trouble", "1 while a part of the wall is in trouble", labels=["part"])
        for each in self._troubles():
            trouble.add_metric([each.part], 1)
        return (up, last, lag, screens, trouble)
