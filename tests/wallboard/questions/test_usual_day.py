"""The one usual: which days make it, and by which rules they are counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tests.spans import span_by_span
from wallboard.clock import day_start, local_day
from wallboard.ledger import OutOfRetention
from wallboard.metrics.usual import Usual
from wallboard.model import HOUR, SECOND, Micros
from wallboard.questions.usual import usual_day, usual_of_site
from wallboard.settings import Settings

UTC = ZoneInfo("UTC")
TUESDAY = date(2026, 11, 24)
NINE, TEN = 36, 40  # slots
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-20:00")
CITY = {"sites": {"main": {"name": "Main", "zone": "UTC", "hours": [HOURS]}}}


def settings(**more: object) -> Settings:
    return Settings.model_validate(CITY | {"usual_weeks": 3} | more)


class Past:
    """Calls that waited 40 s, by day: (queue, hour) each. Days before `kept_since` were purged."""

    def __init__(self, calls: dict[date, list[tuple[str, float]]], kept_since: date = date.min) -> None:
        self.calls, self.kept_since = calls, kept_since

    def visits(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        day = local_day(since, UTC)
        assert (site, until) == ("main", day_start(day + timedelta(days=1), UTC))
        if day < self.kept_since:
            raise OutOfRetention("calls", day_start(self.kept_since, UTC))
        told = self.calls.get(day, [])
        entered = np.array([since + round(hour * HOUR) for _, hour in told], dtype=np.int64)
        facts: dict[str, Any] = {"left": entered + 40 * SECOND, "outcome": "answered", "reason": "", "wait_s": 40}
        return pd.DataFrame({"queue": [queue for queue, _ in told], "entered": entered}).assign(**facts)


def weeks_ago(weeks: int) -> date:
    return TUESDAY - timedelta(weeks=weeks)


def usual(past: Past, whole: Settings | None = None) -> Usual | None:
    return usual_of_site(span_by_span(past.visits), whole or settings(), "main", TUESDAY)


def test_it_is_the_median_of_the_same_weekday_in_the_weeks_before() -> None:
    n = {weeks_ago(1): 1, weeks_ago(2): 9, weeks_ago(3): 2, weeks_ago(4): 50, TUESDAY: 50, TUESDAY - timedelta(1): 50}
    found = usual(Past({day: [("roads", 9.0)] * calls for day, calls in n.items()}))
    assert found is not None
    assert (found.days, found.offered.middle[NINE]) == (3, 2)


def test_days_without_a_call_closed_or_purged_make_no_usual() -> None:
    calls = {weeks_ago(weeks): [("roads", 9.0)] * weeks for weeks in (1, 3)}
    both, one, none = usual(Past(calls)), usual(Past(calls, weeks_ago(1))), usual(Past({}))
    assert both is not None
    assert both.days == 2
    assert one is not None
    assert (one.days, one.offered.middle[NINE]) == (1, 1)
    assert none is None
    holiday = HOURS | {"closed_days": [weeks_ago(3)]}
    closed = usual(Past(calls), settings(sites={"main": {"name": "Main", "zone": "UTC", "hours": [holiday]}}))
    assert closed is not None
    assert (closed.days, closed.offered.middle[NINE]) == (1, 1)


def test_a_queue_that_nobody_called_on_a_day_had_none() -> None:
    past = Past(
        {
            weeks_ago(1): [("roads", 9.0)],
            weeks_ago(2): [("roads", 9.0)],
            weeks_ago(3): [("water", 9.0)] * 4,
        }
    )
    found = usual_day(span_by_span(past.visits), settings(), "main", TUESDAY)
    by_ten = {queue: (each.days, each.so_far[TEN]) for queue, each in found.by_queue.items()}
    assert by_ten == {"": (3, 1), "roads": (3, 1), "water": (3, 0)}
    assert {queue: each.days for queue, each in found.coming.items()} == dict.fromkeys(by_ten, 3)
    assert found.coming["water"].came_before(9 * 60 + 15) == [4, 0, 0], "the oldest day first"


def test_each_day_is_counted_by_the_promise_that_held_on_it() -> None:
    """40 s were in time until the promise became 30 s."""
    promise = [{"share": 0.8, "within_s": 60, "from": date(2026, 1, 1)}, {"within_s": 30, "from": weeks_ago(1)}]
    whole = settings(queues={"roads": {"targets": promise}})
    found = usual(Past({weeks_ago(weeks): [("roads", 9.0)] for weeks in (1, 2, 3)}), whole)
    assert found is not None
    assert (found.service_level.low[NINE], found.service_level.middle[NINE]) == (0, 1)


def test_the_usual_of_an_hour_is_the_median_of_hours_and_no_sum_of_medians() -> None:
    """Each day another quarter had the call: the median of every quarter is 0, and of the hour 1."""
    found = usual(Past({weeks_ago(weeks): [("roads", 9 + weeks / 4 - 0.25)] for weeks in (1, 2, 3)}))
    assert found is not None
    assert found.offered.middle[NINE:TEN].sum() == 0
    assert found.offered_in(range(NINE, TEN)) == 1
    assert found.offered_in([NINE]) == pytest.approx(0)
