"""One reviewed figure made of the values of its weeks, for what is drawn and said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from wallboard.metrics.combining import Gap, PeriodFigure, Scale, change
from wallboard.metrics.xmr import COUNT_OR_TIME, SHARE, Better, Chart, assurance, xmr_chart
from wallboard.model import Scope
from wallboard.periods import Period, PeriodKind, PeriodRules
from wallboard.review import Box, Compared, FigureKey, FigureState, ReviewedFigure, WeekChart

RULES = PeriodRules()
LAST = date(2026, 11, 15)
QUIET = (50.0, 54, 49, 52, 47, 51, 53, 48, 50, 52, 49, 51)


def reviewed(
    values: Sequence[float | None] = QUIET,
    *,
    metric: str = "tickets.open",
    kind: str = "stock",
    unit: str = "tickets",
    better: Better = Better.LESS,
    target: float | None = None,
    gaps: Mapping[date, Gap] | None = None,
    chart: Chart | None = None,
    rare: bool = False,
    **scope: str,
) -> ReviewedFigure:
    """Weeks up to 15 November 2026. Each month, and each week of the year before, is as its last week was; of a flow four
    times as much. `gaps`: days that are missing."""
    share = unit == "ratio"
    scale = Scale.SHARE if share else Scale.AMOUNT
    ends = [LAST - timedelta(days=7 * back) for back in reversed(range(len(values)))]
    known = dict(zip(ends, values, strict=True))

    def figure(period: Period) -> PeriodFigure:
        value = known.get(RULES.week(period.last).last, values[0])
        times = 4 if kind == "flow" and period.kind is not PeriodKind.WEEK else 1
        missing = [gap for day, gap in (gaps or {}).items() if day in period]
        told = {gap: missing.count(gap) for gap in missing}
        return PeriodFigure(period, None if value is None else value * times, 100 if share else None, told)

    def compared(period: Period) -> Compared:
        now, before = figure(period), figure(RULES.year_before(period))
        return Compared(now, before, change(scale, now, before))

    periods = RULES.review(LAST)
    last, before, year_before = figure(periods.week.period), figure(periods.weeks[-2].period), figure(periods.week[1])
    to_date = (periods.month_to_date, periods.quarter_to_date, periods.year_to_date)
    box = Box(
        last,
        before,
        change(scale, last, before),
        year_before,
        change(scale, last, year_before),
        *(compared(pair.period) for pair in to_date),
    )
    drawn = chart or xmr_chart(values, bounds=SHARE if share else COUNT_OR_TIME)
    line = drawn.lines[-1] if drawn.lines else None
    return ReviewedFigure(
        key=FigureKey(metric, Scope("main", **scope)),
        title="",
        kind=kind,
        unit=unit,
        scale=scale,
        better=better,
        state=FigureState.FINE if last.whole else FigureState.NOT_WHOLE,
        box=box,
        weeks=tuple(compared(pair.period) for pair in periods.weeks),
        months=tuple(compared(pair.period) for pair in periods.months),
        chart=WeekChart(tuple(ends[-len(drawn.values) :]), drawn, rare=rare),
        signals=tuple(sorted(drawn.now(), key=lambda signal: -signal.strength.value)),
        target=target,
        assurance=None if target is None or line is None else assurance(line, target, better),
    )


def without_chart(figure: ReviewedFigure) -> ReviewedFigure:
    return replace(figure, chart=None, signals=(), assurance=None)
