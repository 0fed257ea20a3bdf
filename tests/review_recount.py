"""The figures of a review, recounted by plain pandas: calls from the ledger's visits, requests from snapshots of the ends of
days, periods by pandas' own calendar. No code of the review is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pandas as pd

from tests.counted_city import NOW, SITE, CountedCity
from wallboard.clock import day_start
from wallboard.engine.recount import snapshot_at
from wallboard.metrics.combining import PeriodFigure
from wallboard.model import Scope, Snapshot
from wallboard.review import Review, ReviewedFigure

ONE_DAY = timedelta(days=1)
FAILED = ("timeout", "empty", "withdrawn", "overflow")
WITHIN_S = 30
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
A_YEAR, A_YEAR_OF_WEEKS = pd.DateOffset(years=1), pd.DateOffset(days=364)
Span = tuple[date, date]


class Compared(NamedTuple):
    what: str
    review: float | None
    recount: float | None

    @property
    def equal(self) -> bool:
        if self.review is None or self.recount is None:
            return self.review is self.recount
        return abs(self.review - self.recount) <= 1e-9 * max(1.0, abs(self.recount))


class Calls:
    """Visits of all of the years, by the local day on which they entered."""

    def __init__(self, city: CountedCity) -> None:
        zone, self._first = city.settings.zone(SITE), city.years.first
        visits = city.ledger.visits(SITE, day_start(city.years.first, zone), NOW)
        at = pd.to_datetime(visits["entered"], unit="us", utc=True).dt.tz_convert(str(zone))
        by_day = visits.assign(day=at.dt.date).sort_values("day", kind="stable")
        self._visits = {"": by_day} | {str(queue): rows for queue, rows in by_day.groupby("queue")}

    def value(self, metric: str, queue: str, span: Span) -> float | None:
        if span[1] < self._first:  # nobody told of any day of it
            return None
        rows = self._visits[queue]
        first, end = (rows["day"].searchsorted(span[0]), rows["day"].searchsorted(span[1], side="right"))
        return _of_calls(metric, rows.iloc[first:end])


def _of_calls(metric: str, rows: pd.DataFrame) -> float | None:
    outcomes = rows["outcome"]
    if metric in ("offered", "lost"):
        return len(rows) if metric == "offered" else int((outcomes == "lost").sum())
    waits = rows.loc[outcomes == "answered", "wait_s"]
    if metric == "answered":
        return len(waits)
    if metric in ("service_level", "abandon_rate"):
        abandoned = int((outcomes == "abandoned").sum())
        out = len(waits) + abandoned + int(((outcomes == "diverted") & rows["reason"].isin(FAILED)).sum())
        counted = int((waits <= WITHIN_S).sum()) if metric == "service_level" else abandoned
        return counted / out if out else None
    if metric == "talk_mean_s":
        talked = rows.loc[(rows["completed"] == 1) & (rows["talk_s"] >= 0), "talk_s"]
        return float(talked.mean()) if len(talked) else None
    if not len(waits):
        return None
    found = waits.mean() if metric == "asa_s" else waits.quantile({"wait_p50_s": 0.5, "wait_p90_s": 0.9}[metric])
    return float(found)


class Requests:
    """By snapshots of the last instants of days, the first of which is the first of the years."""

    def __init__(self, city: CountedCity) -> None:
        self._city = city
        self._zone = city.settings.zone(SITE)
        self.at = cache(self._at)

    def _at(self, day: date) -> Snapshot:
        last = day_start(day + ONE_DAY, self._zone) - 1
        return snapshot_at(self._city.ledger, self._city.settings, {"requests": "tickets"}, last, None, NOW)

    def value(self, metric: str, scope: Scope, span: Span, kind: str) -> float | None:
        if span[1] < self._city.years.first:
            return None
        if kind == "stock":
            return self._reading(span[1], metric, scope, "now")
        days = [span[0] + n * ONE_DAY for n in range((span[1] - span[0]).days + 1)]
        return sum(self._reading(day, metric, scope, "today") or 0 for day in days)

    def _reading(self, day: date, metric: str, scope: Scope, window: str) -> float | None:
        """None of days that nobody told of. A group that has nothing has no reading: of it there is 0, and no age."""
        if day < self._city.years.first:
            return None
        age = metric.startswith("tickets.age_")
        found = self.at(day).get(metric, scope, window, "calendar" if age else "")  # as each department's ages are told
        if found is None:
            return None if age else 0
        return found.value


# ---------------------------------------------------------------- periods by pandas


def weeks(day: date, ends: int, count: int = 6) -> list[Span]:
    """The week that holds a day, and those before it, the oldest first."""
    period = pd.Period(pd.Timestamp(day), freq=f"W-{WEEKDAYS[ends]}")
    return [_span(period - n) for n in range(count - 1, -1, -1)]


def months(last: date, count: int = 12) -> list[Span]:
    """The last full ones of those up to a day."""
    month = pd.Period(pd.Timestamp(last + ONE_DAY), freq="M") - 1
    return [_span(month - n) for n in range(count - 1, -1, -1)]


def to_date(last: date, year_ends: int) -> list[Span]:
    """Month, quarter and year up to a day."""
    ends = MONTHS[year_ends - 1]
    periods = (pd.Period(pd.Timestamp(last), freq=freq) for freq in ("M", f"Q-{ends}", f"Y-{ends}"))
    return [(period.start_time.date(), last) for period in periods]


def _span(period: pd.Period) -> Span:
    return period.start_time.date(), period.end_time.date()


def back(span: Span, by: pd.DateOffset) -> Span:
    first, last = (pd.Timestamp(day) - by for day in span)
    return first.date(), last.date()


def months_back(span: Span) -> Span:
    """A whole month of the year before, to its own last day."""
    return _span(pd.Period(pd.Timestamp(span[0]), freq="M") - 12)


# ---------------------------------------------------------------- one figure with all that it is compared with


def told(review: Review, figure: ReviewedFigure, ends: int, year_ends: int) -> Iterator[tuple[PeriodFigure, Span, str]]:
    """Each value that a figure shows, with the days that it should be of."""
    last = review.under_review.last
    of_weeks = weeks(last, ends)
    for pair, span in zip(figure.weeks, of_weeks, strict=True):
        yield pair.now, span, "week"
        yield pair.year_before, back(span, A_YEAR_OF_WEEKS), "week"
    for pair, span in zip(figure.months, months(last), strict=True):
        yield pair.now, span, "month"
        yield pair.year_before, months_back(span), "month"
    box = figure.box
    yield box.last, of_weeks[-1], "week"
    yield box.before, of_weeks[-2], "week"
    for pair, span in zip(
        (box.month_to_date, box.quarter_to_date, box.year_to_date), to_date(last, year_ends), strict=True
    ):
        yield pair.now, span, "to date"
        yield pair.year_before, back(span, A_YEAR), "to date"


def compared_calls(review: Review, calls: Calls, ends: int, year_ends: int) -> Iterator[Compared]:
    for figure in review.figures:
        room, metric = figure.key.metric.split(".")
        if room == "calls":
            for value, span, what in told(review, figure, ends, year_ends):
                yield from _same_days(value, span, f"{figure.key} {what}")
                yield Compared(
                    f"{figure.key} {what} {span}", value.value, calls.value(metric, figure.key.scope.queue, span)
                )


def compared_requests(
    review: Review, requests: Requests, ends: int, year_ends: int, spans: Mapping[str, Iterable[int]]
) -> Iterator[Compared]:
    """Not the share of promises kept: snapshots tell it of seven days at once, and so not of a request that was kept on one
    of them and reopened on another. `spans`: of figures of a kind how many of the values that they show are recounted, by their place among them."""
    for figure in review.figures:
        if figure.key.metric.startswith("tickets.") and figure.kind != "ratio":
            shown = list(told(review, figure, ends, year_ends))
            for place in spans.get(figure.kind, spans["other"]):
                value, span, what = shown[place]
                yield from _same_days(value, span, f"{figure.key} {what}")
                recount = requests.value(figure.key.metric, figure.key.scope, span, figure.kind)
                yield Compared(f"{figure.key} {what} {span}", value.value, recount)


def _same_days(value: PeriodFigure, span: Span, what: str) -> Iterator[Compared]:
    for ours, theirs in zip((value.period.first, value.period.last), span, strict=True):
        yield Compared(f"{what} days", ours.toordinal(), theirs.toordinal())
