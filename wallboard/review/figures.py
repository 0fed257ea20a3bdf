"""Figures of any period, by the one definition that METRICS has of each: of calls from the counts of its days together, of
requests from what became of them on its days, with what later ones of it made of decisions, and how they stood at the end of
the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import isnan, nan
from typing import Any, NamedTuple, Protocol

import numpy as np

from wallboard.metrics import METRICS
from wallboard.metrics import calls as formula
from wallboard.metrics.combining import AmountOf, Gap, PeriodFigure, combine
from wallboard.metrics.registry import Figure
from wallboard.model import Reason
from wallboard.periods import Period
from wallboard.review.day_table import DayTable
from wallboard.review.table import Reviewed
from wallboard.state.posting_table import LATE, ON_TIME
from wallboard.state.tally import COUNTS, Tally

DIVERTED = "diverted:"  # what the counts of those who left another way begin with; the reason follows
AMOUNTS = tuple(name for name, rule in COUNTS.items() if rule.key is None)
WAITS = "waits"
_OF_CALLS = (*AMOUNTS, *(DIVERTED + reason.value for reason in Reason))


class Series(Protocol):
    """One figure, of any period."""

    def figure(self, period: Period) -> PeriodFigure:
        """What there is to tell of a period, with what is missing of it."""

    def part(self, period: Period) -> AmountOf | None:
        """Of a share: what it is a share of; None where the period is not whole."""


class _CallPeriod(NamedTuple):
    """What the days of a period tell together: of each group, and which of them are not whole."""

    tallies: Sequence[Tally]
    gaps: Mapping[Gap, int]


class _Series:
    def __init__(self, of: Callable[[Period], PeriodFigure]) -> None:
        self._of = of
        self._known: dict[Period, PeriodFigure] = {}

    def figure(self, period: Period) -> PeriodFigure:
        known = self._known.get(period)
        if known is None:
            known = self._known[period] = self._of(period)
        return known

    def part(self, period: Period) -> AmountOf | None:
        figure = self.figure(period)
        if not figure.whole or figure.n is None:
            return None
        return AmountOf(round((figure.value or 0.0) * figure.n, 6), figure.n)


class CallCounts:
    """The counts of one dimension of calls, put together for any period."""

    def __init__(self, table: DayTable) -> None:
        self.table = table
        self._known: dict[Period, _CallPeriod | None] = {}
        self._series: dict[tuple[str, str, str], Series] = {}

    @classmethod
    def of(cls, table: DayTable) -> CallCounts:
        """Those that are kept with the table."""
        counts: CallCounts = table.memo.setdefault("calls", cls(table))
        return counts

    def tallies(self, period: Period) -> Sequence[Tally]:
        """Of each group: of all at once costs little more than of one."""
        told = self._told(period)
        return [Tally() for _ in self.table.names] if told is None else told.tallies

    def _told(self, period: Period) -> _CallPeriod | None:
        """None where no day of it is told."""
        if period not in self._known:
            tells = self.table.tells_of(period)
            self._known[period] = _CallPeriod(self._tallies(period), self.table.gaps(period)) if tells else None
        return self._known[period]

    def _tallies(self, period: Period) -> Sequence[Tally]:
        counted = self.table.sums(_OF_CALLS, period).astype(np.int64).T.tolist()
        waits = [self.table.by_value(WAITS, group, period) for group in range(len(counted))]
        return list(map(_tally, counted, waits))

    def series(self, reviewed: Reviewed, name: str, variant: str) -> Series:
        key = reviewed.metric, name, variant
        if key not in self._series:
            self._series[key] = self._made(reviewed, self.table.place(name), variant)
        return self._series[key]

    def _made(self, reviewed: Reviewed, group: int, variant: str) -> Series:
        figures: Callable[[Tally], Figure | Sequence[Figure]] = METRICS[reviewed.metric].figures
        if reviewed.metric == "calls.service_level":  # one of its formulas, of many thousand tallies
            figures = partial(_level, variant)

        def of(period: Period) -> PeriodFigure:
            told = self._told(period)
            if told is None:
                return PeriodFigure(period, None, None, self.table.gaps(period))
            figure = _asked(figures(told.tallies[group]), variant)
            n = figure.value if reviewed.kind == "flow" else figure.n
            return PeriodFigure(period, figure.value, n, told.gaps)

        return _Series(of)


def _tally(counted: Sequence[int], waits: dict[int, int]) -> Tally:
    """Of what _OF_CALLS names."""
    amounts = dict(zip(AMOUNTS, counted, strict=False))
    reasons = {reason: n for reason, n in zip(Reason, counted[len(AMOUNTS) :], strict=True) if n}
    return Tally(**amounts, diverted=reasons, waits=waits)  # type: ignore[arg-type] # each by its name


class FlowOf(dict[str, int]):
    """What became of one group's requests in a period, by series, as the metrics of flows ask for it."""

    def __init__(self, counts: Mapping[str, int], untold: frozenset[str]) -> None:
        super().__init__(counts)
        self._untold = untold

    def __missing__(self, series: str) -> int:
        return 0

    def told(self, kind: str) -> int | None:
        return None if kind in self._untold else self[kind]

    def outcomes(self, kind: str) -> Sequence[tuple[str, int]]:
        return ()

    @property
    def decided(self) -> tuple[int, int]:
        return self[ON_TIME], self[LATE]


class RequestCounts:
    """The counts of one dimension of requests."""

    def __init__(self, table: DayTable, flows: Sequence[str]) -> None:
        self.table, self._flows = table, tuple(flows)
        self._by_period: dict[Period, tuple[Mapping[str, Sequence[int]], frozenset[str]]] = {}
        self._series: dict[tuple[str, str], Series] = {}

    @classmethod
    def of(cls, table: DayTable, flows: Sequence[str]) -> RequestCounts:
        """Those that are kept with the table: all of them tell of the same flows."""
        counts: RequestCounts = table.memo.setdefault("requests", cls(table, flows))
        return counts

    def series(self, reviewed: Reviewed, name: str) -> Series:
        key = reviewed.metric, name
        if key not in self._series:
            make = self._stock if reviewed.kind == "stock" else self._flow
            self._series[key] = _Series(make(reviewed, self.table.place(name)))
        return self._series[key]

    def _counts(self, period: Period) -> tuple[Mapping[str, Sequence[int]], frozenset[str]]:
        """Of all groups at once, and what the sources do not tell."""
        if period not in self._by_period:
            counted = self.table.standing(self._flows, period).astype(np.int64).tolist()
            by_name = dict(zip(self._flows, counted, strict=True))
            self._by_period[period] = by_name, self.table.untold(self._flows, period)
        return self._by_period[period]

    def _flow(self, reviewed: Reviewed, group: int) -> Callable[[Period], PeriodFigure]:
        metric: Any = METRICS[reviewed.metric]

        def of(period: Period) -> PeriodFigure:
            if not self.table.tells_of(period):
                return PeriodFigure(period, None, None, self.table.gaps(period))
            counted, untold = self._counts(period)
            counts = {name: column[group] for name, column in counted.items()}
            figure = _asked(metric.figures(FlowOf(counts, untold)), "")
            n = figure.value if reviewed.kind == "flow" else figure.n
            return PeriodFigure(period, figure.value, n, self.table.gaps(period))

        return of

    def _stock(self, reviewed: Reviewed, group: int) -> Callable[[Period], PeriodFigure]:
        counts = METRICS[reviewed.metric].unit != "days"  # of nothing there is 0, and no age

        def of(period: Period) -> PeriodFigure:
            told = counts or self.table.names_it(group, period.last)
            value = self.table.last(reviewed.metric, period.last)[group] if told else nan
            gaps = self.table.gaps(period.last)
            return PeriodFigure(period, None if isnan(value) else value, None, gaps)

        return of


class OutsideSeries(_Series):
    """A figure of somebody else's, by the kind that the settings say it is of."""

    def __init__(self, kind: Any, days: Mapping[Any, Any], gaps: Mapping[Any, Any]) -> None:
        def of(period: Period) -> PeriodFigure:
            told = combine(kind, period, days, gaps)
            return told if any(day in days for day in period.days()) else replace(told, value=None, n=None)

        super().__init__(of)


def _level(variant: str, tally: Tally) -> Figure:
    return Figure(formula.service_level(tally, variant), formula.service_level_n(tally, variant), variant)


def _asked(found: Figure | Sequence[Figure], variant: str) -> Figure:
    """Of the figures of a metric the one that a review tells: of all parts together, by that formula."""
    if isinstance(found, Figure):
        return found
    return next(figure for figure in found if figure.part is None and figure.variant == variant)
