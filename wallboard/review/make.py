"""A review, made of the days of all its figures. Pure: it asks nobody anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from wallboard.metrics import METRICS
from wallboard.metrics.combining import FigureKind, Gap, PeriodFigure, Scale, change
from wallboard.metrics.requests_at import FLOWS
from wallboard.metrics.xmr import Assurance, Better, RuleSet, Signal, assurance
from wallboard.model import NAMELESS, Micros, Scope
from wallboard.periods import Period, PeriodKind, PeriodRules
from wallboard.review import charts
from wallboard.review.day_table import DayTable
from wallboard.review.figures import CallCounts, OutsideSeries, RequestCounts, Series
from wallboard.review.heat import HALF_HOUR, half_hours
from wallboard.review.records import (
    OUTSIDE,
    Box,
    Compared,
    FigureKey,
    FigureState,
    HalfHour,
    Review,
    ReviewedFigure,
    Season,
    WeekChart,
)
from wallboard.review.table import CALLS, REQUESTS, Kind, Reviewed
from wallboard.review.targets import target_of
from wallboard.settings import Settings
from wallboard.settings.in_common import common_variant
from wallboard.state.posting_table import LATE, ON_TIME

_FLOWS = (*FLOWS, ON_TIME, LATE)
TOO_FEW = 5  # as metrics of shares have it


@dataclass(frozen=True, slots=True)
class OutsideFigure:
    """A daily series of somebody else's, as the settings declare it. `kind` puts its days together, `told` names that."""

    name: str
    title: str
    kind: FigureKind
    told: Kind
    unit: str
    better: Better
    days: Mapping[date, object]
    gaps: Mapping[date, Gap]
    target: float | None = None


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """What a review is made of. `calls` and `requests`: by dimension, empty where nothing tells of them; `limits_anew`: of
    which figures limits were made anew by decision, from which days."""

    calls: Mapping[str, DayTable] = field(default_factory=dict)
    requests: Mapping[str, DayTable] = field(default_factory=dict)
    outside: Sequence[OutsideFigure] = ()
    limits_anew: Mapping[FigureKey, Collection[date]] = field(default_factory=dict)

    @property
    def first(self) -> date | None:
        """The first day of which anything is told."""
        tables = (*self.calls.values(), *self.requests.values())
        known = [table.first for table in tables] + [min(each.days, default=None) for each in self.outside]
        return min((day for day in known if day is not None), default=None)


def make_review(settings: Settings, site: str, day: date, kind: PeriodKind, days: ReviewDays, as_of: Micros) -> Review:
    """The review of the week, month or quarter that holds `day`."""
    rules = settings.sites[site].periods
    under_review = rules.holding(kind, day)
    last_week = rules.last_full(PeriodKind.WEEK, under_review.last)
    made = _Making(settings, site, rules, under_review, last_week.last, days)
    return Review(site, under_review, rules.review(last_week.last), as_of, tuple(made.figures()), made.half_hours())


class _Making:
    def __init__(
        self, settings: Settings, site: str, rules: PeriodRules, under_review: Period, last: date, days: ReviewDays
    ) -> None:
        """`last`: the last day of the last week that is shown."""
        self._settings, self._site, self._rules, self._days = settings, site, rules, days
        self._under_review, self._shown = under_review, rules.review(last)
        self._weeks = self._every_week(days.first, last)
        self._how = RuleSet(settings.review.rules), settings.review.screen

    def _every_week(self, first: date | None, last: date) -> tuple[Period, ...]:
        """Since anything is told, whatever is reviewed: limits that were frozen once stay."""
        week = self._rules.week(last)
        count = 1 if first is None else max(1, (week.first - first).days // 7 + 2)
        return self._rules.trailing(week, count)

    def figures(self) -> Iterator[ReviewedFigure]:
        yield from self._calls()
        yield from self._requests()
        yield from map(self._outside, self._days.outside)

    def half_hours(self) -> tuple[HalfHour, ...]:
        table = self._days.calls.get(HALF_HOUR)
        if table is None:
            return ()
        counts = CallCounts(table.within(self._under_review))  # nothing is asked of other days
        return half_hours(counts, self._under_review, self._variant())

    def _variant(self) -> str:
        """Of the service level of the whole site."""
        ours = (queue for queue in self._settings.queues.values() if self._settings.site_of(queue) == self._site)
        return common_variant(ours)

    def _calls(self) -> Iterator[ReviewedFigure]:
        together = self._variant()
        counts = {dimension: CallCounts.of(table) for dimension, table in self._days.calls.items()}
        for reviewed, dimension, name, scope in self._each(CALLS, self._days.calls):
            variant = ""
            if reviewed.metric == "calls.service_level":
                variant = self._settings.queue(name).service_level if name else together
            series = counts[dimension].series(reviewed, name, variant)
            seldom = partial(_days_of_call, counts[dimension].table, reviewed, name)
            yield self._figure(reviewed, FigureKey(reviewed.metric, scope, variant), series, seldom)

    def _requests(self) -> Iterator[ReviewedFigure]:
        counts = {dimension: RequestCounts.of(table, _FLOWS) for dimension, table in self._days.requests.items()}
        for reviewed, dimension, name, scope in self._each(REQUESTS, self._days.requests):
            table = counts[dimension].table
            series = counts[dimension].series(reviewed, name)
            count = reviewed.metric.removeprefix("tickets.")
            seldom = partial(table.days_on_which, count, table.place(name))
            yield self._figure(reviewed, FigureKey(reviewed.metric, scope), series, seldom)

    def _each(
        self, figures: Sequence[Reviewed], tables: Mapping[str, DayTable]
    ) -> Iterator[tuple[Reviewed, str, str, Scope]]:
        """Each figure in each group of the dimensions in which it is reviewed: of the site first. What is of no department,
        or of no ward, is a group only where there was any up to then."""
        names = {
            dimension: sorted(_groups(dimension, table, self._under_review.last)) for dimension, table in tables.items()
        }
        for reviewed in figures:
            for dimension in reviewed.dimensions:
                if dimension in tables:
                    for name in names[dimension]:
                        scope = Scope(self._site) if dimension == "site" else Scope(self._site, **{dimension: name})
                        yield reviewed, dimension, name, scope

    def _outside(self, its: OutsideFigure) -> ReviewedFigure:
        reviewed = Reviewed(OUTSIDE + its.name, its.told, its.better, ("site",))
        series = OutsideSeries(its.kind, its.days, its.gaps)
        key = FigureKey(reviewed.metric, Scope(self._site))
        return self._figure(reviewed, key, series, list, title=its.title, unit=its.unit, target=its.target)

    def _figure(
        self,
        reviewed: Reviewed,
        key: FigureKey,
        series: Series,
        seldom: Callable[[], Sequence[date]],
        *,
        title: str = "",
        unit: str | None = None,
        target: float | None = None,
    ) -> ReviewedFigure:
        scale, shown = reviewed.scale, self._shown

        def compared(pair: tuple[Period, Period]) -> Compared:
            now, before = map(series.figure, pair)
            return Compared(now, before, change(scale, now, before))

        box = self._box(series, scale, compared)
        chart = self._chart(reviewed, key, series, seldom)
        promised = target_of(self._settings, key, self._under_review.last) if target is None else target
        return ReviewedFigure(
            key=key,
            title=title,
            kind=reviewed.kind,
            unit=METRICS[reviewed.metric].unit if unit is None else unit,
            scale=scale,
            better=reviewed.better,
            state=_state(reviewed, box.last),
            box=box,
            weeks=tuple(map(compared, shown.weeks)),
            months=tuple(map(compared, shown.months)),
            chart=chart,
            signals=_now(chart, self._weeks[-1]),
            target=promised,
            assurance=_assured(chart, promised, reviewed.better),
        )

    def _box(self, series: Series, scale: Scale, compared: Callable[[tuple[Period, Period]], Compared]) -> Box:
        rules, last = self._rules, self._under_review
        now, before, year_before = map(series.figure, (last, rules.before(last), rules.year_before(last)))
        to_date = [rules.to_date(kind, last.last) for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)]
        return Box(
            now,
            before,
            change(scale, now, before),
            year_before,
            change(scale, now, year_before),
            *(compared((period, rules.year_before(period))) for period in to_date),
        )

    def _chart(
        self, reviewed: Reviewed, key: FigureKey, series: Series, seldom: Callable[[], Sequence[date]]
    ) -> WeekChart | None:
        rules, screen = self._how
        figures = [series.figure(week) for week in self._weeks]
        anew = self._days.limits_anew.get(key, ())
        if reviewed.kind == "ratio":
            return charts.shares(figures, [series.part(week) for week in self._weeks], anew, rules, screen=screen)
        if reviewed.kind == "flow":
            until = self._weeks[-1].last

            def happened() -> list[date]:
                return [day for day in seldom() if day <= until]

            rare = charts.seldom(figures, happened, anew, rules, screen=screen)
            if rare is not None:
                return rare
        return charts.amounts(figures, anew, rules, seasonal=reviewed.seasonal, screen=screen)


def _groups(dimension: str, table: DayTable, until: date) -> Iterator[str]:
    nameless = NAMELESS.get(dimension)
    return (name for name in table.names if name != nameless or table.had_any(name, until))


def _days_of_call(table: DayTable, reviewed: Reviewed, name: str) -> list[date]:
    return table.days_on_which(reviewed.metric.removeprefix("calls."), table.place(name))


def _state(reviewed: Reviewed, last: PeriodFigure) -> FigureState:
    if not last.whole:
        return FigureState.NOT_WHOLE
    if reviewed.kind == "ratio" and last.n is not None and 0 < last.n < TOO_FEW:
        return FigureState.TOO_FEW
    return FigureState.NOTHING if last.value is None else FigureState.FINE


def _now(chart: WeekChart | None, week: Period) -> tuple[Signal, ...]:
    """Of a chart of weeks those that the last one belongs to; of rare events those that reach into it."""
    if chart is None or (chart.rare and chart.points[-1] not in week):
        return ()
    return tuple(sorted(chart.chart.now(), key=lambda signal: -signal.strength.value))


def _assured(chart: WeekChart | None, target: float | None, better: Better) -> Assurance | None:
    if chart is None or target is None or better is Better.NEITHER or chart.rare or chart.season is Season.TAKEN_OUT:
        return None
    line = next((line for line in reversed(chart.chart.lines) if line is not None), None)
    return None if line is None else assurance(line, target, better)
