"""The pictures of a day, as Plotly figures: actual solid, the usual as a band, the target dashed, what missed it warm.

Text and grid take their colours from assets/charts.css, so that a figure follows the reader's light or dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from layouts.pages.today.day import shown_slots, slot_starts
from layouts.pages.today.stock import band_titles, breach
from layouts.wall.format import count, duration
from layouts.wall.names import department_label
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.usual import UsualBand
from wallboard.questions.day import Day
from wallboard.questions.stock import Stock, StockRow
from wallboard.settings import Settings

Figure = dict[str, Any]

ACTUAL, USUAL_BAND, USUAL_MIDDLE = "#3d8bc0", "rgba(125,145,160,.24)", "#7c8e9a"
MISSED, MISSED_FILL, TARGET = "#d9583a", "rgba(217,88,58,.32)", "#7c8e9a"
AGES = ("#bcd7ea", "#93bfdd", "#69a6cf", "#4589b7", "#316d98", "#235377", "#183b57", "#102a40")
SLOT_MS = 15 * 60 * 1000
BARE = "<extra></extra>"  # without the trace's name beside it
TIME_STEPS_S, MOST_TICKS = (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600), 6


def arrivals(day: Day) -> Figure:
    offered, gone = _shown(day, day.course.offered), _shown(day, day.course.abandoned)
    kept = [None if a is None else a - (b or 0) for a, b in zip(offered, gone, strict=True)]
    whole = _bars(day, kept, _("calls"), ACTUAL) | {
        "customdata": [None if value is None else round(value) for value in offered],
        "hovertemplate": ngettext("{n} call", "{n} calls", 2, n="%{customdata}") + BARE,
    }
    part = _bars(day, gone, _("gave up waiting"), MISSED) | {
        "hovertemplate": _("of these {n} gave up", n="%{y}") + BARE
    }
    bars = [whole, part]
    return _figure([*_usual(day, "offered"), *bars], _("calls"), barmode="stack")


def speed(day: Day) -> Figure:
    target = day.target.speed_of_answer_s if day.target else None
    line = _shown(day, day.course.asa_s)
    traces = [*_usual(day, "asa_s"), *_against(day, line, target, worse_above=True)]
    top = _top(day, line, target)
    return _figure([_told_as_time(trace) for trace in traces], _("min:s"), {"range": [0, top], **_time_ticks(top)})


def _time_ticks(top: float) -> Figure:
    """Waits are written on the axis as on cards and walls: 0:30, not 30."""
    step = next((each for each in TIME_STEPS_S if top / each <= MOST_TICKS), TIME_STEPS_S[-1])
    values = list(range(0, int(top) + 1, step))
    return {"tickvals": values, "ticktext": [duration(value) for value in values]}


def _told_as_time(trace: Figure) -> Figure:
    if trace.get("hoverinfo") == "skip":
        return trace
    labels = ["" if value is None else duration(value) for value in trace["y"]]
    return trace | {"customdata": labels, "hovertemplate": "%{customdata}"}


def _top(day: Day, line: list[float | None], target: float | None) -> float:
    """Room for the whole day's line; of the usual band, a night's few calls must not flatten everything else."""
    high = day.usual.asa_s.high if day.usual else np.zeros(1)
    usual = 0.0 if np.isnan(high).all() else float(np.nanquantile(high, 0.9))
    return 1.1 * max([2 * (target or 0), usual, *(value for value in line if value is not None), 1])


def level(day: Day) -> Figure:
    target = day.target.share * 100 if day.target and day.target.share is not None else None
    line = _shown(day, day.course.service_level, 100)
    traces = [*_usual(day, "service_level", 100), *_against(day, line, target, worse_above=False)]
    return _figure(traces, "%", {"range": [0, 103]})


def ages(stock: Stock, settings: Settings) -> Figure:
    rows = stock.rows[::-1]
    names = [f"<b>{_plain(department_label(settings, row.department))}</b><br>{breach(row)}" for row in rows]
    traces = [_band(rows, names, nth, title) for nth, title in enumerate(band_titles(stock.edges))]
    figure = _figure(traces, "", barmode="stack", height=90 + 46 * len(rows))
    figure["layout"]["xaxis"] = {"title": {"text": _("open requests")}, "fixedrange": True, "rangemode": "tozero"}
    figure["layout"]["yaxis"] = {"automargin": True, "fixedrange": True}
    return figure


def _band(rows: Sequence[StockRow], names: list[str], nth: int, title: str) -> Figure:
    """One band of every department. Departments with bands of their own are folded by place."""
    titles = [band_titles(row.edges) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": names,
        "x": [row.counts[nth] if nth < len(row.counts) else 0 for row in rows],
        "marker": {"color": AGES[min(nth, len(AGES) - 1)], "line": {"color": USUAL_MIDDLE, "width": 1}},
        "customdata": [
            [own[nth] if nth < len(own) else "", count(row.open)] for own, row in zip(titles, rows, strict=True)
        ],
        "hovertemplate": "%{customdata[0]}: "
        + _("{part} of {whole} open", part="%{x}", whole="%{customdata[1]}")
        + BARE,
    }


def _plain(name: str) -> str:
    """Plotly reads a little markup in labels: names are shown as they are, cut where they would take the chart's room."""
    cut = name if len(name) <= 26 else f"{name[:25]}…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shown(day: Day, values: npt.NDArray[np.float64], times: float = 1) -> list[float | None]:
    """The shown slots; None where nothing is known or the slot has not begun."""
    return [
        None if slot >= day.begun or np.isnan(values[slot]) else round(float(values[slot]) * times, 1)
        for slot in shown_slots(day)
    ]


def _usual(day: Day, name: str, times: float = 1) -> list[Figure]:
    if day.usual is None:
        return []
    band: UsualBand = getattr(day.usual, name)
    low, middle, high = (
        [None if np.isnan(values[slot]) else round(float(values[slot]) * times, 1) for slot in shown_slots(day)]
        for values in (band.low, band.middle, band.high)
    )
    weekday = speaking().weekday(day.question.day)
    return [
        _between(day, low, high, _("usual {weekday}", weekday=weekday)),
        _line(
            day,
            middle,
            _("its middle"),
            {"mode": "lines", "line": {"color": USUAL_MIDDLE, "width": 1.5, "dash": "dot"}},
        ),
    ]


def _between(day: Day, low: list[float | None], high: list[float | None], name: str) -> Figure:
    """The band as one shape for every stretch that is known: a line's filling would bridge the gaps."""
    x: list[str | None] = []
    y: list[float | None] = []
    points = list(zip(slot_starts(day), low, high, strict=True))
    for known, run in groupby(points, key=lambda point: point[1] is not None and point[2] is not None):
        stretch = list(run)
        if known:
            x += [*(at for at, _, _ in stretch), *(at for at, _, _ in reversed(stretch)), None]
            y += [*(top for _, _, top in stretch), *(bottom for _, bottom, _ in reversed(stretch)), None]
    look = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "fill": "toself", "fillcolor": USUAL_BAND}
    return {"type": "scatter", "x": x, "y": y, "name": name, **look}


def _against(day: Day, values: list[float | None], target: float | None, *, worse_above: bool) -> list[Figure]:
    """The day's line, its target, and the ground between them where it was missed."""
    look = {
        "mode": "lines+markers",
        "line": {"color": ACTUAL, "width": 2.5},
        "marker": {"size": 4},
    }  # a lone quarter shows
    actual = _line(day, values, _("this day"), look)
    if target is None:
        return [actual]
    flat: list[float | None] = [target] * len(values)
    pick = max if worse_above else min
    missed = [target if value is None else pick(value, target) for value in values]
    base = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    dashed = {"mode": "lines", "line": {"color": TARGET, "width": 1.5, "dash": "dash"}, "hoverinfo": "skip"}
    return [
        _line(day, flat, "", {**base, "showlegend": False}),
        _line(day, list(missed), _("target missed"), {**base, "fill": "tonexty", "fillcolor": MISSED_FILL}),
        _line(day, flat, _("target"), dashed),
        actual,
    ]


def _line(day: Day, values: list[float | None], name: str, more: Figure) -> Figure:
    return {"type": "scatter", "x": slot_starts(day), "y": values, "name": name, **more}


def _bars(day: Day, values: list[float | None], name: str, colour: str) -> Figure:
    return {
        "type": "bar",
        "x": slot_starts(day),
        "y": values,
        "name": name,
        "marker": {"color": colour},
        "width": SLOT_MS * 0.82,
        "offset": 0,
    }


def _figure(traces: list[Figure], unit: str, yaxis: Figure | None = None, **layout: Any) -> Figure:
    clear = "rgba(0,0,0,0)"
    return {
        "data": traces,
        "layout": {
            "paper_bgcolor": clear,
            "plot_bgcolor": clear,
            "margin": {"l": 52, "r": 12, "t": 12, "b": 36},
            "height": 260,
            "font": {"family": '"Inter Wall", Inter, sans-serif', "size": 13},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "xaxis": {"tickformat": "%H:%M", "fixedrange": True, "showgrid": False, "ticks": "outside", "ticklen": 6},
            "yaxis": {"title": {"text": unit}, "rangemode": "tozero", "fixedrange": True, **(yaxis or {})},
            "separators": speaking().separators,
            **layout,
        },
    }
