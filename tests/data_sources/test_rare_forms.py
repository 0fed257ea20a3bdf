"""What is read without pandas is read as pandas reads it, and what is not, by pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._text.numbers import numbers
from data_sources._text.plain_iso import plain_iso_times
from data_sources._text.rare_forms import rare_iso_times, rare_numbers
from data_sources._text.zones import to_utc, to_wall

ODD_ISO = [
    "2012-1-2 03:04",
    "2012-W01-1",
    "2012-01-02T0304",
    "2012-01-02T03:0405",
    "2012-01-02 03:04:05 Z",
    "2012-01-02 03:04-5",
    "2012-01-02 03:04:05.",
    "2012-01-02T03:04:05.1234567",
    "2012-02-30 10:00",
    "2012-01-02 24:00",
    "2012-01-02Z",
    "٢٠١٢-01-02 10:00",
    "2012-01-02_03:04",
    "NULL-01-02",
    "today",
]
TEXTS = st.builds(
    lambda at, separator, size, end: at.isoformat(separator)[:size] + (end if size > 10 else ""),
    st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(
        lambda at: at.replace(microsecond=at.microsecond | 1)
    ),
    st.sampled_from(" T"),
    st.sampled_from([10, 13, 16, 19, 21, 23, 26]),
    st.sampled_from(["", "Z", "+00:00"]),
)


def column(*texts: str) -> npt.NDArray[np.object_]:
    return np.array(texts, dtype=object)


@given(TEXTS)
def test_plain_times_are_as_pandas_reads_them(text: str) -> None:
    read = plain_iso_times(column(text))
    assert read is not None
    assert read[0].tolist() == rare_iso_times(column(text), utc=read[1]).tolist()
    assert read[1] == text.endswith(("Z", "+00:00"))


@pytest.mark.parametrize("odd", ODD_ISO)
def test_any_other_time_is_left_to_pandas_with_its_whole_column(odd: str) -> None:
    assert plain_iso_times(column("2012-01-02 03:04:05", odd)) is None
    assert plain_iso_times(column(odd, "2012-01-02 03:04:05")) is None


def test_local_times_and_utc_are_not_read_as_one_column() -> None:
    assert plain_iso_times(column("2012-01-02 03:04:05", "2012-01-02 03:04:05Z")) is None
    assert plain_iso_times(column("2012-01-02 03:04:05Z", "2012-01-02 03:04:05")) is None


@pytest.mark.parametrize(
    "odd", ["-5", "1e9", "1_000", "0x10", "9999999999999999", " 1", "inf", "٣", "+7", "5.", "true"]
)
def test_a_number_is_as_pandas_reads_it(odd: str) -> None:
    for texts in (column("12", "", "0012"), column("12", "", odd)):
        np.testing.assert_array_equal(numbers(texts), rare_numbers(texts))


def utc(zone: str, wall: str) -> list[Any]:
    return [read.item().isoformat() for (read,) in to_utc(np.array([wall], "datetime64[us]"), ZoneInfo(zone))]


def test_a_time_that_a_clock_skips_is_the_first_that_it_shows_again() -> None:
    assert utc("America/Chicago", "2012-03-11T02:30:00.5") == ["2012-03-11T08:00:00"] * 2
    assert utc("Pacific/Apia", "2011-12-30T20:44") == ["2011-12-30T10:00:00"] * 2  # a whole day was left out
    assert utc("Africa/Monrovia", "1972-01-07T00:44:10") == ["1972-01-07T00:44:30"] * 2


@given(
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1)),
    st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "UTC"]),
)
def test_an_instant_is_shown_as_the_standard_library_shows_it_and_read_back(at: datetime, name: str) -> None:
    instants = np.array([at, "NaT"], "datetime64[us]")
    walls = to_wall(instants, ZoneInfo(name))
    assert walls.tolist() == [at.replace(tzinfo=UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None), None]
    assert at in [read[0].item() for read in to_utc(walls, ZoneInfo(name))]


@given(st.integers(0, 26 * 3600))
def test_both_readings_of_an_hour_that_comes_twice_are_found(second: int) -> None:
    at = datetime(2012, 11, 4) + timedelta(seconds=second)
    zone = ZoneInfo("America/Chicago")
    expected = [at.replace(tzinfo=zone, fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)]
    assert [read[0].item() for read in to_utc(np.array([at], "datetime64[us]"), zone)] == expected
