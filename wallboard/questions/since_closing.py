"""What came in since the site closed: the one figure that a closed wall owes to whoever opens in the morning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wallboard.calendar import calendar
from wallboard.ledger import OutOfRetention
from wallboard.model import Micros, Reading, Scope
from wallboard.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

WINDOW = "since_closing"
Read = Callable[[str, Micros, Micros], "pd.DataFrame"]  # queue visits of a site that entered in [since, until)


def calls_since_closing(read: Read, settings: Settings, site: str, now: Micros) -> Reading | None:
    """Calls offered since the last closing hour; None while the site is open, and where that was so long ago that they
    are not kept any more."""
    closed = closed_at(settings, site, now)
    if closed is None:
        return None
    try:
        offered = len(read(site, closed, now))
    except OutOfRetention:
        return None
    return Reading("calls.offered", Scope(site), WINDOW, offered, "calls", now)


def closed_at(settings: Settings, site: str, now: Micros) -> Micros | None:
    """When the site closed; None while it is open."""
    hours = calendar(settings.sites[site].hours, settings.zone(site))
    return None if hours.is_open(now) else hours.instant_at(hours.business_us(now))
