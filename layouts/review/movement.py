"""What a signal says of its figure: how far from its centre, over how many weeks, since when. Taken from the chart alone.

Each is a clause that stands behind the colon of a sentence, such as "on average 112 above its centre of 300 over 8 weeks,
since the week to Sun 27 Sep 2026".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from layouts.review.amounts import DAYS
from layouts.review.values import apart, size_words, told_apart, unit_of
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.xmr import Signal, SignalRule
from wallboard.review import ReviewedFigure, Season, WeekChart

LEAST_GROWN = 4  # weeks in a row that all go one way, before that is said of them


class Growth(NamedTuple):
    """So many weeks in a row up to the last of a signal, each further than the one before it."""

    weeks: int
    start: float
    end: float
    since: date  # the last day of the first week that went this way

    @property
    def size(self) -> float:
        return abs(self.end - self.start)


def growth(chart: WeekChart, signal: Signal) -> Growth | None:
    """Where all weeks of a signal went its way; None where one of them did not, or they are few."""
    counted = [(nth, value) for nth, value in enumerate(chart.chart.values[: signal.last + 1]) if value is not None]
    values = [value for _nth, value in counted]
    steps = 0
    while steps + 1 < len(values) and signal.direction * (values[-1 - steps] - values[-2 - steps]) > 0:
        steps += 1
    # a trend begins with the point before its first step
    of_signal = len(weeks_of(chart, signal)) - (signal.rule is SignalRule.TREND)
    if steps < max(of_signal, LEAST_GROWN):
        return None
    return Growth(steps, values[-1 - steps], values[-1], chart.points[counted[-steps][0]])


def weeks_of(chart: WeekChart, signal: Signal) -> Sequence[float]:
    """The values of its weeks that count."""
    return [value for value in chart.chart.values[signal.first : signal.last + 1] if value is not None]


def movement(figure: ReviewedFigure, chart: WeekChart, signal: Signal) -> str:
    """Raises ValueError for a signal that is none of the chart's."""
    line = chart.chart.lines[signal.last]
    if line is None:
        raise ValueError("a signal is of weeks that have limits")
    its = _Moved(figure, chart, signal, line.centre)
    grown = growth(chart, signal)
    if chart.rare:
        return its.times_grown(grown) if grown else its.times()
    season = chart.season is Season.TAKEN_OUT
    if grown:
        return its.grown_against_season(grown) if season else its.grown(grown)
    if signal.size * signal.direction <= 0:  # a single week to the other side outweighs the others
        return its.often()
    return its.off_the_season() if season else its.off_the_centre()


class _Moved:
    def __init__(self, figure: ReviewedFigure, chart: WeekChart, signal: Signal, centre: float) -> None:
        self._figure, self._centre, self._up = figure, centre, signal.direction > 0
        self._values = weeks_of(chart, signal)
        self._unit = DAYS if chart.rare else unit_of(figure)
        self._size = size_words(self._unit, signal.size)
        self._day = speaking().dated(chart.since(signal))
        self._outside = sum(signal.direction * (value - centre) > 0 for value in self._values)

    def off_the_centre(self) -> str:
        _value, centre = apart(self._figure, self._values[-1], self._centre)
        n, told = len(self._values), {"size": self._size, "centre": centre, "day": self._day}
        if n == 1 and self._up:
            return _("{size} above its centre of {centre}, in the week to {day}", **told)
        if n == 1:
            return _("{size} below its centre of {centre}, in the week to {day}", **told)
        if self._up:
            return ngettext(
                "on average {size} above its centre of {centre} over {n} week, since the week to {day}",
                "on average {size} above its centre of {centre} over {n} weeks, since the week to {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "on average {size} below its centre of {centre} over {n} week, since the week to {day}",
            "on average {size} below its centre of {centre} over {n} weeks, since the week to {day}",
            n,
            n=n,
            **told,
        )

    def off_the_season(self) -> str:
        """Its chart is of differences to the usual of the season: their centre is a number that says nothing to people."""
        n, told = len(self._values), {"size": self._size, "day": self._day}
        if self._up:
            return ngettext(
                "on average {size} above its centre with the season taken out, over {n} week, since the week to {day}",
                "on average {size} above its centre with the season taken out, over {n} weeks, since the week to {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "on average {size} below its centre with the season taken out, over {n} week, since the week to {day}",
            "on average {size} below its centre with the season taken out, over {n} weeks, since the week to {day}",
            n,
            n=n,
            **told,
        )

    def grown(self, its: Growth) -> str:
        n, told = its.weeks, {"size": size_words(self._unit, its.size), "day": speaking().dated(its.since)}
        if self._up:
            return ngettext(
                "higher each week for {n} week, by {size} in all, since the week to {day}",
                "higher each week for {n} weeks, by {size} in all, since the week to {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "lower each week for {n} week, by {size} in all, since the week to {day}",
            "lower each week for {n} weeks, by {size} in all, since the week to {day}",
            n,
            n=n,
            **told,
        )

    def grown_against_season(self, its: Growth) -> str:
        """The figure itself may have gone the other way, as it does at this time of the year."""
        n, told = its.weeks, {"size": size_words(self._unit, its.size), "day": speaking().dated(its.since)}
        if self._up:
            return ngettext(
                "higher each week for {n} week against what is usual at this time of the year, by {size} in all, since the week to {day}",
                "higher each week for {n} weeks against what is usual at this time of the year, by {size} in all, since the week to {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "lower each week for {n} week against what is usual at this time of the year, by {size} in all, since the week to {day}",
            "lower each week for {n} weeks against what is usual at this time of the year, by {size} in all, since the week to {day}",
            n,
            n=n,
            **told,
        )

    def often(self) -> str:
        n, told = self._outside, {"weeks": len(self._values), "day": self._day}
        if self._up:
            return ngettext(
                "above its centre in {n} week of {weeks}, since the week to {day}",
                "above its centre in {n} weeks of {weeks}, since the week to {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "below its centre in {n} week of {weeks}, since the week to {day}",
            "below its centre in {n} weeks of {weeks}, since the week to {day}",
            n,
            n=n,
            **told,
        )

    def times(self) -> str:
        """Of days between one and the next."""
        n, times = self._outside, len(self._values)
        centre, day = told_apart(self._unit, [self._centre])[0], self._day
        if self._up:
            return ngettext(
                "rarer than its centre of {centre} between two, {n} time of the last {times}, since {day}",
                "rarer than its centre of {centre} between two, {n} times of the last {times}, since {day}",
                n,
                n=n,
                times=times,
                centre=centre,
                day=day,
            )
        return ngettext(
            "more often than its centre of {centre} between two, {n} time of the last {times}, since {day}",
            "more often than its centre of {centre} between two, {n} times of the last {times}, since {day}",
            n,
            n=n,
            times=times,
            centre=centre,
            day=day,
        )

    def times_grown(self, its: Growth) -> str:
        n, told = its.weeks, {"size": size_words(self._unit, its.size), "day": speaking().dated(its.since)}
        if self._up:
            return ngettext(
                "each time after longer than the time before, {n} time in a row, by {size} in all, since {day}",
                "each time after longer than the time before, {n} times in a row, by {size} in all, since {day}",
                n,
                n=n,
                **told,
            )
        return ngettext(
            "each time sooner than the time before, {n} time in a row, by {size} in all, since {day}",
            "each time sooner than the time before, {n} times in a row, by {size} in all, since {day}",
            n,
            n=n,
            **told,
        )
