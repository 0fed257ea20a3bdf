"""The course of a day, and what is usual for its weekday."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from wallboard.clock import day_start
from wallboard.metrics.usual import SLOTS, Course, DayWaits, slot_edges, usual, usual_courses, usual_days
from wallboard.metrics.usual import course as course_of
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, SECOND
from wallboard.state.thresholds import Threshold

CHICAGO, UTC = ZoneInfo("America/Chicago"), ZoneInfo("UTC")
FRIDAY = date(2026, 11, 20)
MIDNIGHT = day_start(FRIDAY, UTC)

COLUMNS = ("queue", "entered", "left", "outcome", "reason", "wait_s")


Row = tuple[str, int, int, str, str, int]  # COLUMNS


def visits(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def answered(entered: int, wait_s: int, queue: str = "roads") -> Row:
    return (queue, entered, entered + wait_s * SECOND, "answered", "", wait_s)


def course(rows: pd.DataFrame, day: date, zone: ZoneInfo, within_s: dict[str, float] | None = None) -> Course:
    """Within 30 s where nothing else is said; no abandon is short."""
    return course_of(rows, day, zone, lambda queue: Threshold((within_s or {}).get(queue, 30), 0))


def test_a_day_without_calls_offers_none_and_rates_nothing() -> None:
    empty = course(visits(), FRIDAY, UTC)
    assert (empty.offered.sum(), empty.waiting.sum()) == (0, 0)
    assert np.isnan(empty.asa_s).all()
    assert np.isnan(empty.service_level).all()


def test_calls_belong_to_the_slot_in_which_they_entered() -> None:
    eight = MIDNIGHT + 8 * HOUR
    day = course(visits(answered(eight - 1, 40), answered(eight, 20), answered(eight + DAY, 1)), FRIDAY, UTC)
    assert (day.offered[31], day.offered[32], day.offered.sum(), day.so_far[-1]) == (1, 1, 2, 2)
    assert (day.asa_s[31], day.asa_s[32], day.service_level[31], day.service_level[32]) == (40, 20, 0, 1)


def test_the_threshold_is_the_queues_own() -> None:
    day = course(visits(answered(MIDNIGHT, 20), answered(MIDNIGHT, 20, "water")), FRIDAY, UTC, {"water": 10})
    assert day.service_level[0] == 0.5


def test_depth_is_averaged_over_the_slot_and_goes_on_for_those_still_waiting() -> None:
    half = answered(MIDNIGHT, 450)
    still = ("roads", MIDNIGHT + 30 * MINUTE, NO_INSTANT, "waiting", "", -1)
    waiting = course(visits(half, still), FRIDAY, UTC).waiting
    assert waiting[:4] == pytest.approx([0.5, 0, 1, 1])


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (FRIDAY, 24)])
def test_slots_go_by_the_local_clock_whatever_the_length_of_the_day(day: date, hours: int) -> None:
    edges = slot_edges(day, CHICAGO)
    assert len(edges) == SLOTS + 1
    assert (np.diff(edges) >= 0).all()
    assert edges[-1] - edges[0] == hours * HOUR
    noon = answered(int(edges[48]), 5)
    assert (edges[48] - edges[0]) // HOUR == hours - 12
    assert course(visits(noon), day, CHICAGO).offered[48] == 1


def test_the_hour_that_a_day_lacks_is_empty_and_not_zero() -> None:
    waiting = course(visits(), date(2026, 3, 8), CHICAGO).waiting
    assert np.isnan(waiting[8:12]).all()
    assert waiting[12] == 0


def test_usual_days_are_the_same_weekday_without_closed_days() -> None:
    days = usual_days(FRIDAY, 4, closed=[FRIDAY - timedelta(weeks=2)])
    assert days == [FRIDAY - timedelta(weeks=week) for week in (4, 3, 1)]


def test_no_past_day_makes_no_usual() -> None:
    assert usual([]) is None


def test_the_usual_is_the_median_day_and_its_band() -> None:
    days = [course(visits(*[answered(MIDNIGHT + HOUR, 10)] * n), FRIDAY, UTC) for n in (1, 2, 9)]
    few, many = usual(days), usual(days * 4)
    assert few is not None
    assert many is not None
    assert (few.days, few.offered.low[4], few.offered.middle[4], few.offered.high[4]) == (3, 1, 2, 9)
    assert many.offered.high[4] == np.percentile([1, 2, 9] * 4, 90)


def test_the_usual_so_far_grows_through_the_slot() -> None:
    some = usual([course(visits(*[answered(MIDNIGHT + HOUR, 900)] * 8), FRIDAY, UTC)])
    assert some is not None
    edges = slot_edges(FRIDAY, UTC)
    assert some.course.offered_by(MIDNIGHT + HOUR, edges) == 0
    assert some.course.offered_by(MIDNIGHT + HOUR + 450 * SECOND, edges) == 4
    assert some.course.offered_by(MIDNIGHT + 23 * HOUR, edges) == 8
    assert some.course.waiting_at(MIDNIGHT + HOUR, edges) == 8


def of_any_kind(at: int, queue: str, wait_s: int, answers: bool) -> Row:
    entered = MIDNIGHT + at
    if answers:
        return answered(entered, wait_s, queue)
    return (
        (queue, entered, NO_INSTANT, "waiting", "", 0) if wait_s < 9 else (queue, entered, entered, "abandoned", "", 0)
    )


OF_ANY_KIND = st.builds(of_any_kind, st.integers(0, DAY - 1), st.sampled_from("abc"), st.integers(0, 90), st.booleans())


@examples(15)
@given(st.lists(st.lists(OF_ANY_KIND), min_size=1, max_size=6))
def test_the_usual_of_each_queue_is_that_of_whole_days_of_its_own(days: list[list[Row]]) -> None:
    told, edges = [visits(*rows) for rows in days], slot_edges(FRIDAY, UTC)
    waits = []
    for rows in told:
        entered, left = (rows[name].to_numpy(np.int64) for name in ("entered", "left"))
        waits.append(DayWaits.of(entered, left, rows["queue"].map("abc".index).to_numpy(np.int64), 3, edges))
    for queue, found in zip(["", *"abc"], usual_courses(waits), strict=True):
        ours = [rows if not queue else rows[rows["queue"] == queue] for rows in told]
        alone = usual([course(rows, FRIDAY, UTC) for rows in ours])
        assert alone is not None
        assert found.days == len(days)
        np.testing.assert_array_equal(found.so_far, alone.so_far.middle)
        np.testing.assert_array_equal(found.waiting, alone.waiting.middle)


def test_the_bands_are_those_of_pandas() -> None:
    days = [course(visits(*[answered(MIDNIGHT + HOUR, 10)] * n), FRIDAY, UTC) for n in range(6)]
    found = usual(days)
    for part in Course.__dataclass_fields__:
        by_pandas = pd.DataFrame([getattr(day, part) for day in days]).quantile((0.1, 0.5, 0.9)).to_numpy()
        for side, expected in zip(("low", "middle", "high"), by_pandas, strict=True):
            np.testing.assert_array_equal(getattr(getattr(found, part), side), expected)


@given(st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(0, 3000))))
def test_every_call_of_the_day_is_in_one_slot_and_all_waiting_is_accounted_for(calls: list[tuple[int, int]]) -> None:
    rows = visits(*(answered(MIDNIGHT + at, wait_s) for at, wait_s in calls))
    day = course(rows, FRIDAY, UTC)
    assert day.offered.sum() == len(calls)
    waited = sum(min(wait_s, (DAY - at) / SECOND) for at, wait_s in calls)
    assert day.waiting.sum() * 900 == pytest.approx(waited, abs=1e-3)
