"""From what metrics declare to readings: what is wanted, in which window, and what it means that there is no value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wallboard.metrics import Metric
from wallboard.metrics.registry import Figure
from wallboard.metrics.walk import plan, readings, unknown_readings
from wallboard.model import Basis, Reading, Scope, State

SITE = Scope("main")
NOW = 311
Counts = dict[str, float]  # what the metrics of these tests are computed from


def metric(name: str, *figures: Figure, **more: Any) -> Metric[Counts]:
    told = figures[0] if len(figures) == 1 else figures
    return Metric(f"calls.{name}", "calls", "x", "x", "x", lambda _: told, **more)


def told(*metrics: Metric[Counts], window: str = "now", want: tuple[str, ...] | None = None) -> list[Reading]:
    return readings(plan(metrics, window, want).compute({}), SITE, window, NOW)


def test_one_figure_and_several_are_told_alike() -> None:
    band = Figure(3, 7, "late", ("band", "(0,1]"), since=5)
    one, two, three = told(metric("one", Figure(1)), metric("two", Figure(2, 9), band))
    assert one == Reading("calls.one", SITE, "now", 1, "calls", NOW)
    assert two == Reading("calls.two", SITE, "now", 2, "calls", NOW, n=9)
    assert three == Reading("calls.two", Scope("main", band="(0,1]"), "now", 3, "calls", NOW, "late", 7, since=5)


def test_only_what_is_wanted_is_computed() -> None:
    asked: list[str] = []

    def figures(name: str) -> Callable[[Counts], Figure]:
        def told(_: Counts) -> Figure:
            asked.append(name)
            return Figure(1)

        return told

    metrics = tuple(Metric(name, "calls", "x", "x", "x", figures(name)) for name in ("a", "b"))
    assert [reading.metric for reading in told(*metrics, want=("b", "not one"))] == ["b"]
    assert asked == ["b"]
    assert not plan(metrics, "now", ("not one",))


def test_a_metric_and_its_variants_are_in_their_windows_alone() -> None:
    own = metric("x", Figure(1), Figure(2, variant="own"), windows=("30m", "today"), only_in={"own": ("today",)})
    assert [reading.value for reading in told(own, window="today")] == [1, 2]
    assert [reading.value for reading in told(own, window="30m")] == [1]
    assert told(own, window="now") == []


@pytest.mark.parametrize("nothing", [State.NO_CALLS, State.TOO_FEW])
def test_what_no_value_means_is_said_by_the_metric(nothing: State) -> None:
    (reading,) = told(metric("x", Figure(None, 4), nothing=nothing))
    assert reading == Reading("calls.x", SITE, "now", None, "calls", NOW, n=4, state=nothing)


def test_what_nobody_can_tell_is_unknown_and_not_observed() -> None:
    expected = Reading("calls.x", SITE, "now", None, "calls", NOW, state=State.UNKNOWN, basis=Basis.UNKNOWN)
    assert told(metric("x", Figure(None, 4))) == [expected]
    computed = plan((metric("x", Figure(8, 4)),), "now", None).compute({})
    assert unknown_readings(computed, SITE, "now", NOW) == [expected]
