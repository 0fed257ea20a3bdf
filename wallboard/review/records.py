"""What a review is: every figure of a period, with all that makes it true and all that it is compared with.

Records of plain values, which come back from JSON as they went (`review_json.py`): an edition is one of them, frozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from wallboard.metrics.combining import PeriodChange, PeriodFigure, Scale
from wallboard.metrics.xmr import Assurance, Better, Chart, Signal, Strength, Tendency, tendency
from wallboard.model import Micros, Scope
from wallboard.model.review_words import OUTSIDE as OUTSIDE
from wallboard.model.review_words import FigureKey as FigureKey
from wallboard.periods import Period, ReviewPeriods


class FigureState(Enum):
    """What must be told apart besides the number of the period under review."""

    FINE = "fine"
    NOT_WHOLE = "not_whole"  # a day of it is missing: told as far as it goes, and compared with nothing
    TOO_FEW = "too_few"  # a share of fewer than five
    NOTHING = "nothing"  # nothing to divide by, or nothing told


class Season(Enum):
    """What became of the yearly shape that a figure has."""

    NONE = "none"  # it has none to speak of
    IN_IT = "in_it"  # fewer than two years are known: it cannot be taken out yet
    TAKEN_OUT = "taken_out"  # the chart is of the difference to what is usual at that time of the year


class Compared(NamedTuple):
    """The figure of a period, that of the same period of the year before, and the change, None where there is none to tell."""

    now: PeriodFigure
    year_before: PeriodFigure
    change: PeriodChange | None


class Box(NamedTuple):
    """The figure of the period under review on the one before it and on the year before, and to date on the year before."""

    last: PeriodFigure
    before: PeriodFigure
    on_before: PeriodChange | None
    year_before: PeriodFigure
    on_year_before: PeriodChange | None
    month_to_date: Compared
    quarter_to_date: Compared
    year_to_date: Compared


class HalfHour(NamedTuple):
    """The calls of a half hour by the local clock, on one weekday (0 is Monday) of the period under review, or on all of them
    together where there are several. `level` is the share answered in time of `n`; `missed` how many were not."""

    weekday: int
    begins: str  # "10:30"
    offered: int
    level: float | None
    n: int
    missed: int


@dataclass(frozen=True, slots=True)
class WeekChart:
    """The chart by which signal is told from noise. `points` are the last days of the weeks that it shows, oldest first, or,
    where it is of something `rare`, the days on which it happened: values are then the days since the time before."""

    points: tuple[date, ...]
    chart: Chart
    season: Season = Season.NONE
    rare: bool = False

    def since(self, signal: Signal) -> date:
        return self.points[signal.first]

    def far_out(self, signal: Signal) -> float:
        """How far the last point of a signal lies from the centre, in distances of a limit: 1 is on it. 0 where a limit
        is no distance away, and of days between, whose limits are on another scale."""
        value, line = self.chart.values[signal.last], self.chart.lines[signal.last]
        if value is None or line is None or not line.reach or self.rare:
            return 0.0
        return abs(value - line.centre) / line.reach


@dataclass(frozen=True, slots=True)
class ReviewedFigure:
    """One figure of the review. `kind`: flow, ratio, mean, percentile, stock or extreme. `target` is what was promised on the
    last day; `signals` are those that the last week belongs to, the strongest first; `assurance` goes by the
    limits in force, of `assured_before` when."""

    key: FigureKey
    title: str  # of an outside figure, as its settings say it; others are named by their metric
    kind: str
    unit: str
    scale: Scale
    better: Better
    state: FigureState
    box: Box
    weeks: tuple[Compared, ...]
    months: tuple[Compared, ...]
    chart: WeekChart | None
    signals: tuple[Signal, ...]
    target: float | None = None
    assurance: Assurance | None = None

    @property
    def value(self) -> float | None:
        """Of the period under review."""
        return self.box.last.value

    @property
    def n(self) -> float | None:
        return self.box.last.n

    @property
    def met(self) -> bool | None:
        """Whether the target was met in the period; None where that cannot be said."""
        value = self.value
        if self.target is None or value is None or self.state is not FigureState.FINE:
            return None
        return value >= self.target if self.better is Better.MORE else value <= self.target

    @property
    def assured_before(self) -> bool:
        """Whether `assurance` tells of what was before this change: a signal has left the limits that it goes by."""
        return self.assurance is not None and bool(self.signals)

    @property
    def signal(self) -> Signal | None:
        """The strongest of now."""
        return self.signals[0] if self.signals else None

    @property
    def tendency(self) -> Tendency | None:
        """What its signal means for people; None without one: it is as usual."""
        return None if self.signal is None else self.meaning(self.signal)

    def meaning(self, signal: Signal) -> Tendency:
        """Of one of its chart's signals: of days between, more is rarer."""
        rare = self.chart is not None and self.chart.rare
        return tendency(-signal.direction if rare else signal.direction, self.better)

    @property
    def urgency(self) -> tuple[int, int, float, int]:
        """By which signals are ordered: what got worse before what got better, the strong before the weak, what is further
        out of its limits before what is less, the new before the old."""
        signal, chart = self.signal, self.chart
        if signal is None or chart is None:
            return (9, 0, 0.0, 0)
        order = {Tendency.WORSE: 0, Tendency.NEUTRAL: 1, Tendency.BETTER: 2}[self.meaning(signal)]
        strong = Strength.STRONG.value - signal.strength.value
        return (order, strong, -chart.far_out(signal), signal.last - signal.first)

    @property
    def is_as_usual(self) -> bool:
        """Whether the last week has limits, and nothing stands out of them."""
        chart = self.chart
        judged = chart is not None and chart.chart.maturity is not None and chart.chart.values[-1] is not None
        return judged and not self.signals


@dataclass(frozen=True, slots=True)
class Review:
    """Of one site: the period under review, a week, month or quarter, and everything that is shown with it. `as_of` is the
    instant by whose knowledge it was made."""

    site: str
    under_review: Period
    periods: ReviewPeriods
    as_of: Micros
    figures: tuple[ReviewedFigure, ...]
    half_hours: tuple[HalfHour, ...] = ()  # of the site's calls, those in which there were any
    rows: str = (
        ""  # the counts of days that its figures are made of, packed (`day_rows.py`); "" where nobody asked for them
    )

    def figure(self, metric: str, variant: str | None = None, **scope: str) -> ReviewedFigure | None:
        """The one about exactly that scope of the site."""
        about = Scope(self.site, **scope)
        ours = (each for each in self.figures if each.key.metric == metric and each.key.scope == about)
        return next((each for each in ours if variant is None or each.key.variant == variant), None)

    def hot(self, most: int = 5) -> tuple[HalfHour, ...]:
        """The half hours in which most calls were missed, of those that missed the site's target."""
        figure = self.figure("calls.service_level")
        if figure is None or (target := figure.target) is None:
            return ()
        missed = [each for each in self.half_hours if each.level is not None and each.level < target]
        return tuple(sorted(missed, key=lambda each: (-each.missed, each.weekday, each.begins))[:most])

    def signals(self) -> tuple[ReviewedFigure, ...]:
        """Figures that are more than noise, what is worse and strong first."""
        return tuple(sorted((each for each in self.figures if each.signals), key=lambda each: each.urgency))

    def as_usual(self) -> tuple[ReviewedFigure, ...]:
        """Those that are within their usual range: with limits, and nothing to tell of them."""
        return tuple(each for each in self.figures if each.is_as_usual)
