"""The lines between which a figure moves as things are, with the ground between them: one set for each phase of a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from layouts.review.chart_look import BAND, LIMIT, TRIAL_DASH, Plotted
from wallboard.languages import _
from wallboard.metrics.xmr import ChartLine, Maturity, Phase

_Place = float | None  # None ends a line
_Run = list[tuple[int, ChartLine]]


def limit_lines(
    phase: Phase,
    lines: Sequence[ChartLine | None],
    first: int,
    height: Callable[[float], float | None],
    *,
    in_legend: bool,
) -> list[Plotted]:
    """Of the positions from `first` on. They end where limits were made anew, and where a point has none."""
    runs = list(_runs(lines, max(phase.first, first), phase.end))
    if not runs:
        return []
    trial = phase.maturity is Maturity.TRIAL
    name = _("trial limits, and their centre") if trial else _("limits, and their centre")
    look: Plotted = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "legendgroup": name, "name": name}
    border = {"color": LIMIT, "width": 1.25, "dash": TRIAL_DASH if trial else "solid"}
    x = _joined([_edges(run) for run in runs])
    upper, lower, centre = (
        _joined([_heights(run, which, height) for run in runs]) for which in ("upper", "lower", "centre")
    )
    return [
        look | _ground(runs, height),
        look | {"x": x, "y": upper, "line": border, "showlegend": in_legend},
        look | {"x": x, "y": lower, "line": border, "showlegend": False},
        look | {"x": x, "y": centre, "line": border | {"width": 0.9}, "showlegend": False},
    ]


def _runs(lines: Sequence[ChartLine | None], first: int, end: int) -> Iterator[_Run]:
    """Points in a row that have limits."""
    told = [(at, line) for at in range(first, end) if (line := lines[at]) is not None]
    for _key, run in groupby(enumerate(told), key=lambda each: each[0] - each[1][0]):
        yield [point for _nth, point in run]


def _edges(run: _Run) -> list[_Place]:
    """Half a week to each side of each point, so that a limit of its own is as wide as its week."""
    return [edge for at, _line in run for edge in (at - 0.5, at + 0.5)]


def _heights(run: _Run, which: str, height: Callable[[float], float | None]) -> list[_Place]:
    return [height(getattr(line, which)) for _at, line in run for _twice in range(2)]


def _ground(runs: Sequence[_Run], height: Callable[[float], float | None]) -> Plotted:
    """One shape for each run, closed: there and back again."""
    x = _joined([[*_edges(run), *reversed(_edges(run))] for run in runs])
    y = _joined([[*_heights(run, "upper", height), *reversed(_heights(run, "lower", height))] for run in runs])
    return {"x": x, "y": y, "fill": "toself", "fillcolor": BAND, "line": {"width": 0}, "showlegend": False, "name": ""}


def _joined(parts: Sequence[list[_Place]]) -> list[_Place]:
    """With a gap between them."""
    return [place for nth, part in enumerate(parts) for place in ([None] if nth else []) + part]
