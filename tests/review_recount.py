"""The figures of a review, recounted by plain pandas: calls from the ledger's visits, requests from snapshots of the ends of
days, promises from snapshots of weeks and from the requests' own rows, periods by pandas' own calendar. No code of the review
is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pandas as pd

from tests.counted_city import NOW, SITE, CountedCity
from wallboard.clock import day_start
from wallboard.engine.recount import snapshot_at
from wallboard.ledger import AsOf
from wallboard.metrics.combining import PeriodFigure
from wallboard.model import DAY, NAMELESS, NO_INSTANT, Micros, Scope, Snapshot
from wallboard.review import Review, ReviewedFigure

ONE_DAY = timedelta(days=1)
FAILED = ("timeout", "empty", "withdrawn", "overflow")
WITHIN_S = 30
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
A_YEAR, A_YEAR_OF_WEEKS = pd.DateOffset(years=1), pd.DateOffset(days=364)
FAR: Micros = 2**62
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
        if kind == "ratio":
            return self._reading(span[1], metric, scope, "7d")
        days = [span[0] + n * ONE_DAY for n in range((span[1] - span[0]).days + 1)]
        return sum(self._reading(day, metric, scope, "today") or 0 for day in days)

    def is_window(self, span: Span) -> bool:
        """Whether its days are the seven days of a snapshot: not where clocks are set."""
        first, end = (day_start(day, self._zone) for day in (span[0], span[1] + ONE_DAY))
        return end - first == 7 * DAY

    def _reading(self, day: date, metric: str, scope: Scope, window: str) -> float | None:
        """None of days that nobody told of. A group that has nothing has no reading: of it there is 0, no age, and no share."""
        if day < self._city.years.first:
            return None
        age = metric.startswith("tickets.age_")
        found = self.at(day).get(metric, scope, window, "calendar" if age else "")  # as each department's ages are told
        if found is None:
            return None if age or window == "7d" else 0
        return found.value


class Promises:
    """When each request was decided, and how, as it stood at the end of a day: from the ledger's rows, each of which tells how a
    request stood from an instant on. A promise is so many days of being open, and not paused."""

    def __init__(self, city: CountedCity) -> None:
        self._zone, self._first = city.settings.zone(SITE), city.requests_since
        days = {promise.service_type: promise.days for promise in city.settings.promises}
        told = city.ledger.ticket_versions(AsOf(SITE, NOW, None, NOW - day_start(city.years.first, self._zone)))
        rows = told[told["service_type"].isin(list(days)) & (told["due_at"] == NO_INSTANT)]
        rows = rows.sort_values(["ticket", "updated_at"], kind="stable").reset_index(drop=True)
        assert set(rows["state"]) == {"open", "paused", "finished", "removed"}
        assert not rows.duplicated(["ticket", "updated_at"]).any()
        self._rows = pd.DataFrame(
            {
                "ticket": rows["ticket"],
                "state": rows["state"].astype(str),
                "department": rows["department"].astype(str).replace("", NAMELESS["department"]),
                "since": rows["updated_at"].where(rows["ticket"].duplicated(), rows["opened_at"]),
                "finished_at": rows["finished_at"],
                "promised": (rows["service_type"].map(days) * DAY).astype("int64"),
            }
        )
        self.at = cache(self._at)

    def kept(self, department: str, span: Span) -> tuple[float | None, int]:
        """The share of those that were decided, None of few; and how many there were."""
        if span[1] < self._first:
            return None, 0
        decided = self.at(span[1])
        ours = decided["day"].between(max(span[0], self._first), span[1])
        if department:
            ours &= decided["department"] == department
        n = int(ours.sum())
        return (float(decided.loc[ours, "on_time"].mean()) if n >= 5 else None), n

    def _at(self, last: date) -> pd.DataFrame:
        """The day, the department and whether it was on time, of each that was decided by the end of that day."""
        end = day_start(last + ONE_DAY, self._zone)
        rows = self._rows[self._rows["since"] < end]
        newest = ~rows["ticket"].duplicated(keep="last")
        until = rows["since"].shift(-1, fill_value=FAR).where(~newest, FAR)
        ran = (until - rows["since"]).where(rows["state"] == "open", 0)  # of the promise's time, while it stood so
        left = rows["promised"] - (ran.groupby(rows["ticket"]).cumsum() - ran)
        used_up = (left > 0) & (left <= ran)
        due = pd.Series((rows["since"] + left)[used_up].to_numpy(), rows["ticket"][used_up])
        now = rows[newest].set_index("ticket")
        due = due.reindex(now.index, fill_value=FAR)
        finished, over = now["state"] == "finished", now["state"].isin(["finished", "removed"])
        over_at = now["finished_at"].where(finished, now["since"])
        on_time = finished & (over_at <= due)
        late = (due + 1 < end) & ~(over & (over_at <= due))
        had = (rows["since"] <= rows["ticket"].map(due) + 1) & (until > rows["ticket"].map(due) + 1)  # when it fell due
        had_when_due = rows[had].set_index("ticket")["department"].reindex(now.index)
        at = over_at.where(on_time, due + 1)
        day = pd.to_datetime(at[on_time | late], unit="us", utc=True).dt.tz_convert(str(self._zone)).dt.date
        decided = pd.DataFrame(
            {"day": day, "department": now["department"].where(on_time, had_when_due), "on_time": on_time}
        )
        return decided[on_time | late]


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
    """`spans`: of figures of a kind how many of the values that they show are recounted, by their place among them. Of promises
    kept those of weeks of seven times 24 hours, which are the only ones that a snapshot tells of."""
    for figure in review.figures:
        if figure.key.metric.startswith("tickets."):
            shown = list(told(review, figure, ends, year_ends))
            for place in spans[figure.kind]:
                value, span, what = shown[place]
                if figure.kind == "ratio" and not (what == "week" and requests.is_window(span)):
                    continue
                yield from _same_days(value, span, f"{figure.key} {what}")
                recount = requests.value(figure.key.metric, figure.key.scope, span, figure.kind)
                yield Compared(f"{figure.key} {what} {span}", value.value, recount)


def compared_promises(review: Review, promises: Promises, ends: int, year_ends: int) -> Iterator[Compared]:
    """Each share that is shown, and on how many it is."""
    for figure in review.figures:
        if figure.key.metric == "tickets.on_time":
            for value, span, what in told(review, figure, ends, year_ends):
                share, n = promises.kept(figure.key.scope.department, span)
                yield Compared(f"{figure.key} {what} {span}", value.value, share)
                yield Compared(f"{figure.key} {what} {span} n", value.n or 0, n)


def _same_days(value: PeriodFigure, span: Span, what: str) -> Iterator[Compared]:
    for ours, theirs in zip((value.period.first, value.period.last), span, strict=True):
        yield Compared(f"{what} days", ours.toordinal(), theirs.toordinal())
