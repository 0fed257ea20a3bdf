"""Made-up reviews: of weekly values, through the same code that makes real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from wallboard.metrics import METRICS
from wallboard.metrics.combining import (
    AmountOf,
    ExtremeKind,
    FigureKind,
    FlowKind,
    Gap,
    MeanKind,
    PercentileKind,
    RatioKind,
    StockKind,
    combine,
)
from wallboard.metrics.xmr import Better, RuleSet
from wallboard.model import Scope
from wallboard.periods import PeriodKind, PeriodRules
from wallboard.review import FigureKey, Review, ReviewedFigure, WeekChart, charts
from wallboard.review.make import OutsideFigure, ReviewDays, make_review
from wallboard.review.table import CALLS, REQUESTS, Kind
from wallboard.settings import Settings

WEEK_ENDING = date(2026, 11, 15)  # a Sunday
SETTINGS = Settings.model_validate(
    {
        "sites": {"main": {"name": "311 Centre", "zone": "America/Chicago"}},
        "queues": {"water": {"label": "Water"}, "tax": {"label": "Tax"}},
        "departments": {"STR": {"label": "Streets"}, "SAN": {"label": "Sanitation"}},
    }
)
OF_KIND: Mapping[Kind, FigureKind] = {
    "flow": FlowKind(),
    "ratio": RatioKind(),
    "mean": MeanKind(),
    "percentile": PercentileKind(0.5),
    "stock": StockKind(),
    "extreme": ExtremeKind(),
}
_DEFAULTS = {each.metric: each for each in (*CALLS, *REQUESTS)}

Week = float | AmountOf | Mapping[int, int] | None


@dataclass(frozen=True)
class Weekly:
    """One figure, by its weeks up to the one under review: numbers; of a ratio or mean `AmountOf`; of a percentile counts by
    value; None for a week that a lost source never told. `gaps` says of days that they are not whole, and why; `events` are
    the days on which something rare happened. What is reviewed anyway knows its kind and which way is better."""

    metric: str
    weeks: Sequence[Week]
    scope: Mapping[str, str] = field(default_factory=dict)
    target: float | None = None
    kind: Kind | None = None
    better: Better | None = None
    title: str = ""
    unit: str = ""
    variant: str = ""
    seasonal: bool = False
    gaps: Mapping[date, Gap] = field(default_factory=dict)
    events: Sequence[date] = ()

    @property
    def told(self) -> Kind:
        return self.kind or (_DEFAULTS[self.metric].kind if self.metric in _DEFAULTS else "flow")

    @property
    def good(self) -> Better:
        if self.better is not None:
            return self.better
        return _DEFAULTS[self.metric].better if self.metric in _DEFAULTS else Better.NEITHER


def a_review(
    *figures: Weekly,
    week_ending: date = WEEK_ENDING,
    kind: PeriodKind = PeriodKind.WEEK,
    settings: Settings = SETTINGS,
    rules: RuleSet = RuleSet.STANDARD,
) -> Review:
    """`week_ending`: the last day of the last week that is given. The review is of the period that holds it."""
    settings = settings.model_copy(update={"review": settings.review.model_copy(update={"rules": rules.value})})
    outside = [_as_outside(each, week_ending) for each in figures]
    made = make_review(settings, "main", week_ending, kind, ReviewDays(outside=outside), 1_794_787_200_000_000)
    told = zip(made.figures, figures, outside, strict=True)
    return replace(made, figures=tuple(_as_ours(*each, week_ending, rules) for each in told))


def a_figure(weekly: Weekly, **review: Any) -> ReviewedFigure:
    return a_review(weekly, **review).figures[0]


def _as_outside(its: Weekly, week_ending: date) -> OutsideFigure:
    """Daily figures that are put together to the weeks that are wanted."""
    days: dict[date, object] = {}
    gaps = dict(its.gaps)
    for back, week in enumerate(reversed(its.weeks)):
        of_week = [week_ending - timedelta(days=7 * back + 6 - nth) for nth in range(7)]
        if week is None:
            gaps |= dict.fromkeys(of_week, Gap.SOURCE_LOST)
            continue
        days |= dict(zip(of_week, _days(its.told, week), strict=True))
    unit = METRICS[its.metric].unit if its.metric in METRICS else its.unit
    name = its.metric.removeprefix("outside.")
    return OutsideFigure(name, its.title, OF_KIND[its.told], its.told, unit, its.good, days, gaps, its.target)


def _days(kind: Kind, week: Week) -> list[object]:
    if kind == "stock":
        return [week] * 7
    nothing: dict[str, object] = {"flow": 0.0, "percentile": {}, "extreme": None}
    return [week, *[nothing.get(kind, AmountOf(0, 0))] * 6]


def _as_ours(
    figure: ReviewedFigure, its: Weekly, outside: OutsideFigure, week_ending: date, rules: RuleSet
) -> ReviewedFigure:
    chart = _other_chart(its, outside, week_ending, rules)
    key = FigureKey(its.metric, Scope("main", **its.scope), its.variant)
    figure = replace(figure, key=key, title=its.title)
    if chart is None:
        return figure
    signals = sorted(chart.chart.now(), key=lambda signal: -signal.strength.value)
    return replace(figure, chart=chart, signals=tuple(signals), assurance=None)


def _other_chart(its: Weekly, outside: OutsideFigure, week_ending: date, rules: RuleSet) -> WeekChart | None:
    """Of what is rare, or follows the year: outside figures are never charted so."""
    weeks = PeriodRules().trailing(PeriodRules().week(week_ending), len(its.weeks))
    figures = [combine(outside.kind, week, outside.days, outside.gaps) for week in weeks]
    if its.events:
        return charts.seldom(figures, lambda: sorted(its.events), (), rules, screen=True)
    return charts.amounts(figures, (), rules, seasonal=True, screen=True) if its.seasonal else None
