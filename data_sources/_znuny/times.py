"""Times as Znuny writes them: of its own zone, without saying so."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from data_sources._helpdesk.rows import utc_instant, wall_of
from wallboard.model import NO_INSTANT, Micros


class Times:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def instant(self, value: object) -> Micros:
        """Of a time as a driver gives it, or as a text; NO_INSTANT for none. In the hour that clocks show twice, the first."""
        at = wall_of(value)
        return NO_INSTANT if at is None else utc_instant(at if at.tzinfo else at.replace(tzinfo=self._zone))
