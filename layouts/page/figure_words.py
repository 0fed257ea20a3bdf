"""What a figure is called, and of when it is, in words."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.languages import N_, _
from wallboard.metrics import METRICS

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
