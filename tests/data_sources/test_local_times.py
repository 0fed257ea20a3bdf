"""Local times without a zone, in the order in which they were written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._text.local_times import LocalTimes
from wallboard.clock import iso, local, micros
from wallboard.model import DAY, MINUTE, SECOND, Micros

CHICAGO = ZoneInfo("America/Chicago")
FAR = micros(datetime(2030, 1, 1, tzinfo=UTC))


def at(text: str) -> Micros:
    return micros(datetime.fromisoformat(text))


def read(*told: object, zone: ZoneInfo = CHICAGO, now: Micros = FAR, **known: Micros) -> list[str | None]:
    times = LocalTimes(zone, now, **known)
    return [None if (found := times.instant(one)) is None else iso(found) for one in told]


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-22 01:39:20.429028",
        "2026-11-22T01:39:20.429028",
        "2026-11-22 07:39:20.429028+00:00",
        "2026-11-22T07:39:20.429028Z",
        "1795333160.429028",
        Decimal("1795333160.429028"),
        datetime(2026, 11, 22, 1, 39, 20, 429028),
        datetime(2026, 11, 22, 8, 39, 20, 429028, timezone(timedelta(hours=1))),
    ],
)
def test_every_form_of_one_instant_reads_the_same(told: object) -> None:
    assert read(told) == ["2026-11-22T07:39:20.429028Z"]


@pytest.mark.parametrize("told", [1795333160, "1795333160", 1795333160.0, "2026-11-22 01:39:20", " 1795333160 "])
def test_a_time_without_fraction_is_read(told: object) -> None:
    assert read(told) == ["2026-11-22T07:39:20Z"]


@pytest.mark.parametrize(
    "told",
    [
        None, "", " ", "NULL", "0000-00-00 00:00:00", "2026-11-22", "2026-11-22 01:39", "2026-13-01 00:00:00",
        "2026-11-22 01:39:61", "2026-11-22 01:39:2x", "2026-11-22 01:39:20.", "2026-11-22 01:39:20.x", "-5", "1e9",
        "1" * 40, float("nan"), float("inf"), True, b"1795333160", "2026-11-22 25:00:00", object(),
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(told: object) -> None:
    assert read(told) == [None]


def test_the_hour_that_happens_twice_is_told_apart_by_order() -> None:
    told = ["2026-11-01 00:59:00", "2026-11-01 01:10:00", "2026-11-01 01:59:59", "2026-11-01 01:00:01",
            "2026-11-01 01:30:00", "2026-11-01 01:59:00", "2026-11-01 02:00:00"]  # fmt: skip
    assert read(*told) == [
        "2026-11-01T05:59:00Z", "2026-11-01T06:10:00Z", "2026-11-01T06:59:59Z", "2026-11-01T07:00:01Z",
        "2026-11-01T07:30:00Z", "2026-11-01T07:59:00Z", "2026-11-01T08:00:00Z",
    ]  # fmt: skip


def test_rows_a_little_out_of_order_do_not_start_the_second_hour() -> None:
    assert read("2026-11-01 01:10:30", "2026-11-01 01:10:05") == ["2026-11-01T06:10:30Z", "2026-11-01T06:10:05Z"]


def test_the_second_hour_is_known_from_the_row_before_the_cursor() -> None:
    assert read("2026-11-01 01:10:00", last=at("2026-11-01T06:50:00+00:00")) == ["2026-11-01T07:10:00Z"]


def test_after_a_quiet_first_hour_the_last_poll_tells_which_one_it_is() -> None:
    polled = at("2026-11-01T07:15:00+00:00")
    assert read("2026-11-01 01:20:00", last=at("2026-11-01T05:00:00+00:00"), polled=polled) == ["2026-11-01T07:20:00Z"]


def test_a_clock_that_jumps_back_within_the_first_hour_stays_in_it() -> None:
    """The second hour has not come yet, by our own clock."""
    now = at("2026-11-01T06:30:00+00:00")
    assert read("2026-11-01 01:30:00", "2026-11-01 01:20:00", now=now) == [
        "2026-11-01T06:30:00Z",
        "2026-11-01T06:20:00Z",
    ]


def test_an_hour_that_the_zone_skips_is_read_as_if_clocks_had_not_gone_forward_yet() -> None:
    assert read("2026-03-08 02:30:00") == ["2026-03-08T08:30:00Z"]


@given(
    start=st.integers(micros(datetime(2026, 10, 31, 12, tzinfo=UTC)), micros(datetime(2026, 11, 1, 5, tzinfo=UTC))),
    steps=st.lists(st.integers(0, 50 * MINUTE), min_size=1, max_size=60),
)
def test_any_rising_log_that_is_never_silent_for_an_hour_is_read_back_exactly(start: Micros, steps: list[int]) -> None:
    instants = [start]
    for step in steps:
        instants.append(instants[-1] + step)
    times = LocalTimes(CHICAGO, FAR)
    told = [local(instant, CHICAGO).strftime("%Y-%m-%d %H:%M:%S.%f") for instant in instants]
    assert [times.instant(one) for one in told] == instants


@given(st.one_of(st.text(), st.text("0123456789-: .TZ+"), st.floats(), st.integers(), st.binary()))
def test_nothing_that_a_column_may_hold_raises(told: object) -> None:
    found = LocalTimes(CHICAGO, FAR).instant(told)
    assert found is None or isinstance(found, int)


@pytest.mark.slow
def test_the_instant_of_every_half_hour_of_two_years_survives() -> None:
    times = LocalTimes(ZoneInfo("Europe/Berlin"), FAR)
    first = at("2025-01-01T00:00:00+00:00")
    for instant in range(first, first + 730 * DAY, 30 * MINUTE):
        told = local(instant + 7 * SECOND, ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%d %H:%M:%S")
        assert times.instant(told) == instant + 7 * SECOND
