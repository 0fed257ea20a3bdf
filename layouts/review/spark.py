"""A figure's last weeks as a small drawing: places between 0 (below) and 1 (above), which assets/sparks.js draws."""

from __future__ import annotations

from typing import NamedTuple

from wallboard.review import ReviewedFigure

WEEKS = 26


class Spark(NamedTuple):
    """One place for each week; None where it does not count. Limits and centre are those of the last week that has them.
    `marked`: the weeks of the strongest signal of now."""

    values: tuple[float | None, ...]
    lower: float | None
    centre: float | None
    upper: float | None
    marked: tuple[int, ...]


def spark(figure: ReviewedFigure) -> Spark | None:
    """None where there is nothing to draw."""
    chart = figure.chart
    values = () if chart is None else chart.chart.values[-WEEKS:]
    known = [value for value in values if value is not None]
    if chart is None or not known:
        return None
    line = next((each for each in reversed(chart.chart.lines) if each is not None), None)
    bounds = [] if line is None else [line.lower, line.upper]
    low, high = min(known + bounds), max(known + bounds)

    def place(value: float | None) -> float | None:
        return None if value is None else round((value - low) / (high - low), 3) if high > low else 0.5

    began = len(chart.chart.values) - len(values)
    signal = figure.signal
    marked = () if signal is None else tuple(range(max(0, signal.first - began), signal.last + 1 - began))
    lower, centre, upper = (None, None, None) if line is None else (line.lower, line.centre, line.upper)
    counted = tuple(at for at in marked if values[at] is not None)
    return Spark(tuple(map(place, values)), place(lower), place(centre), place(upper), counted)
