"""Every number has one definition, and the page says what the code does."""

from __future__ import annotations

import pytest

from tests.wallboard.state.call_rows import Wall, settings
from wallboard.engine.halves.call_readings import call_readings
from wallboard.metrics import METRICS, Metric, registry
from wallboard.metrics.callers import OWED_DAYS
from wallboard.metrics.docs import PAGE, render
from wallboard.metrics.registry import Figure
from wallboard.questions.callers import CallersOf, caller_readings


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: make docs"


def test_a_name_given_twice_is_refused() -> None:
    one: Metric[object] = Metric("calls.x", "calls", "x", "x", "x", lambda _: Figure(None))
    with pytest.raises(ValueError, match=r"calls\.x is defined twice"):
        registry([one], [one])


def test_every_metric_says_what_it_is() -> None:
    for metric in METRICS.values():
        assert metric.help, metric.name
        assert metric.defined(), metric.name
        assert metric.windows, metric.name


def test_for_how_long_a_call_back_is_looked_for_is_as_its_definition_says() -> None:
    assert f"in the last {OWED_DAYS} days" in METRICS["calls.callbacks_owed"].defined()


def test_every_call_reading_is_of_a_metric_in_its_unit_window_and_variant() -> None:
    wall = Wall(settings(roads={})).at(10**15)
    readings = list(call_readings(wall.calls, wall.agents, wall.settings, 10**15))
    readings += caller_readings(CallersOf(()), wall.settings, "main", 10**15)
    assert {r.metric for r in readings} == {name for name in METRICS if not name.startswith("tickets.")}
    for reading in readings:
        metric = METRICS[reading.metric]
        assert (reading.unit, reading.window in metric.windows) == (metric.unit, True), reading
        assert reading.variant in ("", *metric.variants), reading
