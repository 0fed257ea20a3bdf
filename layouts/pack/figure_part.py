"""One figure of the review as its part of the document: box, six weeks beside twelve months, signal or noise."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.pack.document import (
    FigurePart,
    NumberForm,
    Table,
    Trend,
    TrendNames,
    TrendPoint,
    Xmr,
    XmrNames,
    XmrPoint,
)
from layouts.pack.told import form_of, told, told_change, told_period, told_target
from layouts.review.names import figure_name
from layouts.review.sentences import figure_sentences
from layouts.review.signal_words import RULES, assurance_words, limits_words, season_words
from wallboard.languages import _, speaking
from wallboard.metrics.xmr import Tendency
from wallboard.periods import Period, PeriodKind
from wallboard.review import Compared, ReviewedFigure, Season, WeekChart
from wallboard.settings import Settings

_MOST_POINTS = 53  # of a chart: a year of weeks, though its limits were drawn before


def figure_part(figure: ReviewedFigure, settings: Settings, said: Sequence[str] = ()) -> FigurePart:
    """`said`: what people said of it, after what its numbers say."""
    name = figure_name(figure.key, figure.title, settings)
    return FigurePart(
        title=name,
        sentences=[*figure_sentences(figure, settings), *said],
        box=_box(figure, name),
        trend=_trend(figure, name),
        xmr=None if figure.chart is None else _xmr(figure, figure.chart, name),
    )


def short_name(period: Period) -> str:
    """Under an axis: the last day of a week, a month's name."""
    match period.kind:
        case PeriodKind.MONTH:
            return speaking().month(period.first)
        case PeriodKind.QUARTER:
            return _("quarter {n}", n=period.number)
        case PeriodKind.YEAR:
            return str(period.year)
    return speaking().day_month(period.last)


def under_review_name(period: Period) -> str:
    """Over a column: week to 15 Nov"""
    name = short_name(period)
    return _("week to {day}", day=name) if period.kind is PeriodKind.WEEK else name


def to_date_name(kind: PeriodKind) -> str:
    return {
        PeriodKind.MONTH: _("month to date"),
        PeriodKind.QUARTER: _("quarter to date"),
        PeriodKind.YEAR: _("year to date"),
    }[kind]


def _box(figure: ReviewedFigure, name: str) -> Table:
    box = figure.box
    heads = [under_review_name(box.last.period), _("on the one before"), _("on the year before")]
    cells = [told_period(figure, box.last), told_change(box.on_before), told_change(box.on_year_before)]
    for kind, compared in (
        (PeriodKind.MONTH, box.month_to_date),
        (PeriodKind.QUARTER, box.quarter_to_date),
        (PeriodKind.YEAR, box.year_to_date),
    ):
        heads += [to_date_name(kind), _("on the year before")]
        cells += [told_period(figure, compared.now), told_change(compared.change)]
    return Table(name, heads, [cells])


def _trend(figure: ReviewedFigure, name: str) -> Trend:
    return Trend(
        title=name,
        form=form_of(figure),
        weeks=[_trend_point(figure, each) for each in figure.weeks],
        months=[_trend_point(figure, each) for each in figure.months],
        target=told_target(figure),
        apart=figure.kind == "flow",
        names=TrendNames(_("this year"), _("the year before"), _("target"), _("weeks"), _("months")),
    )


def _trend_point(figure: ReviewedFigure, compared: Compared) -> TrendPoint:
    now, before = (told_period(figure, each) for each in (compared.now, compared.year_before))
    return TrendPoint(short_name(compared.now.period), now, before)


def chart_form(figure: ReviewedFigure) -> NumberForm:
    """How figures of its chart are written: days between, where what is counted is rare."""
    return NumberForm.DAYS if figure.chart and figure.chart.rare else form_of(figure)


def _xmr(figure: ReviewedFigure, chart: WeekChart, name: str) -> Xmr:
    form = chart_form(figure)
    first = max(0, len(chart.points) - _MOST_POINTS)
    by_value = not chart.rare and chart.season is not Season.TAKEN_OUT
    return Xmr(
        title=name,
        form=form,
        points=[_xmr_point(figure, chart, form, nth) for nth in range(first, len(chart.points))],
        target=told_target(figure) if by_value else None,
        names=XmrNames(
            value=_value_name(chart),
            centre=_("centre"),
            lower=_("lower limit"),
            upper=_("upper limit"),
            target=_("target"),
            signal=_("signal"),
            worse=_("worse"),
            better=_("better"),
            week=_("day") if chart.rare else _("week to"),
            chart=_("days between") if chart.rare else _("week by week"),
            behind=_("The figures of the chart"),
            note=" ".join(filter(None, (limits_words(chart), season_words(chart.season), assurance_words(figure)))),
        ),
    )


def _value_name(chart: WeekChart) -> str:
    if chart.rare:
        return _("days since the time before")
    return _("difference to the usual") if chart.season is Season.TAKEN_OUT else _("each week")


def _xmr_point(figure: ReviewedFigure, chart: WeekChart, form: NumberForm, nth: int) -> XmrPoint:
    line = chart.chart.lines[nth]
    signal = next((each for each in chart.chart.signals if each.first <= nth <= each.last), None)
    meant = figure.meaning(signal) if signal else Tendency.NEUTRAL
    centre, lower, upper = (told(value, form) for value in (line[:3] if line else (None, None, None)))
    return XmrPoint(
        label=speaking().day_month(chart.points[nth]),
        value=told(chart.chart.values[nth], form),
        centre=centre,
        lower=lower,
        upper=upper,
        signal=_(RULES[signal.rule]) if signal else "",
        good=None if meant is Tendency.NEUTRAL else meant is Tendency.BETTER,
        new_limits=any(phase.first == nth for phase in chart.chart.phases[1:]),
    )
