"""What came in since the site closed: the one figure that a closed wall owes to whoever opens in the morning."""

from __future__ import annotations

from wallboard.calendar import calendar
from wallboard.ledger import OutOfRetention
from wallboard.model import Micros, Reading, Scope
from wallboard.questions.usual import Read
from wallboard.settings import Settings

WINDOW = "since_closing"


def calls_since_closing(read: Read, settings: Settings, site: str, now: Micros) -> Reading | None:
    """Calls offered since the last closing hour; None while the site is open, and where that was so long ago that they
    are not kept any more."""
    hours = calendar(settings.sites[site].hours, settings.zone(site))
    if hours.is_open(now):
        return None
    closed_at = hours.instant_at(hours.business_us(now))
    try:
        offered = len(read(site, closed_at, now))
    except OutOfRetention:
        return None
    return Reading("calls.offered", Scope(site), WINDOW, offered, "calls", now)
