"""What a reviewed figure is called: the same on the page, in a mail and in every document."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.wall.alert_words import scope_words
from layouts.wall.names import in_a_sentence
from wallboard.languages import N_, _
from wallboard.metrics import METRICS
from wallboard.model import NAMELESS, Scope
from wallboard.review import FigureKey
from wallboard.settings import Settings

# Where what METRICS says of itself is of this very moment, or is no name.
OF_A_WEEK: Mapping[str, str] = {
    "tickets.open": N_("open requests"),
    "tickets.age_p85_days": N_("85th percentile of the age of open requests"),
}


def figure_name(key: FigureKey, title: str, settings: Settings) -> str:
    """Share of promises kept (Streets). `title` is that of an outside figure."""
    what, where = metric_name(key.metric, title), where_name(key.scope, settings)
    return _("{what} ({where})", what=what, where=where) if where else what


def metric_name(metric: str, title: str = "") -> str:
    text = OF_A_WEEK.get(metric) or (METRICS[metric].help if metric in METRICS else "")
    words = _(text) if text else in_a_sentence(title or metric)
    return words[:1].upper() + words[1:] if text else words


def where_name(scope: Scope, settings: Settings) -> str:
    """The queue, department, type or ward, as people call it; "" for all of the site."""
    if scope.queue or scope.department:
        return in_a_sentence(scope_words(scope, settings))
    if scope.ward:
        named = _("ward {name}", name=scope.ward) if scope.ward.isdigit() else in_a_sentence(scope.ward)
        return _("no ward") if scope.ward == NAMELESS["ward"] else named
    if scope.service_type:
        return _("no type") if scope.service_type == NAMELESS["service_type"] else in_a_sentence(scope.service_type)
    return ""
