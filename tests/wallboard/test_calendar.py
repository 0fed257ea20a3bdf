"""Business time: hours, holidays, nights and the days on which clocks change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wide import WIDE
from wallboard.calendar import NEVER, Calendar
from wallboard.clock import local, micros
from wallboard.metrics.silence import open_for
from wallboard.model import DAY, HOUR, MINUTE
from wallboard.settings import Hours

CHICAGO = ZoneInfo("America/Chicago")
WEEK = Hours(mon="08:00-17:00", tue="08:00-17:00", wed="08:00-17:00", thu="08:00-17:00", fri="08:00-13:00")
OFFICE = Calendar((WEEK,), CHICAGO)
ALL_DAY = Hours(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"))


def at(text: str, zone: ZoneInfo = CHICAGO) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=zone))


def shows(wall: datetime, place: ZoneInfo) -> int:
    """The first instant at which a clock there shows so late."""
    by_the_clock_of_before = micros(wall.replace(tzinfo=place))
    if local(by_the_clock_of_before, place).replace(tzinfo=None) == wall:
        return by_the_clock_of_before
    minutes = range(by_the_clock_of_before - 25 * HOUR, by_the_clock_of_before + MINUTE, MINUTE)
    return next(at for at in minutes if local(at, place).replace(tzinfo=None) >= wall)


def test_without_hours_it_is_always_open() -> None:
    always = Calendar((), CHICAGO)
    now = at("2026-03-08T02:30")
    assert always.is_open(now)
    assert always.next_open(now) == now
    assert always.open_until(now) is None
    assert always.business_us(now) == now
    assert always.mean_open_day_us(date(2026, 1, 1)) == DAY


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-16T07:59:59.999999", False),
        ("2026-11-16T08:00", True),
        ("2026-11-16T16:59:59.999999", True),
        ("2026-11-16T17:00", False),
        ("2026-11-21T12:00", False),
    ],
)
def test_it_is_open_from_the_first_instant_to_just_before_the_last(when: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(when)) is is_open


def test_after_friday_it_opens_on_monday() -> None:
    assert OFFICE.next_open(at("2026-11-20T13:00")) == at("2026-11-23T08:00")
    assert OFFICE.open_until(at("2026-11-20T09:00")) == at("2026-11-20T13:00")
    assert OFFICE.open_until(at("2026-11-21T09:00")) == at("2026-11-21T09:00")


def test_open_time_is_counted_in_open_hours_only() -> None:
    start = at("2026-11-19T16:00")
    end = at("2026-11-23T09:30")
    assert OFFICE.business_us(end) - OFFICE.business_us(start) == HOUR + 5 * HOUR + 90 * MINUTE


def test_an_amount_that_ends_at_closing_time_ends_that_day() -> None:
    opened = OFFICE.business_us(at("2026-11-19T16:00"))
    assert OFFICE.instant_at(opened + HOUR) == at("2026-11-19T17:00")
    assert OFFICE.instant_at(opened + HOUR + 1) == at("2026-11-20T08:00") + 1


def test_holidays_and_closed_days_are_closed() -> None:
    calendar = Calendar(
        (Hours(thu="08:00-17:00", fri="08:00-17:00", holidays="US-IL", closed_days=[date(2026, 11, 27)]),), CHICAGO
    )
    assert calendar.next_open(at("2026-11-20T18:00")) == at("2026-12-03T08:00")


def test_the_night_that_clocks_go_forward_has_an_hour_less_and_the_other_an_hour_more() -> None:
    night = Calendar((ALL_DAY,), CHICAGO)
    for day, next_day, hours in (("2026-03-08", "2026-03-09", 23), ("2026-11-01", "2026-11-02", 25)):
        passed = night.business_us(at(f"{next_day}T00:00")) - night.business_us(at(f"{day}T00:00"))
        assert passed == hours * HOUR
    assert night.open_until(at("2026-03-08T01:00")) is not None
    assert night.is_open(at("2026-03-08T23:59:59.999999"))


def test_office_hours_keep_their_length_when_clocks_change() -> None:
    sunday = Calendar((Hours(sun="08:00-17:00"),), CHICAGO)
    for start, end in (("2026-03-08T00:00", "2026-03-09T00:00"), ("2026-11-01T00:00", "2026-11-02T00:00")):
        assert sunday.business_us(at(end)) - sunday.business_us(at(start)) == 9 * HOUR


def test_what_clocks_skip_opens_and_closes_when_they_skip_it() -> None:
    """02:00 to 03:00 is not there on that Sunday."""
    calendar = Calendar((Hours(sun="00:00-02:30"),), CHICAGO)
    assert calendar.open_until(at("2026-03-08T00:00")) == at("2026-03-08T03:00")
    assert not Calendar((Hours(sun="02:10-02:50"),), CHICAGO).is_open(at("2026-03-08T03:20"))
    assert Calendar((Hours(sun="02:30-04:00"),), CHICAGO).next_open(at("2026-03-08T00:00")) == at("2026-03-08T03:00")


def test_single_days_have_hours_of_their_own_whatever_else_is_said_of_them() -> None:
    days = {
        "2026-12-24": "08:00-12:00",
        "2026-12-25": "10:00-11:00",
        "2026-12-26": "closed",
        "2026-12-27": "09:00-10:00",
    }
    calendar = Calendar((Hours(thu="08:00-17:00", fri="08:00-17:00", holidays="US", special_days=days),), CHICAGO)
    assert calendar.open_until(at("2026-12-24T08:00")) == at("2026-12-24T12:00")
    assert calendar.next_open(at("2026-12-24T12:00")) == at("2026-12-25T10:00")
    assert calendar.next_open(at("2026-12-25T11:00")) == at("2026-12-27T09:00")
    assert calendar.next_open(at("2026-12-27T10:00")) == at("2026-12-31T08:00")


def test_hours_over_midnight_end_on_the_next_day() -> None:
    late = Calendar((Hours(fri="22:00-02:00"),), CHICAGO)
    assert late.open_until(at("2026-11-20T23:00")) == at("2026-11-21T02:00")
    assert late.mean_open_day_us(date(2026, 11, 20)) == 4 * HOUR


def test_hours_change_on_their_day_and_the_first_holds_before() -> None:
    calendar = Calendar(
        (
            Hours(**{"from": date(2026, 11, 18), "wed": "10:00-12:00"}),
            Hours(**{"from": date(2026, 1, 1), "wed": "08:00-12:00"}),
        ),
        CHICAGO,
    )
    assert calendar.next_open(at("2026-11-11T00:00")) == at("2026-11-11T08:00")
    assert calendar.next_open(at("2026-11-18T00:00")) == at("2026-11-18T10:00")
    assert calendar.is_open(at("2025-11-12T08:00"))
    assert calendar.mean_open_day_us(date(2026, 11, 17)) == 4 * HOUR
    assert calendar.mean_open_day_us(date(2026, 11, 18)) == 2 * HOUR


def test_a_calendar_that_never_opens_never_reaches_any_amount() -> None:
    never = Calendar((Hours(),), CHICAGO)
    assert never.next_open(at("2026-11-20T13:00")) is None
    assert never.instant_at(1) == NEVER
    assert never.business_us(at("2026-11-20T13:00")) == 0
    assert never.business_us(np.array([at("2026-11-20T13:00")])).tolist() == [0]
    assert never.instant_at(np.array([1])).tolist() == [NEVER]


def test_several_who_ask_at_once_are_told_by_one_table() -> None:
    class Slow(Calendar):
        def _open_spans(self, first: date, end: date) -> Iterator[tuple[int, int]]:
            time.sleep(0.05)
            return super()._open_spans(first, end)

    calendar, instant = Slow((WEEK,), CHICAGO), at("2026-11-20T13:00")
    with ThreadPoolExecutor(4) as many:
        told = list(many.map(calendar.business_us, [instant] * 4))
    assert told == [Calendar((WEEK,), CHICAGO).business_us(instant)] * 4


DAYS = [date(2009, 1, 1) + timedelta(days=nth) for nth in range((date(2020, 1, 1) - date(2009, 1, 1)).days)]


def is_near_a_change(day: date, place: ZoneInfo) -> bool:
    """Whether clocks there change within two days of it."""
    before, after = (datetime.combine(day + timedelta(days=by), clock_time(12), place).utcoffset() for by in (-2, 2))
    return before != after


@cache
def changing_in(zone: str) -> frozenset[date]:
    return frozenset(day for day in DAYS if is_near_a_change(day, ZoneInfo(zone)))


@pytest.mark.parametrize("zone", ["America/Chicago", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"])
@pytest.mark.parametrize("spans", ["00:00-24:00", "22:00-02:00", "00:00-00:30, 01:15-03:00, 23:30-24:00"])
def test_every_day_opens_and_closes_as_the_zone_has_it(zone: str, spans: str) -> None:
    """Most days are worked out without the zone: those on which clocks change, or that are skipped, must not be. Looked at is each
    day around a change, and of the others one in nine; with WALLBOARD_WIDE all."""
    place, names = ZoneInfo(zone), ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = Hours(**dict.fromkeys(names, spans))
    calendar, changing = Calendar((hours,), place), changing_in(zone)
    assert len(changing) > 70, "some twice a year"
    looked_at = (day for day in DAYS if WIDE or day in changing or day.toordinal() % 9 == 0)
    for day in looked_at:
        for opens, closes in hours.mon:
            begins = shows(datetime.combine(day, opens), place)
            until = day if opens < closes < clock_time.max else day + timedelta(days=1)
            ends = shows(datetime.combine(until, clock_time() if closes == clock_time.max else closes), place)
            open_time = calendar.business_us(ends) - calendar.business_us(begins)
            assert begins >= ends or open_time == ends - begins, day


def test_mean_open_day_is_over_days_that_open() -> None:
    assert OFFICE.mean_open_day_us(date(2026, 11, 20)) == (4 * 9 + 5) * HOUR // 5


INSTANTS = st.integers(at("1969-01-01T00:00"), at("2060-01-01T00:00"))


@given(st.lists(INSTANTS, min_size=1, max_size=20))
def test_many_instants_give_what_each_gives(instants: list[int]) -> None:
    many = np.array(instants, dtype=np.int64)
    open_time = OFFICE.business_us(many)
    assert open_time.tolist() == [OFFICE.business_us(instant) for instant in instants]
    assert OFFICE.instant_at(open_time).tolist() == [OFFICE.instant_at(int(b)) for b in open_time]


@given(INSTANTS, INSTANTS)
def test_open_time_never_runs_back_nor_faster_than_time(a: int, b: int) -> None:
    a, b = min(a, b), max(a, b)
    assert 0 <= OFFICE.business_us(b) - OFFICE.business_us(a) <= b - a


@given(st.integers(at("1971-01-01T00:00"), at("2060-01-01T00:00")))
def test_the_instant_of_an_amount_is_the_first_that_has_it(instant: int) -> None:
    amount = OFFICE.business_us(instant)
    first = OFFICE.instant_at(amount)
    assert first <= instant
    assert OFFICE.business_us(first) == amount
    assert OFFICE.business_us(first - 1) < amount


@pytest.mark.slow
@given(
    st.integers(at("1960-01-01T00:00"), at("2195-01-01T00:00")),
    st.lists(st.integers(0, 800 * DAY), min_size=1, max_size=4),
    st.sampled_from(
        [
            (WEEK,),
            (),
            (Hours(),),
            (Hours(fri="22:00-06:00", thu="00:00-24:00", holidays="US"),),
            (WEEK, Hours(from_=date(2024, 6, 1), sun="20:00-04:00")),
        ]
    ),
)
@examples(60)
def test_a_calendar_around_an_instant_says_of_all_that_follows_what_the_whole_one_says(
    start: int, later: list[int], hours: tuple[Hours, ...]
) -> None:
    whole, around = Calendar(hours, CHICAGO), Calendar.around(start, hours, CHICAGO)
    for when in (start + by for by in later):
        assert around.open_until(when) == whole.open_until(when)
        assert around.next_open(when) == whole.next_open(when)
        assert open_for(around, start, when) == open_for(whole, start, when)


def test_many_instants_are_found_among_many_spans_of_a_day_too() -> None:
    """More of them than are looked through one after the other."""
    spans = ", ".join(f"{hour:02}:00-{hour:02}:50" for hour in range(24))
    calendar = Calendar((Hours(mon=spans, tue="10:00-10:01"),), CHICAGO)
    begins = at("1969-12-31T00:00")
    instants = np.array(
        [begins + step * 7 * MINUTE for step in range(3000)] + [at("2026-11-16T13:45"), NEVER], np.int64
    )
    assert calendar.business_us(instants).tolist() == [calendar.business_us(int(instant)) for instant in instants]
