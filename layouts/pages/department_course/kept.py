"""Promises kept: seven days, today the last of them, against a year before, and week by week with the limits that tell signal from noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layouts.pages.department_course.asked import Asked
from layouts.pages.department_course.counted import Figure, opens
from layouts.pages.departments.rows import kept_words
from layouts.review.amounts import SHARE
from layouts.review.chart_look import (
    ACTUAL,
    BARE,
    OF_TENDENCY,
    Cell,
    Drawn,
    Plotted,
    chart,
    in_columns,
    on_axis,
    value_axis,
)
from layouts.review.limit_lines import limit_lines
from layouts.review.signal_words import RULES, SHORT_RULES, TENDENCIES
from layouts.wall.format import NOTHING, count, percent
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.xmr import Signal, Tendency
from wallboard.periods import SAME_WEEKDAY
from wallboard.questions.departments.rows import KeptShare
from wallboard.questions.promises_kept import Kept, PromisesKept, PromisesQuestion

_TICKS = 8


def promises_words(told: PromisesKept, days: PromisesQuestion) -> list[str]:
    """Of those days, and whether that is another share than a year before. They are told from when on: the figures of what is
    open now are of seven times 24 hours."""
    whole = told.groups[0]
    said = [_("Since {day}: {kept}.", day=speaking().dated(days.first), kept=_kept(whole.kept))]
    if whole.year_before is None:
        said.append(_("A year before is not known here."))
    else:
        said.append(_("The same days a year before: {kept}.", kept=_kept(whole.year_before)))
    if whole.differs is not None:
        said.append(
            _("The difference is more than chance.") if whole.differs else _("They differ by no more than chance.")
        )
    open_ones = ngettext("{n} open request is not decided yet", "{n} open requests are not decided yet", told.undecided, n=count(told.undecided))  # fmt: skip
    return [*said, _("{undecided}; without a promise: {n}.", undecided=open_ones, n=count(told.unpromised))]


def kept_figures(told: PromisesKept, days: PromisesQuestion, ask: Asked) -> list[Figure]:
    """Of those days, of the same a year before, and of what is open."""
    now, before = told.groups[0].kept, told.groups[0].year_before
    figures = [
        Figure(
            _("Decided since {day}", day=speaking().dated(days.first)),
            now.decided,
            ask.opens("decided", days.first, days.last),
        ),
        Figure(_("Kept"), now.on_time, ask.opens("kept", days.first, days.last)),
    ]
    if before is not None:
        first, last = days.first - SAME_WEEKDAY, days.last - SAME_WEEKDAY
        figures += [
            Figure(_("Decided a year before"), before.decided, ask.opens("decided", first, last)),
            Figure(_("Kept then"), before.on_time, ask.opens("kept", first, last)),
        ]
    return [
        *figures,
        Figure(_("Not decided yet"), told.undecided, ask.opens("undecided")),
        Figure(_("Promised nothing"), told.unpromised, ask.opens("unpromised")),
    ]


def _kept(kept: Kept) -> str:
    return kept_words(KeptShare(kept.share, kept.decided, kept.interval), _("nothing was decided"))


def kept_chart(told: PromisesKept, ask: Asked) -> Drawn | None:
    """None where no week has a share. Each count of its table leads to its list."""
    if not any(value is not None for value in told.chart.values):
        return None
    marks = dict(_marks(told))
    heads = (_("Week to"), _("Promises kept"), _("Decided"), _("Lower limit"), _("Upper limit"), _("Signal"))
    rows = tuple(_row(told, at, marks, ask) for at in reversed(range(len(told.weeks))))
    return Drawn(_("Promises kept (%), by week"), (), _plotted(told, marks), heads, rows)


def _marks(told: PromisesKept) -> Iterator[tuple[int, Signal]]:
    for signal in sorted(told.chart.signals, key=lambda each: (each.strength.value, each.first)):
        yield from ((at, signal) for at in range(signal.first, signal.last + 1))


def _means(signal: Signal) -> Tendency:
    return Tendency.BETTER if signal.direction > 0 else Tendency.WORSE


def _plotted(told: PromisesKept, marks: dict[int, Signal]) -> Plotted:
    heights = [on_axis(SHARE, value) for value in told.chart.values]
    days = [speaking().dated(each.week.last) for each in told.weeks]
    named: set[object] = set()
    limits: list[Plotted] = []
    for phase in told.chart.phases:
        drawn = limit_lines(phase, told.chart.lines, 0, lambda value: on_axis(SHARE, value), in_legend=phase.maturity not in named)  # fmt: skip
        named.add(phase.maturity)
        limits += drawn
    at = list(range(len(heights)))
    week = {
        "type": "scatter", "mode": "lines+markers", "x": at, "y": heights, "name": _("week by week"),
        "line": {"color": ACTUAL, "width": 1.75}, "marker": {"color": ACTUAL, "size": 6}, "text": days,
        "hovertemplate": "%{text}: %{y:.0f} %" + BARE,
    }  # fmt: skip
    step = max(1, -(-len(at) // _TICKS))
    ticks = at[::-1][::step][::-1]
    xaxis = {"tickvals": ticks, "ticktext": [speaking().day_month(told.weeks[nth].week.last) for nth in ticks]}
    return chart(
        in_columns([*limits, week, *_signals(heights, marks)]), xaxis, value_axis(SHARE, heights, None), height=340
    )


def _signals(heights: list[float | None], marks: dict[int, Signal]) -> Iterator[Plotted]:
    for meaning, symbol in ((Tendency.WORSE, "triangle-down"), (Tendency.BETTER, "triangle-up")):
        here = [at for at in sorted(marks) if _means(marks[at]) is meaning]
        if here:
            rules = [_(SHORT_RULES[marks[at].rule]) for at in here]
            yield {
                "type": "scatter", "mode": "markers", "cliponaxis": False, "x": here, "y": [heights[at] for at in here], "text": rules,
                "name": _(TENDENCIES[meaning]), "marker": {"symbol": symbol, "color": OF_TENDENCY[meaning], "size": 11},
                "hovertemplate": "%{text}" + BARE,
            }  # fmt: skip


def _row(told: PromisesKept, at: int, marks: dict[int, Signal], ask: Asked) -> Sequence[Cell]:
    week, line = told.weeks[at], told.chart.lines[at]
    bounds = (NOTHING, NOTHING) if line is None else (percent(line.lower), percent(line.upper))
    share = percent(told.chart.values[at])
    signal = _(RULES[marks[at].rule]) if at in marks else ""
    decided = opens(week.kept.decided, ask.opens("decided", week.week.first, week.week.last))
    return (speaking().dated(week.week.last), share, decided, *bounds, signal)
