"""What a figure is called, of what and of when it is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layouts.page.outcomes import REASONS
from layouts.wall.names import department_label
from wallboard.languages import N_, _
from wallboard.metrics import METRICS
from wallboard.model import NAMELESS, Reason, Scope
from wallboard.settings import Settings

WINDOWS: Mapping[str, str] = {
    "now": N_("at this moment"),
    "5m": N_("in the last 5 minutes"),
    "15m": N_("in the last 15 minutes"),
    "30m": N_("in the last 30 minutes"),
    "60m": N_("in the last 60 minutes"),
    "today": N_("today"),
    "half_hour": N_("in this half hour"),
    "7d": N_("in the last 7 days"),
    "since_start": N_("since the phone system started"),
    "since_closing": N_("since the site closed"),
    "rest_of_half_hour": N_("for the rest of this half hour"),
    "rest_of_day": N_("for the rest of the day"),
}


def name(metric: str) -> str:
    words = _(METRICS[metric].help)
    return words[:1].upper() + words[1:]


def places(scope: Scope, settings: Settings) -> Iterator[str]:
    """What of its site it is about, as people call it."""
    if scope.queue:
        yield settings.queue(scope.queue).label or scope.queue
    if scope.department:
        yield department_label(settings, scope.department)
    if scope.service_type:
        unnamed = scope.service_type == NAMELESS["service_type"]
        yield _("without a type") if unnamed else scope.service_type
    if scope.ward:
        yield _("ward not known") if scope.ward == NAMELESS["ward"] else _("ward {name}", name=scope.ward)
    if scope.band:
        yield _("{band} days old", band=scope.band.strip("(]").replace(",", "–"))
    if scope.reason:
        yield _(REASONS[Reason(scope.reason)])
