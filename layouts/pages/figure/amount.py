"""A figure written in its unit, and what one of those that make it adds to it."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.wall.format import count, days, duration, number, percent
from wallboard.languages import N_, _
from wallboard.metrics import Metric
from wallboard.questions.behind import Adds
from wallboard.questions.usual import SURGE
from wallboard.questions.usual import VARIANT as USUAL

# Of a share, and of a count among others: what it says of one that counts for it, and of one that counts against it.
SHARES: Mapping[str, tuple[str, str]] = {
    "calls.service_level": (N_("in time"), N_("not in time")),
    "calls.abandon_rate": (N_("gave up"), N_("did not give up")),
    "tickets.on_time": (N_("in time"), N_("late")),
    "calls.called_again": (N_("had called before"), N_("had not called before")),
}


def written(value: float | int | None, metric: Metric, variant: str = "") -> str:  # type: ignore[type-arg]
    """A value of the metric with its unit, as boards write it."""
    match metric.unit:
        case "s":
            return duration(value)
        case "days":
            return days(value)
        case "ratio":
            return percent(value)
        case _:
            return number(f"{value:,.1f}") if variant in (USUAL, SURGE) and value is not None else count(value)


def adds_words(adds: Adds, metric: Metric, variant: str = "") -> str:  # type: ignore[type-arg]
    """What one adds: in time or not, its own wait, how often it counts."""
    if metric.name in SHARES:
        good, bad = SHARES[metric.name]
        return _(good if adds.value else bad)
    return written(adds.value, metric, variant)
