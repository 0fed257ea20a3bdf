"""What the chart of a figure says of an improvement: whether it came, and stayed."""

from __future__ import annotations

from datetime import date, timedelta

from wallboard.metrics.xmr import Better, Judgement, judge_improvement
from wallboard.review.records import ReviewedFigure

_WEEK = timedelta(days=6)  # from the first day of a week to its last


def judged(figure: ReviewedFigure, since: date) -> Judgement | None:
    """Of a process that has run another way since that day: by the weeks of the limits in force before it, and those that
    began on it or later. None of a figure without a chart by weeks, or of which neither way is better."""
    told = figure.chart
    if told is None or told.rare or figure.better is Better.NEITHER:
        return None
    weeks = list(zip(told.points, told.chart.values, strict=True))
    passed = sum(last < since for last, _ in weeks)
    begin = max((phase.first for phase in told.chart.phases if phase.first < passed), default=0)
    before = [value for _, value in weeks[begin:passed] if value is not None]
    after = [value for last, value in weeks if last - _WEEK >= since and value is not None]
    return judge_improvement(before, after, figure.better)
