"""The rows behind a review, made of the very days that it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from wallboard.metrics.combining import AmountOf
from wallboard.metrics.requests_at import FLOWS
from wallboard.model import Scope
from wallboard.review.day_rows import AMOUNT, CALLS, OF, REQUESTS, DayRow
from wallboard.review.day_table import DayTable
from wallboard.review.figures import WAITS
from wallboard.review.heat import HALF_HOUR
from wallboard.review.make import OutsideFigure, ReviewDays
from wallboard.review.records import OUTSIDE, Review
from wallboard.review.table import STOCKS
from wallboard.state.posting_table import LATE, ON_TIME

_REQUEST_COUNTS = (*FLOWS, ON_TIME, LATE)


def day_rows(review: Review, days: ReviewDays) -> Iterator[DayRow]:
    """Of the six weeks and of the same of the year before, and of the period under review with those that it is compared
    with. What is not there was 0, or is told by nobody where the day has no row at all."""
    shown = _days_of(review)
    for prefix, tables in ((CALLS, days.calls), (REQUESTS, days.requests)):
        for dimension, table in tables.items():
            if dimension != HALF_HOUR:
                yield from _of_table(review.site, prefix, dimension, table, shown)
    for figure in days.outside:
        yield from _of_outside(Scope(review.site), figure, shown)


def _days_of(review: Review) -> Sequence[date]:
    """Newest first."""
    periods = [period for pair in review.periods.weeks for period in pair] + [review.under_review]
    if review.figures:
        box = review.figures[0].box
        periods += [box.before.period, box.year_before.period]
    return sorted({day for period in periods for day in period.days()}, reverse=True)


def _of_table(site: str, prefix: str, dimension: str, table: DayTable, days: Iterable[date]) -> Iterator[DayRow]:
    for day in days:
        told = table.told(day)
        if told is None:
            continue
        gap = next(iter(table.gaps(day)), None)
        scopes = [Scope(site) if dimension == "site" else Scope(site, **{dimension: name}) for name in told.names]
        for name, column in told.counts.items():
            if count := _named(prefix, name):
                for scope, value in zip(scopes, column, strict=True):
                    if value:
                        yield DayRow(day, scope, count, None, value, gap)
        for scope, waits in zip(scopes, told.by_value.get(WAITS, ()), strict=False):
            for seconds, calls in waits.items():
                yield DayRow(day, scope, CALLS + WAITS, int(seconds), calls, gap)


def _named(prefix: str, name: str) -> str:
    """ "" for what no figure of a review is made of."""
    if prefix == CALLS:
        return CALLS + name
    return name if name in STOCKS else REQUESTS + name if name in _REQUEST_COUNTS else ""


def _of_outside(scope: Scope, figure: OutsideFigure, days: Iterable[date]) -> Iterator[DayRow]:
    name = OUTSIDE + figure.name
    for day in days:
        value, gap = figure.days.get(day), figure.gaps.get(day)
        if isinstance(value, AmountOf):
            yield DayRow(day, scope, name + AMOUNT, None, value.amount, gap)
            yield DayRow(day, scope, name + OF, None, value.of, gap)
        elif isinstance(value, int | float):
            yield DayRow(day, scope, name, None, value, gap)
