"""Which figures are reviewed of a site, by name, before any review is made."""

from __future__ import annotations

from wallboard.metrics import METRICS
from wallboard.model import Scope
from wallboard.model.review_words import OUTSIDE, FigureKey
from wallboard.review.table import CALLS, REQUESTS
from wallboard.settings import DeclaredFigure, Settings
from wallboard.settings.in_common import common_variant

_BY_METRIC = {each.metric: each for each in (*CALLS, *REQUESTS)}
SERVICE_LEVEL = "calls.service_level"


def reviewed_metrics(settings: Settings, site: str) -> tuple[str, ...]:
    """Ours, then those of other systems."""
    outside = (name for name, figure in settings.figures.items() if settings.site_of(figure) == site)
    return (*_BY_METRIC, *(OUTSIDE + name for name in outside))


def reviewed_key(settings: Settings, metric: str, scope: Scope) -> FigureKey:
    """The figure of a reviewed metric that tells of a queue, department or ward; of its site where it is reviewed of no such
    part. Raises KeyError for a metric that is not reviewed at the site."""
    if metric not in reviewed_metrics(settings, scope.site):
        raise KeyError(metric)
    reviewed = _BY_METRIC.get(metric)
    parts = {name: value for name, value in scope.as_dict().items() if name != "site"}
    known = len(parts) == 1 and reviewed is not None and set(parts) <= set(reviewed.dimensions)
    about = scope if known else Scope(scope.site)
    return FigureKey(metric, about, _variant(settings, about) if metric == SERVICE_LEVEL else "")


def declared_figure(settings: Settings, metric: str) -> DeclaredFigure | None:
    """What the settings say of a figure of another system; None of ours, and of one that there is no more."""
    return settings.figures.get(metric.removeprefix(OUTSIDE)) if metric.startswith(OUTSIDE) else None


def unit_of(settings: Settings, metric: str) -> str:
    """Of a share "ratio"; "" where nobody says."""
    if metric in METRICS:
        return METRICS[metric].unit
    declared = declared_figure(settings, metric)
    return "" if declared is None else "ratio" if declared.kind == "ratio" else declared.unit


def _variant(settings: Settings, scope: Scope) -> str:
    if scope.queue:
        return settings.queue(scope.queue).service_level
    return common_variant(queue for queue in settings.queues.values() if settings.site_of(queue) == scope.site)
