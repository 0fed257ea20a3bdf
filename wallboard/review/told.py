"""A review as plain JSON values for programs: the command `review --json` and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from wallboard.metrics.combining import PeriodChange, PeriodFigure
from wallboard.metrics.xmr import Signal
from wallboard.periods import Period
from wallboard.review.records import Box, Compared, Review, ReviewedFigure, WeekChart
from wallboard.review.score import Score, ServiceScore, service_scores


def told(review: Review, today: date) -> dict[str, Any]:
    """Every figure with its weeks, months, box, limits, signals and assurance (`assured_before`: of what was before its signals),
    and the scores of services as of `today`."""
    return {
        "site": review.site,
        "under_review": _period(review.under_review),
        "figures": [_figure(figure) for figure in review.figures],
        "half_hours": [each._asdict() for each in review.half_hours],
        "scores": [_service(each) for each in service_scores(review, today)],
    }


def _service(its: ServiceScore) -> dict[str, Any]:
    """`scored` of `of` figures have a score, of which `value` is the mean."""
    return {
        "service": its.service.value,
        "department": its.department,
        "value": its.value,
        "scored": len(its.scored),
        "of": len(its.scores),
        "until": _day(its.until),
        "stale_days": its.stale_days,
        "figures": [_score(each) for each in its.scores],
    }


def _score(score: Score) -> dict[str, Any]:
    """`why` there is none."""
    return {
        "metric": score.key.metric,
        "variant": score.key.variant,
        "scope": score.key.scope.as_dict(),
        "value": score.value,
        "why": _word(score.why),
        "n": score.n,
        "until": _day(score.until),
        "stale_days": score.stale_days,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _figure(figure: ReviewedFigure) -> dict[str, Any]:
    return {
        "metric": figure.key.metric,
        "variant": figure.key.variant,
        "scope": figure.key.scope.as_dict(),
        "title": figure.title,
        "kind": figure.kind,
        "unit": figure.unit,
        "better": figure.better.name.lower(),
        "state": figure.state.value,
        "value": figure.value,
        "n": figure.n,
        "target": figure.target,
        "met": figure.met,
        "assurance": _word(figure.assurance),
        "assured_before": figure.assured_before,
        "weeks": [_value(each.now) for each in figure.weeks],
        "weeks_year_before": [_value(each.year_before) for each in figure.weeks],
        "months": [_value(each.now) for each in figure.months],
        "months_year_before": [_value(each.year_before) for each in figure.months],
        "box": _box(figure.box),
        "chart": None if figure.chart is None else _chart(figure.chart),
        "signals": [] if figure.chart is None else list(_signals(figure.chart, figure.signals)),
        "tendency": _word(figure.tendency),
    }


def _box(box: Box) -> dict[str, Any]:
    return {
        "last": _value(box.last),
        "before": _value(box.before),
        "on_before": _change(box.on_before),
        "year_before": _value(box.year_before),
        "on_year_before": _change(box.on_year_before),
        "month_to_date": _compared(box.month_to_date),
        "quarter_to_date": _compared(box.quarter_to_date),
        "year_to_date": _compared(box.year_to_date),
    }


def _compared(pair: Compared) -> dict[str, Any]:
    return {"now": _value(pair.now), "year_before": _value(pair.year_before), "change": _change(pair.change)}


def _value(figure: PeriodFigure) -> dict[str, Any]:
    """`gaps`: how many days are not whole, by why."""
    gaps: Mapping[str, int] = {gap.value: count for gap, count in figure.gaps.items()}
    return _period(figure.period) | {"value": figure.value, "n": figure.n, "gaps": gaps}


def _period(period: Period) -> dict[str, Any]:
    return {"period": period.kind.value, "first": period.first.isoformat(), "last": period.last.isoformat()}


def _change(change: PeriodChange | None) -> dict[str, Any] | None:
    return None if change is None else {"by": change.by.value, "size": change.size}


def _chart(chart: WeekChart) -> dict[str, Any]:
    """The limits in force now; `points` with the limits of each."""
    lines = zip(chart.points, chart.chart.values, chart.chart.lines, strict=True)
    return {
        "rare": chart.rare,
        "season": chart.season.value,
        "limits": _word(chart.chart.maturity),
        "points": [
            {"last": day.isoformat(), "value": value}
            | ({} if line is None else {"centre": line.centre, "lower": line.lower, "upper": line.upper})
            for day, value, line in lines
        ],
        "limits_from": [chart.points[phase.first].isoformat() for phase in chart.chart.phases],
    }


def _signals(chart: WeekChart, signals: Iterable[Signal]) -> Iterable[dict[str, Any]]:
    for signal in signals:
        yield {
            "rule": signal.rule.value,
            "strength": signal.strength.name.lower(),
            "since": chart.since(signal).isoformat(),
            "direction": signal.direction,
            "size": signal.size,
        }


def _word(value: Enum | None) -> str | None:
    return None if value is None else str(value.value)
