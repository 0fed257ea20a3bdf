"""What is planted in a city with years behind it is found by its review, and its figures are those of its rows.

Here of ten months and every seventh call. With REVIEW_YEARS=2 of two whole years, some minutes long:

    REVIEW_YEARS=2 python -m pytest -s tests/wallboard/simulate/test_old_city.py
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import pytest

from layouts.cli.demo_words import write_words
from tests.counted_city import LAST_WEEK, NOW, SITE, TODAY, CountedCity, counted_city
from tests.review_recount import (
    Calls,
    Compared,
    Promises,
    Requests,
    compared_calls,
    compared_promises,
    compared_requests,
)
from tests.wallboard.simulate.demo_rows import rows
from wallboard.engine.review_reader import ReviewReader
from wallboard.metrics.combining import Gap
from wallboard.metrics.xmr import Better, Effect, SignalRule, judge_improvement
from wallboard.metrics.xmr.limits import FULL
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import EVERY_KIND, Action, EntryKind
from wallboard.questions.review_words import WeekQuestion
from wallboard.review import ReviewedFigure
from wallboard.settings import WEEKDAYS
from wallboard.simulate.past_calls import BEFORE
from wallboard.simulate.years import FELL_BEHIND, IMPROVED, TRIED, Years

pytestmark = pytest.mark.slow
LONG = int(os.environ.get("REVIEW_YEARS", "0"))
YEARS = Years.before(TODAY, LONG) if LONG else Years(TODAY - timedelta(weeks=46), TODAY)
# which of the values that a figure of requests shows: 12 of weeks, 24 of months, 2 of its box, 6 to date
SHOWN: Mapping[str, Iterable[int]] = (
    {"stock": range(44), "ratio": range(44), "flow": (0, 1, 10, 11, 34, 35, 36)}
    if LONG
    else {"stock": (8, 36), "ratio": (8, 36), "flow": (36,)}
)
REVIEWED = (  # the day, the weekday with which weeks end, the month with which years do
    (LAST_WEEK, 6, 12),
    (date(2026, 11, 4), 2, 6),
    *((LAST_WEEK - timedelta(days=23 * n), n % 7, n % 12 + 1) for n in range(12 if LONG else 0)),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountedCity]:
    folder = tmp_path_factory.mktemp("old")
    small = {} if LONG else {"weeks": 2, "kept": 0.15, "requests_of": 27 * 7}
    with counted_city(folder, YEARS, **small) as found:  # type: ignore[arg-type] # each by its name
        yield found


def figure(city: CountedCity, metric: str, **scope: str) -> ReviewedFigure:
    found = city.review().figure(metric, **scope)
    assert found is not None
    return found


def judged(of: ReviewedFigure, since: date) -> Effect:
    """By the weeks of its chart before and since a day."""
    chart = of.chart
    assert chart is not None
    weeks = [(last, value) for last, value in zip(chart.points, chart.chart.values, strict=True) if value is not None]
    before = [value for last, value in weeks if last < since]
    after = [value for last, value in weeks if last - timedelta(days=6) >= since]
    assert len(before) >= FULL
    assert of.better is not Better.NEITHER
    return judge_improvement(before, after, of.better).effect


def test_the_shift_in_one_queue_is_a_signal_since_its_week_and_in_no_other_queue(city: CountedCity) -> None:
    improved = figure(city, "calls.service_level", queue=IMPROVED)
    assert improved.signal is not None
    assert improved.chart is not None
    assert improved.signal.direction == 1
    first_week, by_chance = YEARS.improved + timedelta(days=6), timedelta(weeks=0 if LONG else 2)
    assert any(abs(improved.chart.since(signal) - first_week) <= by_chance for signal in improved.signals)
    for metric in ("calls.service_level", "calls.asa_s"):
        worse = [
            queue
            for queue in ("streets", "water", "waste", "tax", "permits")
            if beyond(figure(city, metric, queue=queue))
        ]
        assert not worse


def beyond(of: ReviewedFigure) -> bool:
    """For weeks now: a single one is nothing to plan by."""
    return any(signal.rule is SignalRule.BEYOND_LIMIT and signal.last - signal.first >= 3 for signal in of.signals)


def test_a_backlog_that_grows_is_a_signal(city: CountedCity) -> None:
    backlog = figure(city, "tickets.open", department=FELL_BEHIND)
    assert backlog.signal is not None
    assert backlog.chart is not None
    assert backlog.signal.direction == 1
    began = [backlog.chart.since(signal) for signal in backlog.signals]
    assert any(abs(since - YEARS.fell_behind) <= timedelta(weeks=4) for since in began)
    opened, finished = (figure(city, f"tickets.{what}", department=FELL_BEHIND) for what in ("opened", "finished"))
    assert sum(each.now.value or 0 for each in opened.weeks) > sum(each.now.value or 0 for each in finished.weeks)


def test_weeks_whose_calls_nobody_wrote_down_are_not_whole_and_are_compared_with_nothing(city: CountedCity) -> None:
    first, last = YEARS.lost
    for day in (first, last):
        review = city.review(day)
        found = review.figure("calls.offered")
        assert found is not None
        assert found.box.last.gaps == {Gap.SOURCE_LOST: 7}
        assert found.box.on_before is None
    assert city.review(last + timedelta(days=7)).figure("calls.offered").box.last.whole  # type: ignore[union-attr]
    written = rows(city.folder, f"select count(*) from queue_log where time >= '{first}' and time < '{last}'", BEFORE)
    assert written[0][0] == 0


def test_what_was_done_in_one_queue_held_and_what_was_tried_in_another_did_not(city: CountedCity) -> None:
    assert judged(figure(city, "calls.service_level", queue=IMPROVED), YEARS.improved) is Effect.HELD
    assert judged(figure(city, "calls.asa_s", queue=TRIED), YEARS.tried) is Effect.NOT_HELD


def test_what_people_wrote_is_there_for_the_meeting(city: CountedCity) -> None:
    words = ReviewReader(city.ledger.review_words, city.settings, EVERYTHING, lambda: NOW)
    week = words.week(WeekQuestion(SITE, LAST_WEEK))
    actions = [each.content for each in words.read((EntryKind.ACTION,)) if isinstance(each.content, Action)]
    still_open = [each for each in actions if each.open]
    assert len(still_open) == 3
    assert [each.is_overdue(TODAY) for each in still_open].count(True) == 1
    assert [each.content.expected.figure.scope.queue for each in week.to_judge] == [TRIED]  # type: ignore[union-attr]
    assert [each.content.team for each in week.stale_standards] == ["Emergency crew"]  # type: ignore[union-attr]
    assert week.owners[FELL_BEHIND].name == "R. Okafor"
    assert words.owners(SITE, YEARS.weeks_back(41))[FELL_BEHIND].name == "G. Halloran"
    figures = {each.key for each in city.review().figures}
    for entry in words.read(EVERY_KIND):
        assert entry.about.whole or entry.about in figures
        assert entry.written_at < NOW


def test_words_are_written_once(city: CountedCity) -> None:
    before = len(city.ledger.review_words.read(None, EVERY_KIND))
    write_words(city.settings, YEARS)
    assert len(city.ledger.review_words.read(None, EVERY_KIND)) == before


def test_a_review_is_equal_to_a_plain_recount_whatever_weeks_and_years_end_with(city: CountedCity) -> None:
    calls, requests, promises = Calls(city), Requests(city), Promises(city)
    compared = list[Compared]()
    for day, ends, year_ends in REVIEWED:
        review = city.review(day, week_ends=WEEKDAYS[ends], year_ends=year_ends)
        compared += compared_calls(review, calls, ends, year_ends)
        compared += compared_promises(review, promises, ends, year_ends)
        if LONG or ends == 6:
            compared += compared_requests(review, requests, ends, year_ends, SHOWN)
    differ = [each for each in compared if not each.equal]
    print(f"{len(compared):,} figures of {len(REVIEWED)} reviews compared, {len(differ)} differ")
    assert len(compared) > 5_000
    assert differ == []
