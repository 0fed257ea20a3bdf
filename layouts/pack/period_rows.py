"""The rows behind the figures, for the workbook: every period of every figure, and every point of its chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layouts.pack.document import Cell, Table
from layouts.pack.figure_part import to_date_name
from layouts.pack.told import raw, told_change, told_period
from layouts.review.amounts import period_name
from layouts.review.names import figure_name
from layouts.review.signal_words import RULES
from wallboard.languages import _
from wallboard.periods import PeriodKind
from wallboard.review import Compared, Review, ReviewedFigure
from wallboard.settings import Settings


def period_rows(review: Review, settings: Settings) -> Table:
    heads = [
        _("figure"),
        _("period"),
        _("first day"),
        _("last day"),
        _("as written"),
        _("value"),
        _("made of"),
        _("days that are not whole"),
        _("as written, the year before"),
        _("value, the year before"),
        _("made of, the year before"),
        _("change"),
        _("target"),
        _("unit"),
    ]
    rows = [row for figure in review.figures for row in _of_figure(figure, _name(figure, settings))]
    return Table(_("Periods"), heads, rows)


def _name(figure: ReviewedFigure, settings: Settings) -> str:
    return figure_name(figure.key, figure.title, settings)


def _of_figure(figure: ReviewedFigure, name: str) -> Iterator[Sequence[Cell]]:
    box = figure.box
    for each in (*figure.weeks, *figure.months):
        yield _row(figure, name, period_name(each.now.period), each)
    for kind, each in (
        (PeriodKind.MONTH, box.month_to_date),
        (PeriodKind.QUARTER, box.quarter_to_date),
        (PeriodKind.YEAR, box.year_to_date),
    ):
        yield _row(figure, name, to_date_name(kind), each)


def _row(figure: ReviewedFigure, name: str, period: str, compared: Compared) -> Sequence[Cell]:
    now, before = compared.now, compared.year_before
    return [
        name,
        period,
        now.period.first.isoformat(),
        now.period.last.isoformat(),
        told_period(figure, now),
        raw(now.value),
        raw(now.n),
        raw(sum(now.gaps.values())),
        told_period(figure, before),
        raw(before.value),
        raw(before.n),
        told_change(compared.change),
        raw(figure.target),
        figure.unit,
    ]


def chart_rows(review: Review, settings: Settings) -> Table:
    heads = [_("figure"), _("day"), _("value"), _("centre"), _("lower limit"), _("upper limit"), _("signal")]
    rows = [row for figure in review.figures for row in _points(figure, _name(figure, settings))]
    return Table(_("Signal or noise"), heads, rows)


def _points(figure: ReviewedFigure, name: str) -> Iterator[Sequence[Cell]]:
    week_chart = figure.chart
    if week_chart is None:
        return
    chart = week_chart.chart
    for nth, (day, value, line) in enumerate(zip(week_chart.points, chart.values, chart.lines, strict=True)):
        signal = next((each for each in chart.signals if each.first <= nth <= each.last), None)
        lines = [raw(part) for part in (line[:3] if line else (None, None, None))]
        yield [name, day.isoformat(), raw(value), *lines, _(RULES[signal.rule]) if signal else ""]
