"""Six weeks beside twelve months, the year before beneath: where a figure comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from layouts.review.amounts import amount, change_words, gap_words, month_name, period_name, target_amount
from layouts.review.chart_look import (
    ACTUAL,
    BARE,
    TARGET,
    TARGET_DASH,
    YEAR_BEFORE,
    Drawn,
    Plotted,
    chart,
    on_axis,
    unit_words,
    value_axis,
)
from layouts.review.values import unit_of
from layouts.wall.format import count
from wallboard.languages import _, speaking
from wallboard.metrics.combining import PeriodFigure
from wallboard.periods import Period
from wallboard.review import Compared, ReviewedFigure

_GAP = 1.0  # between the last week and the first month, in weeks
_WEEKS_OF_MONTH = 365.25 / 12 / 7
_FLOW = "flow"


class _Side(NamedTuple):
    """The weeks, or the months: where they stand on the axis, and by which axis of values."""

    periods: Sequence[Compared]
    first: float
    axis: str

    @property
    def places(self) -> list[float]:
        return [self.first + nth for nth in range(len(self.periods))]


def trail_chart(figure: ReviewedFigure, name: str) -> Drawn:
    """Counts of a month stand at a scale of their own, on which the same pace is as high as in a week."""
    is_flow = figure.kind == _FLOW
    weeks = _Side(figure.weeks, 0, "y")
    months = _Side(figure.months, len(figure.weeks) + _GAP, "y2" if is_flow else "y")
    sides = [side for side in (weeks, months) if side.periods]
    traces = [
        trace
        for before in (True, False)
        for nth, side in enumerate(sides)
        for trace in _traces(figure, side, before, nth)
    ]
    target = on_axis(unit_of(figure), figure.target)
    if target is not None:
        traces.append(_target(figure, target, weeks if is_flow else sides))
    return Drawn(_title(figure, name), _words(figure), _plotted(figure, traces, weeks, months, target), *_table(figure))


def _traces(figure: ReviewedFigure, side: _Side, before: bool, nth: int) -> list[Plotted]:
    """The line of the whole periods, and those that are not, hollow and joined to nothing."""
    figures = [each.year_before if before else each.now for each in side.periods]
    colour, name = (YEAR_BEFORE, _("the year before")) if before else (ACTUAL, _("actual"))
    common: Plotted = {"type": "scatter", "x": side.places, "yaxis": side.axis, "legendgroup": name}
    common |= {"customdata": [_told(figure, each) for each in side.periods], "hovertemplate": "%{customdata}" + BARE}
    common |= {"cliponaxis": False}
    whole = common | {
        "y": _heights(figure, figures, lambda each: each.whole),
        "name": name,
        "showlegend": nth == 0,
        "mode": "lines+markers",
        "line": {"color": colour, "width": 1.5 if before else 3},
        "marker": {"color": colour, "size": 5 if before else 8},
    }
    hollow = common | {
        "y": _heights(figure, figures, lambda each: not each.whole),
        "name": _("not whole"),
        "showlegend": False,
        "mode": "markers",
        "marker": {"symbol": "circle-open", "color": colour, "size": 7 if before else 10, "line": {"width": 2}},
    }
    return [whole, hollow] if any(value is not None for value in hollow["y"]) else [whole]


def _heights(
    figure: ReviewedFigure, figures: Sequence[PeriodFigure], shown: Callable[[PeriodFigure], bool]
) -> list[float | None]:
    return [on_axis(unit_of(figure), each.value) if shown(each) else None for each in figures]


def _told(figure: ReviewedFigure, compared: Compared) -> str:
    """Where somebody points: the figure, that of the year before and the change, and why one is not whole."""
    lines = [
        f"<b>{period_name(compared.now.period)}: {amount(unit_of(figure), compared.now.value)}</b>",
        _("the year before: {value}", value=amount(unit_of(figure), compared.year_before.value)),
    ]
    if compared.change is not None:
        lines[-1] += f" ({change_words(compared.change)})"
    if not compared.now.whole:
        lines.append(_("not whole: {why}", why=gap_words(compared.now)))
    return "<br>".join(lines)


def _target(figure: ReviewedFigure, target: float, over: _Side | Sequence[_Side]) -> Plotted:
    """What is promised of a week says nothing of a month's count."""
    sides = [over] if isinstance(over, _Side) else over
    x = [side.places[0] - 0.4 for side in sides[:1]] + [side.places[-1] + 0.4 for side in sides[-1:]]
    return {
        "type": "scatter",
        "x": x,
        "y": [target] * len(x),
        "mode": "lines",
        "name": _("target {figure}", figure=target_amount(unit_of(figure), figure.target)),
        "line": {"color": TARGET, "width": 1.5, "dash": TARGET_DASH},
        "hoverinfo": "skip",
    }


def _plotted(
    figure: ReviewedFigure, traces: list[Plotted], weeks: _Side, months: _Side, target: float | None
) -> Plotted:
    by_week = _values(figure, weeks)
    by_month = _values(figure, months)
    places = [*weeks.places, *months.places]
    ticks = [speaking().day_month(each.now.period.last).replace(" ", "<br>", 1) for each in weeks.periods]
    ticks += [_month_tick(each.now.period, nth) for nth, each in enumerate(months.periods)]
    xaxis = {"tickvals": places, "ticktext": ticks, "range": [-0.6, (places or [0])[-1] + 0.6]}
    if figure.kind != _FLOW:
        return chart(traces, xaxis, value_axis(unit_of(figure), [*by_week, *by_month], target))
    paced = [None if value is None else value / _WEEKS_OF_MONTH for value in by_month]
    yaxis = value_axis(unit_of(figure), [*by_week, *paced], target)
    yaxis["title"] = {"text": _("{unit} a week", unit=unit_words(unit_of(figure)))}
    second = yaxis | {
        "title": {"text": _("{unit} a month", unit=unit_words(unit_of(figure)))},
        "range": [bound * _WEEKS_OF_MONTH for bound in yaxis["range"]],
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
    }
    return chart(traces, xaxis, yaxis, yaxis2=second, margin={"l": 58, "r": 62, "t": 12, "b": 44})


def _values(figure: ReviewedFigure, side: _Side) -> list[float | None]:
    told = (each for compared in side.periods for each in (compared.now, compared.year_before))
    return [on_axis(unit_of(figure), each.value) for each in told]


def _month_tick(period: Period, nth: int) -> str:
    """The year under the first month and under each January."""
    name = speaking().month(period.first)
    return f"{name}<br>{period.first.year}" if nth == 0 or period.first.month == 1 else name


def _title(figure: ReviewedFigure, name: str) -> str:
    parts = [f"{name} ({unit_words(unit_of(figure))})"]
    if figure.weeks:
        parts.append(_("six weeks up to {day}", day=speaking().dated(figure.weeks[-1].now.period.last)))
    if figure.months:
        parts.append(_("twelve months up to {month}", month=month_name(figure.months[-1].now.period)))
    return ", ".join(parts)


def _words(figure: ReviewedFigure) -> tuple[str, ...]:
    """Which periods are not whole, and why."""
    told = [each.now for each in (*figure.weeks, *figure.months) if not each.now.whole and each.now.value is not None]
    named = [f"{period_name(each.period)} ({gap_words(each)})" for each in told]
    return (_("Not whole, drawn hollow: {periods}.", periods="; ".join(named)),) if named else ()


def _table(figure: ReviewedFigure) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    heads = (_("Period"), _("Figure"), _("Made of"), _("The year before"), _("Change"), _("Not whole"))
    rows = (
        (
            period_name(each.now.period),
            amount(unit_of(figure), each.now.value),
            count(each.now.n),
            amount(unit_of(figure), each.year_before.value),
            change_words(each.change),
            gap_words(each.now),
        )
        for each in (*figure.weeks, *figure.months)
    )
    return heads, tuple(rows)
