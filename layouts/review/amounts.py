"""How a reviewed figure is written: by its unit, as everywhere else, and what it changed by."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.wall.format import MINUS, NOTHING, PERCENT, count, days, duration, number, percent, target_percent
from wallboard.languages import N_, _, ngettext, speaking
from wallboard.metrics.combining import ChangeBy, Gap, PeriodChange, PeriodFigure
from wallboard.periods import Period, PeriodKind

_REASONS: Mapping[Gap, str] = {
    Gap.BEING_COUNTED: N_("still being counted"),
    Gap.SOURCE_LOST: N_("the source was lost"),
    Gap.BEFORE_FIRST: N_("before the first records"),
    Gap.FORGOTTEN: N_("no longer kept"),
    Gap.NOT_OVER: N_("not over yet"),
    Gap.UNKNOWN: N_("not known"),
}
SHARE, SECONDS, DAYS = "ratio", "s", "days"


def amount(unit: str, value: float | None) -> str:
    """With its sign or unit where it is a share, a time or an age; the unit of anything else is told beside it."""
    if value is None:
        return NOTHING
    if unit == SHARE:
        return percent(value)
    if unit == SECONDS:
        return duration(value)
    if unit == DAYS:
        return days(value)
    return count(value) if float(value).is_integer() or abs(value) >= 100 else number(f"{value:,.1f}")


def target_amount(unit: str, target: float | None) -> str:
    return target_percent(target) if unit == SHARE and target is not None else amount(unit, target)


def difference(unit: str, value: float) -> str:
    """With its sign; of shares in points."""
    sign = MINUS if value < 0 else "+"
    size = abs(value)
    if unit == SHARE:
        return sign + _points(f"{size * 100:.1f}")
    return sign + amount(unit, size)


def change_words(change: PeriodChange | None) -> str:
    """+12 %, −2.1 points; a dash where none is computed."""
    if change is None:
        return NOTHING
    if change.size is None:
        return _("new")
    size = abs(change.size)
    by_points = change.by is ChangeBy.POINTS
    written = f"{size:,.1f}" if by_points or 0 < size < 9.95 else f"{size:,.0f}"
    # never a sign before what is written as nothing
    sign = "" if not written.strip("0.") else MINUS if change.size < 0 else "+"
    return sign + (_points(written) if by_points else number(written) + PERCENT)


def _points(written: str) -> str:
    return ngettext("{n} point", "{n} points", float(written.replace(",", "")), n=number(written))


def gap_reason(gap: Gap) -> str:
    """Why one day is not whole."""
    return _(_REASONS[gap])


def gap_words(figure: PeriodFigure) -> str:
    """Why it is not whole: "2 days: the source was lost"; "" where it is."""
    return "; ".join(_gap(gap, n) for gap, n in figure.gaps.items())


def _gap(gap: Gap, n: int) -> str:
    match gap:
        case Gap.BEING_COUNTED:
            return ngettext("{n} day is still being counted", "{n} days are still being counted", n, n=n)
        case Gap.SOURCE_LOST:
            return ngettext("{n} day: the source was lost", "{n} days: the source was lost", n, n=n)
        case Gap.BEFORE_FIRST:
            return ngettext("{n} day: before the first records", "{n} days: before the first records", n, n=n)
        case Gap.FORGOTTEN:
            return ngettext("{n} day: no longer kept", "{n} days: no longer kept", n, n=n)
        case Gap.NOT_OVER:
            return ngettext("{n} day: not over yet", "{n} days: not over yet", n, n=n)
        case Gap.UNKNOWN:
            return ngettext("{n} day: not known", "{n} days: not known", n, n=n)


def month_name(month: Period) -> str:
    return f"{speaking().month(month.first)} {month.first.year}"


def period_name(period: Period) -> str:
    """The week up to Sun 15 Nov 2026, Oct 2026, quarter 4 of 2026."""
    match period.kind:
        case PeriodKind.DAY:
            return speaking().dated(period.last)
        case PeriodKind.WEEK:
            return _("week to {day}", day=speaking().dated(period.last))
        case PeriodKind.MONTH:
            return month_name(period)
        case PeriodKind.QUARTER:
            return _("quarter {n} of {year}", n=period.number, year=period.year)
        case PeriodKind.YEAR:
            return str(period.year)
