"""How a figure of a period is made of the counts of its days, so that somebody can make it again from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from wallboard.metrics.combining import Scale
from wallboard.model import Reason
from wallboard.review.day_rows import AMOUNT, CALLS, OF, REQUESTS
from wallboard.review.figures import DIVERTED, WAITS
from wallboard.review.records import OUTSIDE, ReviewedFigure
from wallboard.review.table import STOCKS
from wallboard.state.posting_table import LATE, ON_TIME


class Taken(Enum):
    """What is done with the counts of a period's days."""

    SUM = "sum"
    RATIO = "ratio"  # one sum by another
    LAST = "last"  # of the last day
    EXTREME = "extreme"  # the largest or smallest of the days
    MIDDLE = "p50"  # of all waits
    MOST = "p90"


class Recipe(NamedTuple):
    """`top` and `over` are counts by their names, 1 where they are added, -1 where they are taken away."""

    taken: Taken
    top: Mapping[str, int]
    over: Mapping[str, int] = {}


def _calls(*names: str, less: str = "") -> Mapping[str, int]:
    return dict.fromkeys((CALLS + name for name in names), 1) | ({CALLS + less: -1} if less else {})


_MISSED = ("abandoned", *(DIVERTED + reason.value for reason in Reason if reason.failed))
_LEFT = ("answered", *_MISSED)
_IN_TIME = ("abandoned_in", "failed_in")
_LEVELS = {
    "offered": Recipe(Taken.RATIO, _calls("answered_in"), _calls(*_LEFT)),
    "answered": Recipe(Taken.RATIO, _calls("answered_in"), _calls("answered")),
    "handled_in_time": Recipe(Taken.RATIO, _calls("answered_in", *_IN_TIME), _calls(*_LEFT)),
    "less_short": Recipe(Taken.RATIO, _calls("answered_in"), _calls(*_LEFT, less="abandoned_short")),
    "less_in_threshold": Recipe(Taken.RATIO, _calls("answered_in"), _calls(*_LEFT, less="abandoned_in")),
    "completed_sl": Recipe(Taken.RATIO, _calls("completed_in"), _calls("completed")),
    "completed_sl2": Recipe(Taken.RATIO, _calls("completed_in", *_IN_TIME), _calls("completed", *_MISSED)),
}
_ON_TIME, _LATE = REQUESTS + ON_TIME, REQUESTS + LATE
_RECIPES = {
    "calls.asa_s": Recipe(Taken.RATIO, _calls("wait_s"), _calls("answered")),
    "calls.wait_p50_s": Recipe(Taken.MIDDLE, _calls(WAITS)),
    "calls.wait_p90_s": Recipe(Taken.MOST, _calls(WAITS)),
    "calls.abandon_rate": Recipe(
        Taken.RATIO, _calls("abandoned", less="abandoned_short"), _calls(*_LEFT, less="abandoned_short")
    ),
    "calls.talk_mean_s": Recipe(Taken.RATIO, _calls("talk_s"), _calls("talks")),
    "tickets.on_time": Recipe(Taken.RATIO, {_ON_TIME: 1}, {_ON_TIME: 1, _LATE: 1}),
}


def recipe(figure: ReviewedFigure) -> Recipe:
    metric = figure.key.metric
    if metric == "calls.service_level":
        return _LEVELS[figure.key.variant]
    if metric in _RECIPES:
        return _RECIPES[metric]
    if metric in STOCKS:
        return Recipe(Taken.LAST, {metric: 1})
    if metric.startswith(OUTSIDE) and (figure.scale is Scale.SHARE or figure.kind == "mean"):
        return Recipe(Taken.RATIO, {metric + AMOUNT: 1}, {metric + OF: 1})
    taken = {"stock": Taken.LAST, "extreme": Taken.EXTREME}.get(figure.kind, Taken.SUM)
    return Recipe(taken, {metric: 1})
