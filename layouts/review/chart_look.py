"""How all charts of the review look: actual solid, the year before lighter, the target dashed; a warm or cool colour says
worse or better, and never without a shape. Text and grid take their colours from assets/charts.css."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from layouts.review.amounts import DAYS, SECONDS, SHARE, amount
from layouts.wall.format import PERCENT
from wallboard.languages import _, speaking
from wallboard.metrics.xmr import Tendency

Plotted = dict[str, Any]  # a Plotly figure, or a part of one
Cell = str | list[Any]  # a text, or an element that holds it, such as a link: layouts/wall/written.py

ACTUAL, YEAR_BEFORE, LIMIT, BAND, TARGET = "#3d8bc0", "#93a8b6", "#7c8e9a", "rgba(125,145,160,.16)", "#7c8e9a"
OF_TENDENCY = {Tendency.WORSE: "#d9583a", Tendency.BETTER: "#1f9482", Tendency.NEUTRAL: "#8a6fb8"}
TARGET_DASH, TRIAL_DASH = "12px,5px", "3px,3px"
BARE = "<extra></extra>"  # without the trace's name beside it
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18000, 36000)
_MOST_TICKS = 6


class Drawn(NamedTuple):
    """A chart with all that stands around it. `title` says what, in which unit, when; `words` what must be known besides,
    in sentences; `heads` and `rows` are the same figures as a table, whose first column names the row and whose others may lead
    somewhere."""

    title: str
    words: tuple[str, ...]
    plotted: Plotted
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def on_axis(unit: str, value: float | None) -> float | None:
    """Shares are drawn in per cent."""
    return value if value is None or unit != SHARE else round(value * 100, 4)


def unit_words(unit: str) -> str:
    """Of an axis and of a title; that of an outside figure is a name of its own."""
    known = {
        SHARE: PERCENT.strip(),
        SECONDS: _("min:s"),
        DAYS: _("days"),
        "calls": _("calls"),
        "tickets": _("requests"),
        "agents": _("agents"),
    }
    return known.get(unit, unit)


def value_axis(unit: str, values: Sequence[float | None], target: float | None, **more: Any) -> Plotted:
    """The axis of values as they are drawn: counts and times from zero, shares as far as they go."""
    known = [value for value in (*values, target) if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if unit == SHARE:
        room = max(high - low, 4.0) * 0.15
        bounds = [low - room, high + room] if low < 0 else [max(0.0, low - room), min(101.0, high + room)]
    else:
        bounds = [min(0.0, low * 1.08), high * 1.08 or 1.0]
    axis = {"title": {"text": unit_words(unit)}, "range": bounds, "fixedrange": True, "zeroline": low < 0}
    return axis | (_time_ticks(*bounds) if unit == SECONDS else {}) | more


def _time_ticks(low: float, high: float) -> Plotted:
    """Times are written on the axis as on walls: 0:30, not 30."""
    step = next((each for each in _TIME_STEPS_S if (high - low) / each <= _MOST_TICKS), _TIME_STEPS_S[-1])
    values = list(range(-int(-low // step) * step if low < 0 else 0, int(high) + 1, step))
    texts = [("−" if value < 0 else "") + amount(SECONDS, abs(value)) for value in values]
    return {"tickvals": values, "ticktext": texts}


def in_columns(traces: Sequence[Plotted]) -> list[Plotted]:
    """The same with what is drawn as columns, each of which Dash writes at once, and not value by value. Places are numbers or None."""
    return [trace | {axis: np.array(trace[axis], np.float64) for axis in ("x", "y")} for trace in traces]


def chart(traces: Sequence[Plotted], xaxis: Plotted, yaxis: Plotted, height: int = 320, **layout: Any) -> Plotted:
    clear = "rgba(0,0,0,0)"
    return {
        "data": list(traces),
        "layout": {
            "paper_bgcolor": clear,
            "plot_bgcolor": clear,
            "margin": {"l": 58, "r": 16, "t": 12, "b": 44},
            "height": height,
            "font": {"family": '"Inter Wall", Inter, sans-serif', "size": 13},
            "hovermode": "closest",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "xaxis": {
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "automargin": True,
                "tickangle": 0,
                **xaxis,
            },
            "yaxis": yaxis,
            "separators": speaking().separators,
            **layout,
        },
    }
