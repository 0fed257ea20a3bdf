"""Whoever has the workbook can make every figure of every week again from its days, by what it says of how they are made."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import openpyxl
import pytest

from layouts.pack import day_tables
from layouts.pack.compose import compose
from layouts.pack.workbook import workbook_bytes
from layouts.review.names import figure_name, where_name
from tests.wallboard.review.test_make import BY_QUEUE, DAYS, OF_REQUESTS, OF_SITE, SETTINGS, WEEK_ENDS
from wallboard.metrics.combining import AmountOf, ExtremeKind, FlowKind, Gap, RatioKind, StockKind
from wallboard.metrics.xmr import Better
from wallboard.periods import PeriodKind
from wallboard.review import Review
from wallboard.review.day_rows import packed
from wallboard.review.day_table import DayTable
from wallboard.review.make import OutsideFigure, ReviewDays, make_review
from wallboard.review.make_rows import day_rows

LOST = WEEK_ENDS - timedelta(days=20)
BY_HALF_HOUR = {day: replace(told, names=("09:00", "10:30")) for day, told in BY_QUEUE.items()}  # no rows of their own
Row = tuple[date, str, str, int | None, float]


def outside(name: str, kind: Any, told: Any, days: Mapping[date, object]) -> OutsideFigure:
    return OutsideFigure(name, f"{name} of the city", kind, told, "", Better.MORE, days, {})


@pytest.fixture(scope="module")
def review() -> Review:
    gaps = {LOST: Gap.SOURCE_LOST}
    days = ReviewDays(
        {"site": DayTable(OF_SITE, gaps), "queue": DayTable(BY_QUEUE, gaps), "half_hour": DayTable(BY_HALF_HOUR, gaps)},
        {"site": DayTable(OF_REQUESTS, {})},
        [
            outside("visits", FlowKind(), "flow", {day: float(100 + day.day) for day in DAYS}),
            outside("present", RatioKind(), "ratio", {day: AmountOf(40 + day.day, 80) for day in DAYS}),
            outside("pressure", ExtremeKind(), "extreme", {day: 60.0 + day.day for day in DAYS}),
            outside("stored", StockKind(), "stock", {day: 7.0 * day.day for day in DAYS}),
        ],
    )
    made = make_review(SETTINGS, "main", WEEK_ENDS, PeriodKind.WEEK, days, 0)
    return replace(made, rows=packed(day_rows(made, days)))


@pytest.fixture(scope="module")
def book(review: Review) -> Any:
    document = compose(replace(review), SETTINGS, with_rows=True)
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(replace(document, blocks=[]))))


def rows_of(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(min_row=2, values_only=True))


def made_again(how: str, rows: Sequence[Row]) -> float | None:
    """By the words of the workbook."""
    taken, _colon, counts = how.partition(": ")
    if taken == "sum of the days":
        return sum(row[4] for row in rows if row[2] == counts)
    if taken == "sums of the days":
        top, over = (summed(part.strip("()"), rows) for part in counts.split(" / "))
        return top / over if over else None
    if taken == "as the last day has it":
        last = max(row[0] for row in rows)
        return sum(row[4] for row in rows if row[2] == counts and row[0] == last)
    if taken == "the largest or smallest of the days":
        return max(row[4] for row in rows if row[2] == counts)
    share = {"the middle one of all waits": 50, "the wait that nine of ten did not exceed": 90}[taken]
    waits = [row[3] or 0 for row in rows if row[2] == counts for _call in range(int(row[4]))]
    return float(np.percentile(waits, share)) if waits else None


def summed(words: str, rows: Sequence[Row]) -> float:
    signs = {sign + name: -1 if "−" in sign else 1 for sign, name in re.findall(r"( [+−] |^)(.+?)(?= [+−] |$)", words)}
    return sum(sign * row[4] for words, sign in signs.items() for row in rows if row[2] == re.sub("^ [+−] ", "", words))


@pytest.mark.slow
def test_every_week_of_every_figure_is_made_again_from_the_days(book: Any, review: Review) -> None:
    how = dict(rows_of(book, "Made of days"))
    days = [(date.fromisoformat(row[0]), *row[1:]) for row in rows_of(book, "Days")]
    checked = 0
    for figure in review.figures:
        name = figure_name(figure.key, figure.title, SETTINGS)
        where = where_name(figure.key.scope, SETTINGS) or "the whole site"
        ours = [row for row in days if row[1] == where]
        for each in (told for pair in figure.weeks for told in pair[:2]):
            if each.value is None:
                continue
            of_week = [row for row in ours if each.period.first <= row[0] <= each.period.last]
            assert made_again(how[name], of_week) == pytest.approx(each.value), (name, each.period)
            checked += 1
    assert checked >= 12 * 18


def test_days_that_are_not_whole_say_why(book: Any) -> None:
    why = {row[0]: row[5] for row in rows_of(book, "Days") if row[2] == "calls"}
    assert why[LOST.isoformat()] == "the source was lost"
    assert not why[WEEK_ENDS.isoformat()]
    assert len(why) == 84, "six weeks and those of the year before"


def test_what_has_no_room_on_a_sheet_is_counted(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_tables, "MOST_ROWS", 10)
    (days, _recipes) = day_tables.day_tables(review, SETTINGS)
    assert len(days.rows) == 11
    assert re.fullmatch(r"\d+ rows more have no room here", str(days.rows[-1][0]))


def test_only_a_workbook_has_them(review: Review) -> None:
    assert [table.name for table in compose(review, SETTINGS).rows] == ["Periods", "Signal or noise"]
    assert not day_tables.day_tables(replace(review, rows=""), SETTINGS), "an edition of before they were kept"
