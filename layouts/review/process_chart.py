"""A figure week by week with its limits: what is signal and what noise (docs/xmr.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from layouts.review.amounts import DAYS, amount, difference, target_amount
from layouts.review.chart_look import (
    ACTUAL,
    BARE,
    LIMIT,
    OF_TENDENCY,
    TARGET,
    TARGET_DASH,
    Drawn,
    Plotted,
    chart,
    on_axis,
    unit_words,
    value_axis,
)
from layouts.review.limit_lines import limit_lines
from layouts.review.signal_words import (
    RULES,
    SHORT_RULES,
    TENDENCIES,
    assurance_words,
    limits_words,
    season_words,
)
from layouts.review.values import unit_of
from layouts.wall.format import NOTHING, count, number
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.xmr import ChartLine, Signal, SignalRule, Tendency
from wallboard.review import ReviewedFigure, Season, WeekChart

MOST_POINTS = 78  # a year and a half is drawn: what was before is in the table
_TICKS = 9
SHAPES: dict[SignalRule, str] = {
    SignalRule.BEYOND_LIMIT: "diamond",
    SignalRule.THREE_OF_FOUR: "triangle",
    SignalRule.TWO_OF_THREE: "triangle",
    SignalRule.EIGHT_IN_A_ROW: "square",
    SignalRule.SEVEN_IN_A_ROW: "square",
    SignalRule.TREND: "star",
}


def process_chart(figure: ReviewedFigure, name: str) -> Drawn | None:
    """None where the figure has none. Points stand one beside the other; where they are of something rare, each is one
    time that it happened."""
    return None if figure.chart is None else _Drawing(figure, figure.chart).drawn(name)


class _Drawing:
    def __init__(self, figure: ReviewedFigure, weeks: WeekChart) -> None:
        self.figure, self.weeks, self.chart = figure, weeks, weeks.chart
        self.unit = DAYS if weeks.rare else unit_of(figure)
        self.is_difference = weeks.season is Season.TAKEN_OUT
        self.first = max(0, len(weeks.points) - MOST_POINTS)
        # what is promised of a figure says nothing of its difference to the usual, nor of days between
        self.target = None if weeks.rare or self.is_difference else figure.target
        self.marks = dict(self._marks())

    def drawn(self, name: str) -> Drawn:
        return Drawn(self._title(name), self._words(), self._plotted(), *self._table())

    def _marks(self) -> Iterator[tuple[int, Signal]]:
        """The strongest signal that each point belongs to."""
        for signal in sorted(self.chart.signals, key=lambda each: (each.strength.value, each.first)):
            yield from ((at, signal) for at in range(signal.first, signal.last + 1) if self._is_of(signal, at))

    def _is_of(self, signal: Signal, at: int) -> bool:
        """Whether a point lies on the signal's side: three of four have one between them that need not."""
        value, line = self.chart.values[at], self.chart.lines[at]
        if value is None or line is None:
            return False
        return signal.rule is SignalRule.TREND or (value - line.centre) * signal.direction > 0

    def _plotted(self) -> Plotted:
        shown = range(self.first, len(self.weeks.points))
        traces = [*self._limits(), *self._target(), self._values(), *self._signals()]
        heights = [self._height(value) for value in self.chart.values[self.first :]]
        heights += [
            self._height(bound) for line in self.chart.lines[self.first :] if line for bound in (line.lower, line.upper)
        ]
        step = max(1, -(-len(shown) // _TICKS))
        ticks = list(reversed(range(len(self.weeks.points) - 1, self.first - 1, -step)))
        xaxis = {
            "tickvals": ticks,
            "ticktext": [self._tick(at) for at in ticks],
            "range": [self.first - 0.7, len(self.weeks.points) - 0.3],
        }
        shapes = [_break(phase.first) for phase in self.chart.phases[1:] if phase.first > self.first]
        yaxis = value_axis(self.unit, heights, self._height(self.target), title={"text": self._unit()})
        return chart(traces, xaxis, yaxis, height=380, shapes=shapes)

    def _tick(self, at: int) -> str:
        day = self.weeks.points[at]
        return f"{speaking().day_month(day)}<br>{day.year}"

    def _limits(self) -> Iterator[Plotted]:
        """One line of the legend for all phases of one kind."""
        named: set[object] = set()
        for phase in self.chart.phases:
            drawn = limit_lines(
                phase, self.chart.lines, self.first, self._height, in_legend=phase.maturity not in named
            )
            if drawn:
                named.add(phase.maturity)
            yield from drawn

    def _target(self) -> list[Plotted]:
        if self.target is None:
            return []
        height = self._height(self.target)
        return [
            {
                "type": "scatter",
                "x": [self.first - 0.5, len(self.weeks.points) - 0.5],
                "y": [height, height],
                "mode": "lines",
                "name": _("target {figure}", figure=target_amount(self.unit, self.target)),
                "line": {"color": TARGET, "width": 2, "dash": TARGET_DASH},
                "hoverinfo": "skip",
            }
        ]

    def _values(self) -> Plotted:
        at = list(range(self.first, len(self.weeks.points)))
        return {
            "type": "scatter",
            "x": at,
            "y": [self._height(self.chart.values[nth]) for nth in at],
            "mode": "lines+markers",
            "name": _("days between") if self.weeks.rare else _("week by week"),
            "line": {"color": ACTUAL, "width": 1.75},
            "marker": {"color": ACTUAL, "size": 6},
            "customdata": [self._told(nth) for nth in at],
            "hovertemplate": "%{customdata}" + BARE,
            "cliponaxis": False,
        }

    def _signals(self) -> list[Plotted]:
        """By rule and by what it means for people: a shape and a colour each."""
        groups: dict[tuple[SignalRule, Tendency], list[int]] = {}
        for at in sorted(self.marks):
            if at >= self.first:
                groups.setdefault((self.marks[at].rule, self.figure.meaning(self.marks[at])), []).append(at)
        return [self._marked(rule, meaning, at) for (rule, meaning), at in groups.items()]

    def _marked(self, rule: SignalRule, meaning: Tendency, at: Sequence[int]) -> Plotted:
        shapes = [
            f"triangle-{'up' if self.marks[nth].direction > 0 else 'down'}"
            if SHAPES[rule] == "triangle"
            else SHAPES[rule]
            for nth in at
        ]
        return {
            "type": "scatter",
            "x": list(at),
            "y": [self._height(self.chart.values[nth]) for nth in at],
            "mode": "markers",
            "name": _("{meaning}: {rule}", meaning=_(TENDENCIES[meaning]), rule=_(SHORT_RULES[rule])),
            "marker": {"symbol": shapes, "color": OF_TENDENCY[meaning], "size": 11},
            "customdata": [self._told(nth) for nth in at],
            "hovertemplate": "%{customdata}" + BARE,
            "cliponaxis": False,
        }

    def _told(self, at: int) -> str:
        lines = [f"<b>{self._day(at)}: {self._amount(self.chart.values[at])}</b>"]
        line = self.chart.lines[at]
        if line is not None:
            lines.append(
                _("between {lower} and {upper}", lower=self._amount(line.lower), upper=self._amount(line.upper))
            )
        if at in self.marks:
            lines.append(self._mark(at))
        return "<br>".join(lines)

    def _mark(self, at: int) -> str:
        signal = self.marks[at]
        return _("{meaning}: {rule}", meaning=_(TENDENCIES[self.figure.meaning(signal)]), rule=_(RULES[signal.rule]))

    def _day(self, at: int) -> str:
        return speaking().dated(self.weeks.points[at])

    def _height(self, value: float | None) -> float | None:
        return on_axis(self.unit, value)

    def _amount(self, value: float | None) -> str:
        if value is None:
            return NOTHING
        if self.weeks.rare:
            return ngettext("{n} day", "{n} days", value, n=number(f"{value:.0f}"))
        return difference(self.unit, value) if self.is_difference else amount(self.unit, value)

    def _unit(self) -> str:
        if self.weeks.rare:
            return _("days between")
        return (
            _("{unit} more or less than usual", unit=unit_words(self.unit))
            if self.is_difference
            else unit_words(self.unit)
        )

    def _title(self, name: str) -> str:
        if not self.weeks.points:
            return f"{name} ({self._unit()})"
        last = self._day(len(self.weeks.points) - 1)
        if self.weeks.rare:
            return _("{name} ({unit}), each time up to {day}", name=name, unit=self._unit(), day=last)
        return _("{name} ({unit}), by week up to {day}", name=name, unit=self._unit(), day=last)

    def _words(self) -> tuple[str, ...]:
        said = [limits_words(self.weeks), season_words(self.weeks.season), assurance_words(self.figure)]
        if missing := sum(value is None for value in self.chart.values[self.first :]):
            said.append(
                ngettext(
                    "{n} week is left out: it is not whole, or too few.",
                    "{n} weeks are left out: they are not whole, or too few.",
                    missing,
                    n=count(missing),
                )
            )
        said += [
            _("Limits were made anew from {day}, by decision.", day=self._day(phase.first))
            for phase in self.chart.phases[1:]
        ]
        return tuple(filter(None, said))

    def _table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        first = _("Day") if self.weeks.rare else _("Week to")
        heads = (first, _("Figure"), _("Centre"), _("Lower limit"), _("Upper limit"), _("Signal"))
        return heads, tuple(self._row(at) for at in reversed(range(len(self.weeks.points))))

    def _row(self, at: int) -> tuple[str, ...]:
        line: ChartLine | None = self.chart.lines[at]
        bounds = ("", "", "") if line is None else tuple(map(self._amount, (line.centre, line.lower, line.upper)))
        return (self._day(at), self._amount(self.chart.values[at]), *bounds, self._mark(at) if at in self.marks else "")


def _break(at: int) -> dict[str, Any]:
    """Where limits were made anew."""
    line = {"color": LIMIT, "width": 1, "dash": "dot"}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at - 0.5,
        "x1": at - 0.5,
        "y0": 0,
        "y1": 1,
        "line": line,
    }
