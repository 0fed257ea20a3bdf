"""The last half hour of a queue or a site as series, a point a minute: what sparklines are drawn from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from wallboard.metrics.calls import abandon_rate, service_level, speed_of_answer
from wallboard.model import ReadingKey, Scope
from wallboard.state.calls import CallState
from wallboard.state.group import Group
from wallboard.state.minutes import Points

RATES_OVER = "5m"


def trends(calls: CallState) -> dict[ReadingKey, Points]:
    """Of the site and of each queue. Worked out once a minute, and again for late rows."""
    series = dict(_of(calls.group(), Scope(calls.site), calls.variants()))
    for queue in calls.queues():
        series.update(_of(calls.group(queue), Scope(calls.site, queue=queue), calls.variants(queue)))
    return series


def _of(group: Group, scope: Scope, variants: Collection[str]) -> Iterator[tuple[ReadingKey, Points]]:
    """Waiting at each whole minute; speed of answer, service level and abandon rate over the 5 min before it."""
    minutes = group.minutes
    yield ReadingKey("calls.waiting", scope), minutes.waiting(len(group.entered))
    yield ReadingKey("calls.asa_s", scope, RATES_OVER), minutes.rate("asa", speed_of_answer)
    yield ReadingKey("calls.abandon_rate", scope, RATES_OVER), minutes.rate("abandon", abandon_rate)
    for variant in sorted(variants):
        key = ReadingKey("calls.service_level", scope, RATES_OVER, variant)
        yield key, minutes.rate(variant, partial(service_level, variant=variant))
