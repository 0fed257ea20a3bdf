"""Written times become instants: formats, dates, and the hours that a clock repeats or skips."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._text.times import read_times
from wallboard.clock import iso, micros
from wallboard.model import NO_INSTANT

CHICAGO = ZoneInfo("America/Chicago")
US = "%m/%d/%Y %I:%M:%S %p"


def read(text: str, *formats: str, **how: Any) -> str:
    got = read_times(np.array([text], dtype=object), formats or ("iso",), CHICAGO, **how)
    if got.unreadable[0]:
        return "unreadable"
    return "none" if got.at[0] == NO_INSTANT else iso(int(got.at[0]))


@pytest.mark.parametrize(
    ("text", "formats", "instant"),
    [
        ("2012-01-11 10:04:24.0", ("iso",), "2012-01-11T16:04:24Z"),
        ("2012-01-11T10:04:24.217", ("iso",), "2012-01-11T16:04:24.217000Z"),
        ("2012-01-11 10:04", ("iso",), "2012-01-11T16:04:00Z"),
        ("2012-07-11 10:04:24", ("iso",), "2012-07-11T15:04:24Z"),
        ("2012-01-11T10:04:24Z", ("iso",), "2012-01-11T10:04:24Z"),
        ("2012-01-11 10:04:24+00", ("iso",), "2012-01-11T10:04:24Z"),
        ("2012-01-11 10:04:24-0500", ("iso",), "2012-01-11T15:04:24Z"),
        ("2012-01-11T10:04:24.5+01:00", ("iso",), "2012-01-11T09:04:24.500000Z"),
        ("06/26/2018 12:58:54 AM", (US,), "2018-06-26T05:58:54Z"),
        ("06/26/2018 10:58:54 PM", ("iso", US), "2018-06-27T03:58:54Z"),
        ("1530000000", ("epoch",), "2018-06-26T08:00:00Z"),
        ("1530000000.25", ("epoch",), "2018-06-26T08:00:00.250000Z"),
        ("1530000000500", ("epoch_ms",), "2018-06-26T08:00:00.500000Z"),
        ("", ("iso",), "none"),
        ("26/06/2018 10:58:54 AM", ("iso", US), "unreadable"),
        ("2012", ("iso",), "unreadable"),
        ("2012-02-30", ("iso",), "unreadable"),
        ("9999-12-31", ("iso",), "unreadable"),
        ("0001-01-01 00:00:00", ("iso",), "unreadable"),
        ("1e400", ("epoch",), "unreadable"),
        ("nan", ("epoch",), "unreadable"),
    ],
)
def test_a_time_is_read_by_the_first_format_that_can(text: str, formats: tuple[str, ...], instant: str) -> None:
    assert read(text, *formats) == instant


def test_a_date_is_its_first_moment_or_its_last() -> None:
    assert read("2012-01-24") == "2012-01-24T06:00:00Z"
    assert read("2012-01-24", lasts_all_day=True) == "2012-01-25T05:59:59.999999Z"
    assert read("01/24/2012", "%m/%d/%Y", lasts_all_day=True) == "2012-01-25T05:59:59.999999Z"
    assert read("2012-01-24 00:00:00.0", lasts_all_day=True) == "2012-01-24T06:00:00Z"
    assert read("2012-01-24 00:00:00.0", lasts_all_day=True, dates=True) == "2012-01-25T05:59:59.999999Z"
    assert read("2012-01-25T03:00:00Z", lasts_all_day=True, dates=True) == "2012-01-25T05:59:59.999999Z"


def test_the_day_on_which_clocks_change_ends_when_it_ends() -> None:
    assert read("2012-03-11", lasts_all_day=True) == "2012-03-12T04:59:59.999999Z"
    assert read("2012-11-04", lasts_all_day=True) == "2012-11-05T05:59:59.999999Z"


def test_a_local_time_that_does_not_exist_is_the_first_that_does() -> None:
    assert read("2012-03-11 02:30:00") == "2012-03-11T08:00:00Z"


def test_a_local_time_that_comes_twice_is_the_first_and_its_second_is_told() -> None:
    got = read_times(np.array(["2012-11-04 01:30:00"], dtype=object), ("iso",), CHICAGO)
    assert [iso(int(at[0])) for at in (got.at, got.later)] == ["2012-11-04T06:30:00Z", "2012-11-04T07:30:00Z"]


def test_words_for_no_time_are_none() -> None:
    assert read("1970-01-01 00:00:00", unset={"1970-01-01 00:00:00"}) == "none"
    assert read("0", "epoch", unset={"0"}) == "none"


@given(
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1)), st.sampled_from(["Europe/London", "Asia/Tokyo", "UTC"])
)
def test_reading_agrees_with_the_standard_library(local: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    got = int(read_times(np.array([local.isoformat(sep=" ")], dtype=object), ("iso",), zone).at[0])
    first = local.replace(tzinfo=zone)
    exists = first.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == local
    if exists:
        assert got == micros(first)
    else:
        assert abs(got - micros(first)) < timedelta(hours=1) // timedelta(microseconds=1)
