"""Files of days with whatever anybody may write into them: every row accounted for, and nothing taken that cannot be."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from datetime import date, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._days.written import LARGEST, NumberForm, read_day
from tests.data_sources.day_files import opened, written
from tests.data_sources.days import TODAY, ZONE, read_all
from wallboard.source import Batch

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=5)).map(str)
CELLS = TEXTS | DAYS | st.integers().map(str) | st.floats().map(str) | st.decimals().map(str) | st.just("")


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["Date", "Visits", "Absent"], *rows])
    return text.getvalue()


def read_hostile(content: bytes, **changed: Any) -> list[Batch]:
    with tempfile.TemporaryDirectory() as folder:
        return read_all(opened(written(Path(folder) / "days.csv", content), **changed))


def assert_sound(batches: list[Batch]) -> None:
    """Every row accounted for; of each day one row, of the past, with numbers that can be."""
    for batch in batches:
        assert batch.read == len(batch.days) + batch.repeats + len(batch.set_aside)
        assert len({each.day for each in batch.days}) == len(batch.days)
        assert all(each.day <= TODAY for each in batch.days)
        numbers = [number for each in batch.days for number in each.numbers.values()]
        assert all(isfinite(number) and abs(number) <= LARGEST for number in numbers)
        assert all(row.reason and row.key for row in batch.set_aside)


@pytest.mark.slow
@given(st.lists(st.tuples(DAYS | TEXTS, CELLS, CELLS), max_size=20))
def test_whatever_stands_in_a_table_every_row_is_accounted_for(rows: list[tuple[str, str, str]]) -> None:
    batches = read_hostile(as_csv(rows).encode())
    assert_sound(batches)
    assert sum(batch.read for batch in batches) <= len(rows)


@given(st.binary(max_size=200), st.sampled_from(["auto", "utf-8", "cp1252", "latin-1"]), st.sampled_from([".", ","]))
def test_whatever_bytes_follow_the_header_nothing_breaks(content: bytes, encoding: str, decimal: str) -> None:
    batches = read_hostile(b"Date,Visits,Absent\n2026-11-01,1,1\n" + content, encoding=encoding, decimal=decimal)
    assert_sound(batches)


@given(st.floats(-LARGEST, LARGEST), st.sampled_from([".", ","]), st.sampled_from(["", ".", ",", " ", "'"]))
def test_a_number_that_is_written_in_a_form_is_read_as_it_was(number: float, decimal: str, thousands: str) -> None:
    if decimal == thousands:
        return
    written_ = f"{number:,.4f}".translate({ord(","): thousands, ord("."): decimal})
    assert NumberForm(decimal, thousands).read(written_) == float(f"{number:.4f}")


@given(st.text(max_size=20), st.sampled_from([".", ","]), st.sampled_from(["", ".", ",", " ", "'"]))
def test_no_text_is_more_than_a_number_or_none(text: str, decimal: str, thousands: str) -> None:
    number = NumberForm(decimal, thousands).read(text)
    assert number is None or any(letter.isdigit() for letter in text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["iso", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]))
def test_a_day_that_is_written_in_a_form_is_read_as_it_was(day: date, form: str) -> None:
    text = day.isoformat() if form == "iso" else day.strftime(form)
    assert read_day(text, [form], ZONE) == day


@given(st.text(max_size=30) | st.datetimes().map(str))
def test_no_text_is_more_than_a_day_or_none(text: str) -> None:
    day = read_day(text, ["iso", "%d.%m.%Y", "%d %b %y"], ZONE)
    assert day is None or 1900 <= day.year <= 2199
