"""A review against a plain recount of the same days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from wallboard.metrics.combining import ChangeBy, Gap
from wallboard.metrics.xmr import Assurance, SignalRule
from wallboard.model import Scope
from wallboard.model.day_counts import DayCounts
from wallboard.periods import PeriodKind, PeriodRules
from wallboard.review import FigureKey, FigureState, Review, Season
from wallboard.review.day_table import DayTable
from wallboard.review.figures import RequestCounts
from wallboard.review.make import ReviewDays, make_review
from wallboard.review.review_json import frozen, thawed
from wallboard.review.table import REQUESTS
from wallboard.settings import Settings

FIRST, WEEK_ENDS = date(2024, 9, 2), date(2026, 11, 15)
SETTINGS = Settings.model_validate(
    {
        "sites": {"main": {"name": "City", "zone": "America/Chicago", "year_ends": 6}},
        "queues": {
            "water": {"targets": [{"share": 0.8, "within_s": 30, "speed_of_answer_s": 30}]},
            "tax": {"targets": [{"share": 0.8, "within_s": 30, "speed_of_answer_s": 30}]},
        },
        "promises": [{"service_type": "Pothole", "days": 7, "share": 0.85}],
    }
)
OPEN, OLDEST = "tickets.open", "tickets.age_max_days"
DAYS = [FIRST + timedelta(days=n) for n in range((WEEK_ENDS - FIRST).days + 1)]


def a_day_of_calls(chance: Random, offered: int) -> tuple[dict[str, int], dict[str, int]]:
    waits = Counter(min(int(chance.expovariate(1 / 20)), 300) for _ in range(offered))
    answered = sum(waits.values())
    abandoned = chance.randrange(0, 1 + offered // 10)
    counts = {
        "offered": answered + abandoned,
        "answered": answered,
        "answered_in": sum(n for wait, n in waits.items() if wait <= 30),
        "abandoned": abandoned,
        "wait_s": sum(wait * n for wait, n in waits.items()),
        "completed": answered,
        "talk_s": answered * 200,
        "talks": answered,
    }
    return counts, {str(wait): n for wait, n in waits.items()}


def calls(seed: int = 311) -> tuple[dict[date, DayCounts], dict[date, DayCounts]]:
    """By queue, and of the site."""
    chance, by_queue, of_site = Random(seed), {}, {}
    for day in DAYS:
        parts = [a_day_of_calls(chance, chance.randrange(0, 40)) for _ in range(2)]
        names = sorted({name for counts, _ in parts for name in counts})
        by_queue[day] = DayCounts(("water", "tax"), {name: [counts[name] for counts, _ in parts] for name in names})
        waits: Counter[str] = Counter()
        for _, its in parts:
            waits.update(its)
        together = {name: [sum(counts[name] for counts, _ in parts)] for name in names}
        of_site[day] = DayCounts(("",), together, {"waits": [dict(waits)]})
    return by_queue, of_site


BY_QUEUE, OF_SITE = calls()


def requests(seed: int = 7) -> dict[date, DayCounts]:
    chance, open_now, told = Random(seed), 100, {}
    for day in DAYS:
        opened, finished = chance.randrange(5, 20), chance.randrange(5, 19)
        open_now += opened - finished
        late = chance.randrange(0, 3)
        told[day] = DayCounts(
            ("",),
            {
                "opened": [opened],
                "finished": [finished],
                "reopened": [None],
                "on_time": [finished - late if finished > late else 0],
                "late": [late],
                "tickets.open": [open_now],
                "tickets.age_p85_days": [open_now / 7],
            },
        )
    return told


OF_REQUESTS = requests()


def made(
    day: date = WEEK_ENDS,
    kind: PeriodKind = PeriodKind.WEEK,
    gaps: Mapping[date, Gap] | None = None,
    settings: Settings = SETTINGS,
) -> Review:
    known = gaps or {}
    days = ReviewDays(
        {"site": DayTable(OF_SITE, known), "queue": DayTable(BY_QUEUE, known)}, {"site": DayTable(OF_REQUESTS, known)}
    )
    return make_review(settings, "main", day, kind, days, 0)


def value(review: Review, metric: str, **scope: str) -> float | None:
    figure = review.figure(metric, **scope)
    assert figure is not None
    return figure.value


def plain(first: date, last: date, name: str, told: Mapping[date, DayCounts] = OF_SITE, group: int = 0) -> float:
    return sum(told[day].counts[name][group] or 0 for day in DAYS if first <= day <= last)


@pytest.mark.parametrize("week", range(0, 100, 9))
def test_weeks_are_those_of_a_plain_recount(week: int) -> None:
    last = WEEK_ENDS - timedelta(weeks=week)
    first = last - timedelta(days=6)
    review = made(last)
    assert value(review, "calls.offered") == plain(first, last, "offered")
    assert value(review, "calls.asa_s") == plain(first, last, "wait_s") / plain(first, last, "answered")
    n = plain(first, last, "answered") + plain(first, last, "abandoned")
    assert value(review, "calls.service_level") == plain(first, last, "answered_in") / n
    waits = [
        int(wait)
        for day in DAYS
        if first <= day <= last
        for wait, n in OF_SITE[day].by_value["waits"][0].items()
        for _ in range(n)
    ]
    assert value(review, "calls.wait_p90_s") == pytest.approx(np.percentile(waits, 90))
    assert value(review, "calls.offered", queue="tax") == plain(first, last, "offered", BY_QUEUE, 1)
    assert value(review, "tickets.opened") == plain(first, last, "opened", OF_REQUESTS)
    assert value(review, "tickets.open") == OF_REQUESTS[last].counts["tickets.open"][0]
    on_time, late = (plain(first, last, name, OF_REQUESTS) for name in ("on_time", "late"))
    assert value(review, "tickets.on_time") == on_time / (on_time + late)


def test_months_and_to_dates_are_those_of_pandas_at_a_site_whose_year_ends_in_june() -> None:
    offered = pd.Series({pd.Timestamp(day): OF_SITE[day].counts["offered"][0] for day in DAYS})
    by_month = offered.resample("MS").sum()
    figure = made().figure("calls.offered")
    assert figure is not None
    months = [month.now for month in figure.months]
    assert [month.value for month in months] == by_month["2025-11":"2026-10"].tolist()
    assert [month.year_before.value for month in figure.months] == by_month["2024-11":"2025-10"].tolist()
    box = figure.box
    assert box.month_to_date.now.value == offered["2026-11-01":"2026-11-15"].sum()
    assert box.quarter_to_date.now.value == offered["2026-10-01":"2026-11-15"].sum()
    assert box.year_to_date.now.value == offered["2026-07-01":"2026-11-15"].sum()
    assert box.year_to_date.year_before.value == offered["2025-07-01":"2025-11-15"].sum()
    assert box.year_before.value == offered["2025-11-10":"2025-11-16"].sum()
    assert box.on_before is not None
    assert box.on_before.by is ChangeBy.PERCENT


def test_a_month_and_a_quarter_are_reviewed_too() -> None:
    month = made(date(2026, 10, 31), PeriodKind.MONTH)
    assert value(month, "calls.offered") == plain(date(2026, 10, 1), date(2026, 10, 31), "offered")
    assert month.periods.week.period.last == date(2026, 10, 25)  # the last week that was over
    quarter = made(date(2026, 9, 30), PeriodKind.QUARTER)
    assert value(quarter, "calls.offered") == plain(date(2026, 7, 1), date(2026, 9, 30), "offered")


def test_a_period_that_is_not_whole_says_so_and_is_compared_with_nothing() -> None:
    lost = {WEEK_ENDS - timedelta(days=n): Gap.SOURCE_LOST for n in range(2)}
    figure = made(gaps=lost).figure("calls.offered")
    assert figure is not None
    assert figure.state is FigureState.NOT_WHOLE
    assert figure.box.last.gaps == {Gap.SOURCE_LOST: 2}
    assert figure.box.on_before is None
    assert figure.box.on_year_before is None
    assert figure.box.year_to_date.change is None
    assert figure.signals == ()
    stock = made(gaps={WEEK_ENDS - timedelta(days=3): Gap.SOURCE_LOST}).figure("tickets.open")
    assert stock is not None
    assert stock.state is FigureState.FINE


def test_what_no_source_tells_is_nothing_and_not_none() -> None:
    figure = made().figure("tickets.reopened")
    assert figure is not None
    assert figure.value is None
    assert figure.state is FigureState.NOTHING


def test_limits_that_were_frozen_stay_whichever_week_is_looked_at() -> None:
    lines = set()
    for week in (0, 1, 2, 5, 11, 23, 39):
        figure = made(WEEK_ENDS - timedelta(weeks=week)).figure("calls.asa_s")
        assert figure is not None
        assert figure.chart is not None
        lines.add(figure.chart.chart.lines[-1])
    assert len(lines) == 1


def test_a_target_has_its_assurance() -> None:
    figure = made().figure("calls.service_level")
    assert figure is not None
    assert figure.target == 0.8
    assert figure.assurance is Assurance.NEVER or figure.assurance is Assurance.BY_CHANCE
    promised = made().figure("tickets.on_time")
    assert promised is not None
    assert promised.target == 0.85
    assert promised.assurance is not None


def test_what_follows_the_year_says_that_it_cannot_be_taken_out_before_two_years_are_known() -> None:
    figure = made().figure("calls.offered")
    assert figure is not None
    assert figure.chart is not None
    assert figure.chart.season is Season.IN_IT


def test_a_shift_is_a_signal_that_knows_since_when() -> None:
    told = dict(OF_REQUESTS)
    since = WEEK_ENDS - timedelta(weeks=9)
    for day in DAYS:
        if day > since:
            counts = dict(told[day].counts) | {"tickets.open": [500.0 + (day - since).days]}
            told[day] = DayCounts(("",), counts)
    days = ReviewDays({}, {"site": DayTable(told, {})})
    figure = make_review(SETTINGS, "main", WEEK_ENDS, PeriodKind.WEEK, days, 0).figure("tickets.open")
    assert figure is not None
    assert figure.chart is not None
    assert figure.signal is not None
    assert figure.signal.rule is SignalRule.BEYOND_LIMIT
    assert {signal.rule for signal in figure.signals} >= {SignalRule.EIGHT_IN_A_ROW}


def test_a_department_far_out_of_its_limits_comes_before_one_that_has_just_left_them() -> None:
    """However old its signal is: nine weeks of a backlog are worse than the first week of a few more."""
    told = {}
    for nth, day in enumerate(DAYS):
        steady = 100.0 + nth // 7 % 2  # one more every other week
        late = (WEEK_ENDS - day).days // 7
        growing, leaving = (steady + 20 * max(0, 9 - late), steady + (4 if late == 0 else 0))
        told[day] = DayCounts(("parks", "streets"), {"tickets.open": [leaving, growing]})
    days = ReviewDays({}, {"department": DayTable(told, {})})
    review = make_review(SETTINGS, "main", WEEK_ENDS, PeriodKind.WEEK, days, 0)
    signals = review.signals()
    assert [each.key.scope.department for each in signals] == ["streets", "parks"]
    ages = [each.signal.last - each.signal.first for each in signals if each.signal]
    assert ages[0] > ages[1]


def test_nothing_known_makes_a_review_of_nothing() -> None:
    assert make_review(SETTINGS, "main", WEEK_ENDS, PeriodKind.WEEK, ReviewDays(), 0).figures == ()


def test_a_review_comes_back_from_json_as_it_went() -> None:
    review = made(gaps={WEEK_ENDS: Gap.NOT_OVER})
    assert thawed(frozen(review)) == review


def test_limits_are_made_anew_from_the_week_that_was_decided() -> None:
    since = WEEK_ENDS - timedelta(weeks=30)
    key = FigureKey("calls.asa_s", Scope("main"))
    days = ReviewDays({"site": DayTable(OF_SITE, {})}, limits_anew={key: (since,)})
    figure = make_review(SETTINGS, "main", WEEK_ENDS, PeriodKind.WEEK, days, 0).figure("calls.asa_s")
    assert figure is not None
    assert figure.chart is not None
    first, second = figure.chart.chart.phases
    assert figure.chart.points[second.first] == since
    assert figure.chart.chart.lines[first.first] != figure.chart.chart.lines[second.first]


def test_a_department_that_has_nothing_has_nothing_open_and_no_age() -> None:
    days = {
        WEEK_ENDS - timedelta(days=1): DayCounts(("Streets", "Water"), {OPEN: [3, 1], OLDEST: [9.5, 2.5]}),
        WEEK_ENDS: DayCounts(("Streets",), {OPEN: [4], OLDEST: [10.5]}),
    }
    counts = RequestCounts(DayTable(days, {}), ())
    reviewed = {each.metric: each for each in REQUESTS}
    week = SETTINGS.sites["main"].periods.week(WEEK_ENDS)
    values = {metric: counts.series(reviewed[metric], "Water").figure(week).value for metric in (OPEN, OLDEST)}
    assert values == {OPEN: 0, OLDEST: None}


@pytest.mark.parametrize(("weeks_ago", "told_of"), [(None, False), (0, False), (1, True), (9, True)])
def test_requests_of_no_department_are_told_where_there_were_any_up_to_then(
    weeks_ago: int | None, *, told_of: bool
) -> None:
    one = None if weeks_ago is None else WEEK_ENDS - timedelta(weeks=weeks_ago)
    told = {day: DayCounts(("Streets", "(none)"), {"tickets.open": [5, int(day == one)]}) for day in DAYS}
    days = ReviewDays({}, {"department": DayTable(told, {})})
    review = make_review(SETTINGS, "main", WEEK_ENDS - timedelta(weeks=1), PeriodKind.WEEK, days, 0)
    wanted = {"Streets", "(none)"} if told_of else {"Streets"}
    assert {each.key.scope.department for each in review.figures} == wanted


def test_what_a_day_undoes_of_days_of_its_period_is_not_kept_in_it() -> None:
    """The second day of the week tells: of Streets four of the first are kept no more, and three of long before; of Water two
    more of the first are late."""
    first = WEEK_ENDS - timedelta(days=6)
    undone = {"on_time": [{"1": -4, "9": -3}, {}], "late": [{}, {"1": 2}]}
    kept = {"on_time": [10, 10], "late": [0, 10]}
    days = {
        first + timedelta(days=n): DayCounts(("Streets", "Water"), kept, undone if n == 1 else {}) for n in range(7)
    }
    (reviewed,) = (each for each in REQUESTS if each.metric == "tickets.on_time")

    def told(days: Mapping[date, DayCounts], ends: date = WEEK_ENDS) -> list[tuple[float | None, float | None]]:
        counts = RequestCounts(DayTable(days, {}), ("on_time", "late"))
        week = PeriodRules(week_ends=ends.weekday()).week(ends)
        figures = (counts.series(reviewed, name).figure(week) for name in ("Streets", "Water"))
        return [(figure.value, figure.n) for figure in figures]

    assert told(days) == [(1.0, 66), (70 / 142, 142)]
    assert told(days, first) == [(1.0, 10), (0.5, 20)]
    before = {first - timedelta(days=8): days[first]}
    assert told(days | before) == told(days), "what is undone of a day before the week is undone there"
    del days[first]
    assert told(days) == [(1.0, 60), (0.5, 120)], "nor is anything undone of a day that is not told"


def test_of_a_period_of_which_no_day_is_told_there_is_no_sum() -> None:
    figure = made(FIRST + timedelta(days=40)).figure("calls.offered")
    assert figure is not None
    assert figure.box.last.value is not None
    assert [figure.box.year_before.value, figure.months[0].now.value] == [None, None]
